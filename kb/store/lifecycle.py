"""Generations as a whole: going back to an earlier one, copying one out, bringing one in.

A backup is one uncompressed tar file with the generation's files, its manifest of hashes, and the
home's own additions (kept assessments, added texts). What comes back is checked, hash by hash,
before it is switched to.
"""

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import CorruptStore, IncompatibleStore, StoreBusy, StoreError
from kb.home import Home
from kb.store import generation
from kb.store.generation import Manifest
from kb.store.schema import DATABASE, MANIFEST, VECTORS

FILES = (DATABASE, VECTORS, MANIFEST)
LARGEST = 20_000_000_000  # bytes of one file in a backup


def generations(home: Home) -> list[tuple[Path, Manifest]]:
    """The whole generations, oldest first; torn and foreign ones are left out."""
    found = []
    for path in sorted(p for p in home.generations.glob("[0-9]*") if p.name.isdigit()):
        try:
            manifest = generation.read_manifest(path)
            generation.verify(path, manifest)
        except (CorruptStore, IncompatibleStore):
            continue
        found.append((path, manifest))
    return found


def rollback(home: Home) -> Manifest:
    """Switch to the newest whole generation before the current one.

    Raises StoreError if there is none, StoreBusy while an ingestion writes.
    """
    with writing(home):
        current = generation.current(home)
        before = [g for g in generations(home) if current is None or g[0].name < current.name]
        if not before:
            raise StoreError("There is no earlier knowledge base to go back to.")
        path, manifest = before[-1]
        generation.switch(home, path)
        return manifest


def repair(home: Home) -> list[str]:
    """What was mended: leftovers swept away, a torn current generation replaced by a whole one."""
    done: list[str] = []
    if not home.generations.is_dir():
        return done
    with writing(home):
        for left in home.generations.glob("*.building"):
            shutil.rmtree(left, ignore_errors=True)
            done.append(f"removed the unfinished {left.name}")
        whole = generations(home)
        try:
            current = generation.current(home)
        except CorruptStore:
            current = None
        if whole and current not in [path for path, _ in whole]:
            generation.switch(home, whole[-1][0])
            done.append(f"went back to generation {whole[-1][1].generation}, which is whole")
    return done


def backup(home: Home, target: Path) -> Manifest:
    """Write the current generation and the home's additions into one file.

    Raises MissingStore, CorruptStore, or StoreError if it can't be written.
    """
    with writing(home):
        path = generation.required(home)
        manifest = generation.read_manifest(path)
        generation.verify(path, manifest)
        building = target.with_name(target.name + ".part")
        try:
            with tarfile.open(building, "w") as tar:
                for name in FILES:
                    tar.add(path / name, name, filter=_anonymous)
                for added in home.additions():
                    tar.add(added, f"home/{added.relative_to(home.root)}", filter=_anonymous)
            generation.sync(building)
            building.replace(target)
        except OSError as e:
            building.unlink(missing_ok=True)
            raise StoreError(f"{target} can't be written ({e.strerror}).") from e
        return manifest


def restore(home: Home, source: Path) -> Manifest:
    """Bring a backup in as the next generation, and switch to it.

    Raises StoreError, CorruptStore or IncompatibleStore; what was there stays as it was.
    """
    home.generations.mkdir(parents=True, exist_ok=True)
    with writing(home):
        taken = [int(p.name) for p in home.generations.iterdir() if p.name.isdigit()]
        number = max(taken, default=0) + 1
        path = generation.folder(home, number)
        building = path.with_name(path.name + ".building")
        building.mkdir(exist_ok=True)
        try:
            additions = _unpack(source, building)
            manifest = generation.read_manifest(building)
            generation.verify(building, manifest)
            manifest = replace(manifest, generation=number)
            generation.write_manifest(building, manifest)
            building.rename(path)
            for name, content in additions.items():
                target = home.root / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            generation.switch(home, path)
        except (OSError, tarfile.TarError) as e:
            raise StoreError(f"{source} can't be restored ({e}); nothing was changed.") from e
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return manifest


@contextmanager
def writing(home: Home) -> Iterator[None]:
    """The write lock. Raises StoreBusy if another holds it."""
    try:
        with FileLock(home.lock, timeout=0):
            yield
    except Timeout as e:
        raise StoreBusy(
            f"Another ingestion is writing to {home.root}; wait until it has ended."
        ) from e


def _unpack(source: Path, target: Path) -> dict[str, bytes]:
    """The generation's files into a folder; the home's additions as bytes, by relative path."""
    additions: dict[str, bytes] = {}
    with tarfile.open(source, "r:") as tar:
        for member in tar:
            inner = member.name.removeprefix("home/")
            parts = Path(inner).parts
            safe = member.isfile() and ".." not in parts and not Path(inner).is_absolute()
            if not safe or member.size > LARGEST:
                raise StoreError(f"{source} holds '{member.name[:80]}', which is no backup's.")
            stream = tar.extractfile(member)
            assert stream is not None
            if member.name in FILES:
                with (target / member.name).open("wb") as out:
                    shutil.copyfileobj(stream, out)
            elif member.name.startswith("home/") and parts[0] in Home.ADDITIONS:
                additions[inner] = stream.read()
            else:
                raise StoreError(f"{source} holds '{member.name[:80]}', which is no backup's.")
    return additions


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names and numbers of the user who made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
