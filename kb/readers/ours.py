"""Our own format: a release's fields, in YAML or JSON."""

from kb.errors import ReleaseFileError
from kb.readers.source import Data, Source, release_of
from kb.release import Understood

LARGEST_LICENCE = 300_000  # bytes


def fits(data: Data) -> bool:
    return "name" in data


def read(data: Data, source: Source) -> Understood:
    release = release_of(data, source)
    components = []
    for c in release.components:
        if c.licence_file and not c.licence_text:
            c = c.model_copy(update={"licence_text": licence_beside(source, c.licence_file)})
        components.append(c)
    return Understood(
        release.model_copy(update={"components": tuple(components)}), "a release file", ()
    )


def licence_beside(source: Source, name: str) -> str:
    """The text of a licence file beside the source. Raises ReleaseFileError; never leaves the
    source's folder, by ".." or by a link."""
    folder = source.path.parent.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise ReleaseFileError(f"{source.name}, field licence_file: '{name}' is not beside it.")
    try:
        if path.stat().st_size > LARGEST_LICENCE:
            raise ReleaseFileError(f"{name} is larger than a licence can be.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as e:
        raise ReleaseFileError(f"{source.name}, field licence_file: {name} is no text.") from e
    except OSError as e:
        raise ReleaseFileError(
            f"{source.name}, field licence_file: {name} can't be read ({e.strerror})."
        ) from e
