"""The next generation, built beside the current one and switched to when it is whole.

One writer at a time. Whatever happens before the switch (an error, a full disk, a kill), readers
and the current generation are untouched; what was left half done is swept away by the next writer.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import numpy as np
from filelock import FileLock, Timeout

from kb.embedding import Embedder, Vectors
from kb.errors import CorruptStore, IncompatibleStore, StoreBusy, StoreError
from kb.home import Home, kept_generations
from kb.store import generation, vectors
from kb.store.generation import Manifest
from kb.store.reader import Store
from kb.store.record import VersionRecord, body_of, embedded_text, passage_hash
from kb.store.schema import DATABASE, FORMAT, TABLES, VECTORS

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit did."""

    path: Path
    passages: int
    encoded: int  # passages whose vectors were made; the others' were reused


class StoreWriter:
    """Holds the write lock from entering to leaving; `put` versions, then `commit`."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.held: dict[str, str] = {}  # version -> fingerprint, in the current generation
        self._put: dict[str, VersionRecord] = {}
        self._current: Store | None = None

    def __enter__(self) -> "StoreWriter":
        """Raises StoreBusy at once if another ingestion is writing, StoreError if none may."""
        try:
            self.home.generations.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.home.lock, timeout=0)
            self._lock.acquire()
        except Timeout as e:
            raise StoreBusy(
                f"Another ingestion is writing to {self.home.root}; wait until it has ended."
            ) from e
        except OSError as e:
            raise StoreError(f"{self.home.root} can't be written to ({e.strerror}).") from e
        try:
            self._sweep()
            self._current = self._open_current()
        except BaseException:
            self._lock.release()
            raise
        if self._current:
            self.held = {v: self._current.provenance(v)[1] for v in self._current.versions}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._current:
            self._current.close()
        self._lock.release()

    def _open_current(self) -> Store | None:
        """The current generation, if there is one that can be built upon.

        A damaged or foreign one is no ground to stand on: everything is then made anew, beside it.
        """
        try:
            path = generation.current(self.home)
            return Store(path) if path else None
        except (CorruptStore, IncompatibleStore):
            return None

    def put(self, record: VersionRecord) -> None:
        """Store this version in the next generation, in place of one of the same id."""
        self._put[record.version.id] = record

    def commit(
        self, embedder: Embedder, encode: Encode | None = None, keep: Iterable[str] | None = None
    ) -> Committed:
        """Build, check and switch to the next generation.

        `encode` embeds the passages that are new (default: the embedder's own, at once). `keep`
        names the versions to keep from the current generation (default: all).
        Raises StoreError if it could not be written; the current generation is then unchanged.
        """
        number = self._next_number()
        path = generation.folder(self.home, number)
        building = path.with_name(path.name + ".building")
        try:
            building.mkdir()
            committed = self._build(building, number, embedder, encode or embedder.encode, keep)
            building.rename(path)
            generation.switch(self.home, path)
        except (OSError, sqlite3.Error) as e:
            shutil.rmtree(building, ignore_errors=True)
            raise StoreError(
                f"The new knowledge base could not be written to {self.home.root} ({e}); "
                "the one before it is unchanged. Is the disk full?"
            ) from e
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        self._drop_old(number)
        return replace(committed, path=path)

    def _build(
        self,
        building: Path,
        number: int,
        embedder: Embedder,
        encode: Encode,
        keep: Iterable[str] | None,
    ) -> Committed:
        kept = set(self.held if keep is None else keep) & set(self.held) - set(self._put)
        records = [self._stored(v) for v in kept] + list(self._put.values())
        records.sort(key=lambda r: r.version.id)
        database = sqlite3.connect(building / DATABASE)
        try:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
            texts = _insert(database, records)
            database.commit()
        finally:
            database.close()
        matrix, encoded = self._vectors(texts, embedder, encode)
        vectors.write(vectors.build(matrix), building / VECTORS)
        for name in (DATABASE, VECTORS):
            generation.sync(building / name)
        manifest = Manifest(
            format=FORMAT,
            generation=number,
            model=embedder.name,
            weights=embedder.weights,
            dimension=embedder.dimension,
            versions=len(records),
            provisions=sum(len(r.provisions) for r in records),
            passages=len(texts),
            created=_now(),
            files={n: generation.sha256(building / n) for n in (DATABASE, VECTORS)},
        )
        generation.write_manifest(building, manifest)
        _probe(building, matrix)
        return Committed(building, len(texts), encoded)

    def _vectors(
        self, texts: Sequence[str], embedder: Embedder, encode: Encode
    ) -> tuple[Vectors, int]:
        """One vector a text: the current generation's where it has the same text, else made."""
        known: dict[str, int] = {}
        if self._current and self._current.manifest.weights == embedder.weights:
            known = self._current.hashes()
        hashes = [passage_hash(t) for t in texts]
        matrix = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        for row, digest in enumerate(hashes):
            if self._current and digest in known:
                matrix[row] = self._current.passage_vector(known[digest])
        new = [row for row, digest in enumerate(hashes) if digest not in known]
        if new:
            matrix[new] = encode([texts[row] for row in new])
        return matrix, len(new)

    def _stored(self, version: str) -> VersionRecord:
        assert self._current is not None
        return self._current.record(version)

    def _next_number(self) -> int:
        taken = [int(p.name) for p in self.home.generations.iterdir() if p.name.isdigit()]
        return max(taken, default=0) + 1

    def _sweep(self) -> None:
        for left in self.home.generations.glob("*.building"):
            shutil.rmtree(left, ignore_errors=True)

    def _drop_old(self, current: int) -> None:
        numbers = sorted(int(p.name) for p in self.home.generations.iterdir() if p.name.isdigit())
        for number in numbers[: -kept_generations()]:
            if number != current:
                shutil.rmtree(generation.folder(self.home, number), ignore_errors=True)


def _insert(database: sqlite3.Connection, records: Sequence[VersionRecord]) -> list[str]:
    """Fill the tables; the embedded texts of all passages, in the order of their rows."""
    texts: list[str] = []
    instruments = {r.instrument.id: r.instrument for r in records}
    database.executemany(
        "INSERT INTO instrument VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (i.id, i.title, i.short, i.kind, i.jurisdiction, i.publisher, json.dumps(i.aliases))
            for i in instruments.values()
        ),
    )
    for record in records:
        v = record.version
        database.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                v.id,
                v.instrument,
                _iso(v.in_force.from_),
                _iso(v.in_force.until),
                v.url,
                v.base,
                json.dumps(v.gaps),
                record.origin,
                record.fingerprint,
                record.ingested_at or _now(),
            ),
        )
        database.executemany(
            "INSERT INTO provision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    p.version,
                    p.id,
                    n,
                    p.kind,
                    p.pinpoint,
                    p.heading,
                    json.dumps(p.path),
                    p.text,
                    p.text_kind,
                    p.binding,
                    p.parent,
                    p.start,
                    p.end,
                )
                for n, p in enumerate(record.provisions)
            ),
        )
        database.executemany(
            "INSERT INTO amendment VALUES (?, ?, ?)",
            ((v.id, digest, amended) for digest, amended in record.amendments),
        )
        database.executemany(
            "INSERT INTO reference VALUES (?, ?, ?, ?)",
            ((v.id, r.source, r.target, r.kind) for r in record.references),
        )
        bodies = {p.id: p.text for p in record.provisions}
        for passage in record.passages:
            text = embedded_text(passage, bodies[passage.provision])
            database.execute(
                "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    len(texts),
                    passage.version,
                    passage.provision,
                    passage.start,
                    passage.end,
                    passage.path,
                    passage.lead_in,
                    passage.said,
                    passage.asked,
                    passage_hash(text),
                ),
            )
            if not passage.asked:  # plain words would pass for words of the texts
                database.execute(
                    "INSERT INTO passage_words (rowid, context, body) VALUES (?, ?, ?)",
                    (
                        len(texts),
                        passage.context,
                        body_of(passage, bodies[passage.provision]),
                    ),
                )
            texts.append(text)
    database.execute("INSERT INTO passage_words (passage_words) VALUES ('optimize')")
    return texts


def _probe(path: Path, matrix: Vectors) -> None:
    """Open what was written as a reader would, and find a passage with its own vector."""
    store = Store(path)
    try:
        if len(matrix):
            row = len(matrix) // 2
            everything = np.ones(len(matrix), dtype=bool)
            [(_, score)] = store.nearest(matrix[row], 1, everything)
            if score < float(matrix[row] @ matrix[row]) - 1e-3:
                raise StoreError("The new index does not find its own passages; it was not used.")
    finally:
        store.close()


def _iso(day: object) -> str | None:
    return str(day) if day else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
