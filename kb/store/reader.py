"""One generation opened for reading; it stays what it was while newer ones are made."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import snowballstemmer

from kb.embedding import Embedder, Vectors
from kb.errors import CorruptStore, IncompatibleStore
from kb.home import Home
from kb.model import (
    InForce,
    Instrument,
    InstrumentKind,
    Passage,
    Provision,
    ProvisionKind,
    Reference,
    ReferenceKind,
    TextKind,
    Version,
    nested,
    unit_of,
)
from kb.store import generation, vectors
from kb.store.record import VersionRecord
from kb.store.schema import DATABASE, VECTORS

Rows = npt.NDArray[np.bool_]  # shape (passages,): which rows of the index are meant


PROVISIONS_AT_HAND = 2_000
PURPOSES = (ReferenceKind.DATE, ReferenceKind.FINE, ReferenceKind.DEFINITION)
_porter = snowballstemmer.stemmer("porter")  # the stems that SQLite's tokenizer makes
_stem = lru_cache(maxsize=50_000)(_porter.stemWord)


class Store:
    """The read side of a knowledge base. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the generation in `path`, having checked each file against its manifest.

        Raises CorruptStore or IncompatibleStore.
        """
        self.path = path
        self.manifest = generation.read_manifest(path)
        generation.verify(path, self.manifest)
        self._index = vectors.read(path / VECTORS, self.manifest.passages, self.manifest.dimension)
        self._lock = threading.Lock()
        self._provision = lru_cache(PROVISIONS_AT_HAND)(self._read_provision)
        try:
            self._db = sqlite3.connect(
                f"file:{path / DATABASE}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.instruments = {i.id: i for i in self._read_instruments()}
            self.versions = {v.id: v for v in self._read_versions()}
            self._passages = list(self._read_passages())
            self._frequencies = self._read_frequencies()
        except sqlite3.DatabaseError as e:
            raise CorruptStore(f"{path / DATABASE} can't be read ({e}).") from e
        if len(self._passages) != self.manifest.passages:
            raise CorruptStore(f"{path / DATABASE} does not hold the passages of its manifest.")
        self._amendments = self._read_amendments()
        self._rows_of_unit: dict[tuple[str, str], list[int]] = {}
        for row, p in enumerate(self._passages):
            self._rows_of_unit.setdefault((p.version, unit_of(p.provision)), []).append(row)
        self._references: dict[tuple[str, str], list[Reference]] = {}
        self._terms: dict[str, dict[str, str]] = {}
        self._units_for: dict[tuple[str, ReferenceKind], list[str]] = {}
        for version in self.versions:
            self._relate(version)
        self.questions: Rows = np.array([bool(p.asked) for p in self._passages], dtype=bool)
        self.own_words: Rows = np.array([p.of_text for p in self._passages], dtype=bool)
        order = {v: n for n, v in enumerate(self.versions)}
        self._version_of_row = np.array([order[p.version] for p in self._passages], dtype=np.int32)

    @classmethod
    def open(cls, home: Home) -> "Store":
        """The current generation. Raises MissingStore, CorruptStore or IncompatibleStore."""
        return cls(generation.required(home))

    def close(self) -> None:
        self._db.close()

    def require_model(self, embedder: Embedder) -> None:
        """Raise IncompatibleStore if the vectors were made by another model."""
        if embedder.weights != self.manifest.weights:
            raise IncompatibleStore(
                f"The knowledge base was made with {self.manifest.model} "
                f"({self.manifest.weights[:12]}), not with {embedder.name} "
                f"({embedder.weights[:12]}). Run `regatlas ingest` to make it anew."
            )

    # Which law holds

    def versions_on(self, day: date, instruments: Iterable[str] = ()) -> list[Version]:
        """The versions that hold on a day (those without dates always do), oldest first.

        A version that amends a base in part holds together with that base: the base's own end is
        then not the end of the text that was not amended.
        """
        wanted = set(instruments)
        held = [
            v
            for v in self.versions.values()
            if v.in_force.holds_on(day) and (not wanted or v.instrument in wanted)
        ]
        bases = {v.base for v in held if v.base}
        held += [v for v in self.versions.values() if v.id in bases and v not in held]
        return sorted(held, key=lambda v: (v.instrument, v.in_force.from_ or date.min))

    def rows_of(self, versions: Iterable[Version]) -> Rows:
        """The passages of some versions, as a mask over the index."""
        wanted = {v.id for v in versions}
        flags = np.array([v in wanted for v in self.versions], dtype=bool)
        if not len(self._version_of_row):
            return np.zeros(0, dtype=bool)
        return flags[self._version_of_row]

    # Finding passages

    def nearest(self, query: Vectors, k: int, allowed: Rows) -> list[tuple[int, float]]:
        """The k rows closest in meaning, with their cosine, best first."""
        return vectors.nearest(self._index, query, k, allowed)

    def matching(self, expression: str, k: int, allowed: Rows) -> list[tuple[int, float]]:
        """The k rows that match an FTS5 expression best, with BM25 (higher is better)."""
        if not expression:
            return []
        # The mask is applied after ranking: asking for more than k keeps k of an older date.
        found = self._rows(
            "SELECT rowid, -bm25(passage_words, 0.5, 1.0) FROM passage_words "
            "WHERE passage_words MATCH ? ORDER BY bm25(passage_words, 0.5, 1.0) LIMIT ?",
            (expression, k if allowed.all() else 4 * k),
        )
        return [(row, score) for row, score in found if allowed[row]][:k]

    def frequency(self, term: str) -> int:
        """In how many passages a word, or a name of several parts, occurs (after stemming)."""
        if term.isalpha() and term.isascii():
            return self._frequencies.get(_stem(term.lower()), 0)
        quoted = '"' + term.replace('"', '""') + '"'
        [(count,)] = self._rows(
            "SELECT count(*) FROM passage_words WHERE passage_words MATCH ?", (quoted,)
        )
        return int(count)

    def rows_of_unit(self, version: str, unit: str) -> list[int]:
        """The passages of an article, annex or section."""
        return self._rows_of_unit.get((version, unit), [])

    def references_of(self, version: str, unit: str) -> list[Reference]:
        """What a unit refers to, and what refers to it."""
        return self._references.get((version, unit), [])

    def units_for(self, version: str, kind: ReferenceKind) -> list[str]:
        """The units of a version that are there for dates, for fines, for definitions."""
        return self._units_for.get((version, kind), [])

    def defined_terms(self, version: str) -> dict[str, str]:
        """The provision that defines each term, longest terms first; by the headings of the items
        of articles on definitions."""
        if version not in self._terms:
            units = self.units_for(version, ReferenceKind.DEFINITION)
            rows = self._rows(
                "SELECT heading, id, parent FROM provision WHERE version = ? AND heading != ''",
                (version,),
            )
            terms = {heading: id for heading, id, parent in rows if parent in units}
            self._terms[version] = {t: terms[t] for t in sorted(terms, key=len, reverse=True)}
        return self._terms[version]

    def passage(self, row: int) -> Passage:
        return self._passages[row]

    def passage_vector(self, row: int) -> Vectors:
        vector: Vectors = self._index.reconstruct(row)
        return vector

    def passage_vectors(self, rows: Sequence[int]) -> Vectors:
        """Their vectors, shape (len(rows), dimension)."""
        vectors: Vectors = self._index.reconstruct_batch(np.array(rows, dtype=np.int64))
        return vectors

    def __len__(self) -> int:
        return len(self._passages)

    # Reading provisions

    def provision(self, version: str, id: str) -> Provision | None:
        """The provision of that id in that version; the last ones read are kept at hand."""
        return self._provision(version, id)

    def _read_provision(self, version: str, id: str) -> Provision | None:
        found = self._provisions("WHERE version = ? AND id = ?", (version, id))
        return found[0] if found else None

    def provisions(self, version: str) -> list[Provision]:
        """A version's provisions in the order of its text."""
        return self._provisions("WHERE version = ? ORDER BY ordinal", (version,))

    def children(self, provision: Provision) -> list[Provision]:
        return self._provisions(
            "WHERE version = ? AND parent = ? ORDER BY ordinal", (provision.version, provision.id)
        )

    def provision_ids(self, instrument: str) -> list[str]:
        return [
            id
            for (id,) in self._rows(
                "SELECT DISTINCT p.id FROM provision p JOIN version v ON v.id = p.version "
                "WHERE v.instrument = ? ORDER BY ordinal",
                (instrument,),
            )
        ]

    def provenance(self, version: str) -> tuple[str, str, str]:
        """Where a version's text came from, the fingerprint of that origin, and when."""
        [row] = self._rows(
            "SELECT origin, fingerprint, ingested_at FROM version WHERE id = ?", (version,)
        )
        return row[0], row[1], row[2]

    def record(self, version: str) -> VersionRecord:
        """All that is stored of a version, as it was put."""
        origin, fingerprint, ingested_at = self.provenance(version)
        held = self.versions[version]
        return VersionRecord(
            instrument=self.instruments[held.instrument],
            version=held,
            provisions=self.provisions(version),
            passages=[p for p in self._passages if p.version == version],
            amendments=[
                (digest, amended)
                for digest, amended in self._rows(
                    "SELECT digest, amends FROM amendment WHERE version = ?", (version,)
                )
            ],
            references=self._read_references(version),
            origin=origin,
            fingerprint=fingerprint,
            ingested_at=ingested_at,
        )

    def hashes(self) -> dict[str, int]:
        """The row of each embedded text, by its hash."""
        return dict(self._rows("SELECT hash, row FROM passage"))

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """Per version: provisions, digests among them, passages."""
        provisions = {
            v: (n, d)
            for v, n, d in self._rows(
                "SELECT version, count(*), sum(text_kind = 'digest') FROM provision GROUP BY 1"
            )
        }
        passages = dict(self._rows("SELECT version, count(*) FROM passage GROUP BY 1"))
        return {v: (*provisions.get(v, (0, 0)), passages.get(v, 0)) for v in self.versions}

    # Rows into types

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _read_instruments(self) -> Iterable[Instrument]:
        for id, title, short, kind, jurisdiction, publisher, aliases in self._rows(
            "SELECT id, title, short, kind, jurisdiction, publisher, aliases "
            "FROM instrument ORDER BY id"
        ):
            yield Instrument(
                id,
                title,
                short,
                InstrumentKind(kind),
                jurisdiction,
                publisher,
                tuple(json.loads(aliases)),
            )

    def _read_versions(self) -> Iterable[Version]:
        for id, instrument, from_, until, url, base, gaps in self._rows(
            "SELECT id, instrument, from_date, until_date, url, base, gaps FROM version ORDER BY id"
        ):
            span = InForce(_day(from_), _day(until))
            yield Version(id, instrument, span, url, base, tuple(json.loads(gaps)))

    def _read_passages(self) -> Iterable[Passage]:
        for expected, (
            row,
            version,
            provision,
            start,
            end,
            path,
            lead_in,
            said,
            asked,
        ) in enumerate(
            self._rows(
                "SELECT row, version, provision, start, end, path, lead_in, said, asked "
                "FROM passage ORDER BY row"
            )
        ):
            if row != expected:
                raise CorruptStore(f"{self.path / DATABASE}: passage {expected} is missing.")
            yield Passage(provision, version, start, end, path, lead_in, said, asked)

    def _read_frequencies(self) -> dict[str, int]:
        """In how many passages each stem occurs, as the keyword index counts it."""
        self._db.execute(
            "CREATE VIRTUAL TABLE temp.stems USING fts5vocab (main, passage_words, row)"
        )
        return dict(self._rows("SELECT term, doc FROM temp.stems"))

    def _read_amendments(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """(base version, article or annex) -> (provision in it, the digest that changes it)."""
        changes: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for version, digest, amends in self._rows(
            "SELECT version, digest, amends FROM amendment ORDER BY version, digest, amends"
        ):
            base = self.versions[version].base
            if base:
                changes.setdefault((base, unit_of(amends)), []).append(
                    (amends, f"{version}/{digest}")
                )
        return changes

    def amendments(self, provision: Provision, day: date) -> tuple[Provision, ...]:
        """The digests of amendments, in force on that day, that touch a provision of a base text.

        An amendment touches the provision that it names, what contains it and what it contains.
        """
        found: dict[str, Provision] = {}
        for amended, reference in self._amendments.get(
            (provision.version, unit_of(provision.id)), ()
        ):
            version, _, id = reference.partition("/")
            if nested(amended, provision.id) and self.versions[version].in_force.holds_on(day):
                digest = self.provision(version, id)
                if digest is not None:
                    found[digest.id] = digest
        return tuple(found.values())

    def amended_by(self, digest: Provision) -> list[str]:
        """The provisions of the base text that a digest of an amendment changes."""
        rows = self._rows(
            "SELECT amends FROM amendment WHERE version = ? AND digest = ? ORDER BY amends",
            (digest.version, digest.id),
        )
        return [amends for (amends,) in rows]

    def _relate(self, version: str) -> None:
        """Take note of a version's references, by both ends, and of what its units are for."""
        for reference in self._read_references(version):
            for end in dict.fromkeys((reference.source, reference.target)):
                self._references.setdefault((version, end), []).append(reference)
            units = self._units_for.setdefault((version, reference.kind), [])
            if reference.kind in PURPOSES and reference.source not in units:
                units.append(reference.source)

    def _read_references(self, version: str) -> list[Reference]:
        rows = self._rows(
            "SELECT source, target, kind FROM reference WHERE version = ? ORDER BY 1, 2, 3",
            (version,),
        )
        return [Reference(source, target, ReferenceKind(kind)) for source, target, kind in rows]

    def _provisions(self, where: str, values: Sequence[object]) -> list[Provision]:
        return [
            Provision(
                id=id,
                version=version,
                kind=ProvisionKind(kind),
                pinpoint=pinpoint,
                heading=heading,
                path=tuple(json.loads(path)),
                text=text,
                text_kind=TextKind(text_kind),
                binding=bool(binding),
                parent=parent,
                start=start,
                end=end,
            )
            for (
                version,
                id,
                kind,
                pinpoint,
                heading,
                path,
                text,
                text_kind,
                binding,
                parent,
                start,
                end,
            ) in self._rows(
                "SELECT version, id, kind, pinpoint, heading, path, text, text_kind, binding, "
                f"parent, start, end FROM provision {where}",
                values,
            )
        ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
