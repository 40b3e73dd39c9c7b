"""What `regatlas ingest` is given besides ids: files, folders and addresses, read one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.fetch import fetch
from ingest.library import Added, Library, Metadata, files_in, id_of, metadata_of
from ingest.limited import MOST_BYTES, recognise_limited
from ingest.parse.sniff import kind_of
from ingest.parse.structure import Recognised
from kb.errors import RegAtlasError, UsageError
from kb.home import allowed_hosts
from kb.model import InstrumentKind


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it came, with what is said of it, or why it could not be had."""

    where: str  # the path or address
    name: str
    content: bytes
    metadata: Metadata
    error: str = ""

    @property
    def id(self) -> str:
        return id_of(self.name, self.metadata)


@dataclass(frozen=True, slots=True)
class Read:
    """A source as it was read: what it is, and the structure that was recognised."""

    added: Added
    recognised: Recognised


def is_source(text: str) -> bool:
    """Whether an argument names a file, a folder or an address."""
    return "://" in text or "/" in text or Path(text).exists()


def sources_of(
    given: str, metadata: Metadata, say: Callable[[str], None] = lambda _: None
) -> Iterator[Source]:
    """Each text of a file, a folder or an address.

    What can't be had says why in `error`, in one sentence; the others come all the same. Raises
    UsageError where nothing is there, or the metadata fit one text and there are several.
    """
    if "://" in given:
        yield _address(given, metadata, say)
        return
    path = Path(given)
    if path.is_dir():
        files = list(files_in(path))
        if not files:
            raise UsageError(f"{given} holds no file to be read.")
        if metadata.id and len(files) > 1:
            raise UsageError(f"{given} holds {len(files)} files, so --id can't name them all.")
        for file in files:
            yield _file(file, metadata)
    elif path.is_file():
        yield _file(path, metadata)
    else:
        raise UsageError(f"{given}: there is no such file, folder or instrument.")


def read(source: Source) -> Read:
    """The text's structure. Raises ParseError in one sentence."""
    format = kind_of(source.content, source.name)
    licensing = (InstrumentKind.LICENCE, InstrumentKind.TERMS)
    if source.metadata.kind in licensing and format in ("text", "markdown"):
        format = "licence"
    recognised = recognise_limited(source.content, source.name, format)
    title = recognised.title[:200]
    return Read(Added(source.name, source.content, source.metadata, format, title), recognised)


def unchanged(source: Source, library: Library) -> bool:
    """Whether the library keeps this very text, with all that is said of it."""
    return not source.error and library.holds(source.id, source.content, source.metadata)


def _file(path: Path, metadata: Metadata) -> Source:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; split it.")
        found, content = metadata_of(path, path.read_bytes())
    except OSError as e:
        return _failed(str(path), metadata, f"{path} can't be read ({e.strerror}).")
    except RegAtlasError as e:
        return _failed(str(path), metadata, str(e))
    return Source(str(path), path.name, content, metadata.over(found))


def _address(address: str, metadata: Metadata, say: Callable[[str], None]) -> Source:
    say(f"asking {urlsplit(address).hostname}")
    try:
        fetched = fetch(address, plain=True, allowed=allowed_hosts())
    except RegAtlasError as e:
        return _failed(address, metadata, str(e))
    name = Path(urlsplit(fetched.url).path).name or urlsplit(fetched.url).hostname or "page"
    said = metadata.over(Metadata(url=fetched.url))
    return Source(address, name, fetched.content, said)


def _failed(where: str, metadata: Metadata, error: str) -> Source:
    return Source(where, where, b"", metadata, error)
