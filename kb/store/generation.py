"""Generations on disk: which one is current, and whether its files are the ones it was made of."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kb.errors import CorruptStore, IncompatibleStore, MissingStore
from kb.home import Home
from kb.store.schema import DATABASE, FORMAT, MANIFEST, VECTORS


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: enough to refuse a wrong, torn or foreign one before reading it."""

    format: int
    generation: int
    model: str
    weights: str  # SHA-256 of the embedding model's weights
    dimension: int
    versions: int
    provisions: int
    passages: int
    created: str  # ISO time, UTC
    files: dict[str, str]  # name -> SHA-256


def folder(home: Home, generation: int) -> Path:
    return home.generations / f"{generation:06d}"


def current(home: Home) -> Path | None:
    """The folder of the generation in use; None if there is no knowledge base yet.

    Raises CorruptStore if CURRENT names none that is there.
    """
    try:
        name = home.current.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as e:
        raise CorruptStore(f"{home.current} can't be read ({e}). Run `regatlas doctor`.") from e
    path = home.generations / name
    if not name.isdigit() or not path.is_dir():
        raise CorruptStore(
            f"{home.current} names generation '{name[:20]}', which is not there. "
            f"Run `regatlas ingest` to make a new one."
        )
    return path


def required(home: Home) -> Path:
    """The current generation's folder. Raises MissingStore if there is none."""
    path = current(home)
    if path is None:
        raise MissingStore(f"There is no knowledge base in {home.root}. Run `regatlas ingest`.")
    return path


def read_manifest(path: Path) -> Manifest:
    """A generation's manifest. Raises CorruptStore, or IncompatibleStore for another format."""
    try:
        data = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        found = data.get("format")
        if found != FORMAT:
            raise IncompatibleStore(
                f"The knowledge base in {path} has format {found}, this program reads {FORMAT}. "
                "Run `regatlas ingest` to make it anew."
            )
        return Manifest(**data)
    except (OSError, ValueError, TypeError, AttributeError) as e:
        raise CorruptStore(
            f"{path / MANIFEST} is missing or damaged. Run `regatlas ingest` to make a new one."
        ) from e


def verify(path: Path, manifest: Manifest) -> None:
    """Raise CorruptStore unless each file is, byte for byte, the one the manifest names."""
    for name in (DATABASE, VECTORS):
        try:
            got = sha256(path / name)
        except OSError as e:
            raise CorruptStore(f"{path / name} can't be read ({e.strerror}).{_MEND}") from e
        if got != manifest.files.get(name):
            raise CorruptStore(f"{path / name} is not the file that was written.{_MEND}")


_MEND = " Run `regatlas ingest` to make a new one."


def write_manifest(path: Path, manifest: Manifest) -> None:
    target = path / MANIFEST
    target.write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    sync(target)


def switch(home: Home, path: Path) -> None:
    """Make a generation the current one, atomically and durably."""
    sync(path)
    sync(home.generations)
    pointer = home.current.with_suffix(".next")
    pointer.write_text(path.name, encoding="ascii")
    sync(pointer)
    pointer.replace(home.current)
    sync(home.root)


def sha256(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Force a file, or a folder's entries, to the disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
