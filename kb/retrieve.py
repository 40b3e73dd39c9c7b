"""Retrieval as of a date: candidates, their signals, the cross-encoder, what they refer to.

1. Candidates are gathered over the versions that hold on the day, one for each article, annex or
   section, and ordered by the signals that cost nothing (`kb.candidates`, `kb.signals`).
2. The cross-encoder reads the question with the best.
3. What the best refer to joins them, by what the question asks, and is read as well.
4. All signals together give the order. Each text that the question names keeps a place.

The weights were fitted on the tuning questions; see bench/README.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.candidates import Asked, Candidate, Candidates, Unit
from kb.corpus import Elsewhere, Family
from kb.embedding import Embedder
from kb.learned import Learned, Mapped
from kb.model import Hit, SearchResult, Version
from kb.names import Names
from kb.plain_words import Vocabulary
from kb.question import Question
from kb.rerank import Reranker, as_read
from kb.signals import Ranking, rankings
from kb.spelling import respelt
from kb.store.reader import Store

ASKED_NEAR = 0.5  # the cosine from which on a question that a candidate answers is read with it
POINTS = 10.0  # of the cross-encoder, to one of its signal


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is read; the cross-encoder's time is what a question costs."""

    read: int = 8  # candidates read at first; more find no more
    focus: int = 3  # best ones whose references are followed
    followed: int = 3  # of what they lead to, read as well


class Retriever:
    """Searches one store with one model, and with a cross-encoder if there is one."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        elsewhere: Iterable[Elsewhere] = (),
        budget: Budget | None = None,
        reranker: Reranker | None = None,
        vocabulary: Vocabulary | None = None,
        families: Iterable[Family] = (),
        orders: Mapping[str, Ranking] | None = None,
        learned: Learned | None = None,
    ) -> None:
        store.require_model(embedder)
        self.store = store
        self.embedder = embedder
        self.budget = budget or Budget()
        self.orders = orders or rankings()
        self.mapped = Mapped(store, learned or Learned.of(embedder))
        self.reranker = reranker
        self.vocabulary = vocabulary or Vocabulary(())
        self.names = Names(store.instruments.values(), elsewhere, families)

    def asked(self, question: Question) -> Asked:
        """A question made ready to be looked up: put right, with the terms that it means."""
        text = respelt(question.text, self.store.frequency)
        text = "; ".join((text, *self.vocabulary.terms(text)))
        mentions = self.names.mentioned(question.text)
        return Asked.of(question, text, mentions, self.embedder)

    def search(
        self,
        question: Question | Asked,
        k: int,
        as_of: date,
        instruments: Iterable[str] = (),
    ) -> SearchResult:
        """At most k hits, best first, among what holds on that day (and in those instruments)."""
        asked = question if isinstance(question, Asked) else self.asked(question)
        versions = {v.id: v for v in self.store.versions_on(as_of, instruments)}
        candidates = Candidates(self.store, asked, list(versions.values()), self.mapped)
        ranked = self._ranked(candidates, asked)
        hits = []
        for together in _with_places(ranked, asked, versions, k):
            # Promise: amended law is never shown as current; only what is shown is looked up.
            hit, *beside = (self._hit(candidate, versions, as_of) for candidate in together)
            hits.append(replace(hit, beside=tuple(beside)))
        notes = superseded_notes((h.version for h in hits), as_of, self.store)
        return SearchResult(asked.question.text, as_of, tuple(hits), notes)

    def _ranked(self, candidates: Candidates, asked: Asked) -> list[Candidate]:
        """All candidates, best first; those that were read before those that were not."""
        first, order, budget = self.orders["first"], self.orders["read"], self.budget
        ranked = ordered(candidates.pool.values(), first)
        if self.reranker is None:
            return ranked
        read = ranked[: budget.read]
        self.read(read, asked)
        led_to = candidates.relate(ordered(read, order)[: budget.focus])
        seen = {c.unit for c in read}
        followed = ordered((c for c in led_to if c.unit not in seen), order)[: budget.followed]
        self.read(followed, asked)
        read = ordered([*read, *followed], order)
        seen |= {c.unit for c in followed}
        return read + [c for c in ordered(candidates.pool.values(), first) if c.unit not in seen]

    def read(self, candidates: Sequence[Candidate], asked: Asked) -> None:
        """Note what the cross-encoder says of candidates."""
        assert self.reranker is not None
        points = self.reranker.scores(asked.text, [self._text(c) for c in candidates])
        for candidate, point in zip(candidates, points, strict=True):
            candidate.signals.fit = point / POINTS
            candidate.signals.fit_well = max(0.0, point) / POINTS

    def _text(self, candidate: Candidate) -> str:
        """A candidate as the cross-encoder reads it."""
        store = self.store
        passage = store.passage(candidate.row)
        provision = store.provision(passage.version, passage.provision)
        assert provision is not None
        about = ""
        if candidate.said is not None:
            about = store.passage(candidate.said).said
        elif candidate.asked is not None and candidate.signals.asked >= ASKED_NEAR:
            about = store.passage(candidate.asked).asked
        return as_read(passage, provision, about)

    def _hit(self, candidate: Candidate, versions: Mapping[str, Version], as_of: date) -> Hit:
        passage = self.store.passage(candidate.row)
        provision = self.store.provision(passage.version, passage.provision)
        assert provision is not None
        return Hit(
            provision=provision,
            version=versions[passage.version],
            instrument=self.store.instruments[provision.instrument],
            passage=passage,
            score=candidate.score,
            fit=candidate.signals.fit * POINTS,
            asked=candidate.signals.asked,
            amended_by=tuple(a.id for a in self.store.amendments(provision, as_of)),
        )


def ordered(candidates: Iterable[Candidate], ranking: Ranking) -> list[Candidate]:
    """Best first; of equals, the first of the index."""
    found = list(candidates)
    for candidate in found:
        candidate.score = ranking.score(candidate.signals)
    return sorted(found, key=lambda c: (-c.score, c.row))


def _with_places(
    ranked: Sequence[Candidate], asked: Asked, versions: Mapping[str, Version], k: int
) -> list[list[Candidate]]:
    """The first k, an article and its amendment as one; the best of each text that the question
    names, if it names several, is given a place if it has none."""
    together: dict[Unit, list[Candidate]] = {}
    for candidate in ranked:
        together.setdefault(_base_of(candidate.unit, versions), []).append(candidate)
    order = list(together)
    named = asked.mentions.held if len(asked.mentions.held) > 1 else ()
    for instrument in named:
        best = next((u for u in order if u.instrument == instrument), None)
        if best is not None and order.index(best) >= k:
            order.remove(best)
            order.insert(k - 1, best)
    return [together[u] for u in order[:k]]


def _base_of(unit: Unit, versions: Mapping[str, Version]) -> Unit:
    """The unit in the text that its version amends, if that is searched too."""
    base = versions[unit.version].base
    return Unit(base, unit.id) if base is not None and base in versions else unit


def superseded_notes(versions: Iterable[Version], as_of: date, store: Store) -> tuple[str, ...]:
    """What to say where a text is shown on a day on which it had been amended.

    The amended text itself would have been shown if it were held; what is held of the amendment
    are digests of the provisions that it is recorded to change.
    """
    older = {v.id: v for v in versions if v.in_force.until and v.in_force.until <= as_of}
    return tuple(
        f"{store.instruments[v.instrument].short}: the text shown is that of {v.in_force.from_}, "
        f"amended with effect from {v.in_force.until}. The consolidated text is not held; where "
        "a recorded amendment touches what is shown, it is given beside it."
        for v in older.values()
    )
