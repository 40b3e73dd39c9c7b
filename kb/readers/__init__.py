"""Releases out of files: which format a file has is found by its content, never by its name.

Each reader takes what the file states and leaves the rest unknown; what it took as something, or
did not understand, is told in notes.
"""

from collections.abc import Callable
from pathlib import Path

from kb.errors import ReleaseFileError
from kb.readers import cyclonedx, model_card, mof_file, ours, spdx3
from kb.readers.source import Data, Source, mapping_of
from kb.release import Understood

LARGEST = 5_000_000  # bytes; what is larger is refused before it is read
_FORMATS = "our YAML, the Model Openness Framework's, a model card, CycloneDX or SPDX 3"


_READERS: tuple[tuple[Callable[[Data], bool], Callable[[Data, Source], Understood]], ...] = (
    (mof_file.fits, mof_file.read),
    (cyclonedx.fits, cyclonedx.read),
    (spdx3.fits, spdx3.read),
    (ours.fits, ours.read),
)


def read_release(path: Path) -> Understood:
    """The release that a file, or a folder with a README.md, describes.

    Raises ReleaseFileError naming the file, and where it can the line and the field.
    """
    source = _source(path)
    if model_card.fits(source):
        return model_card.read(source)
    data = mapping_of(source)
    for fits, read in _READERS:
        if fits(data):
            return read(data, source)
    raise ReleaseFileError(f"{path.name}: this is no description of a release; give {_FORMATS}.")


def _source(path: Path) -> Source:
    try:
        if path.is_dir():
            path = path / "README.md"
            if not path.is_file():
                raise ReleaseFileError(
                    f"{path.parent}: the folder has no README.md (a model card)."
                )
        if not path.exists():
            raise ReleaseFileError(f"{path}: there is no such file.")
        size = path.stat().st_size
        if size > LARGEST:
            raise ReleaseFileError(
                f"{path.name} has {size:,} bytes; a description of a release has at most "
                f"{LARGEST:,}."
            )
        content = path.read_bytes()
    except OSError as e:
        raise ReleaseFileError(f"{path} can't be read ({e.strerror}).") from e
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise ReleaseFileError(f"{path.name} is not UTF-8 text, so no release was read.") from e
    if not text.strip():
        raise ReleaseFileError(f"{path.name} is empty.")
    if "\0" in text:
        raise ReleaseFileError(f"{path.name} is a binary file; give {_FORMATS}.")
    return Source(path, text)
