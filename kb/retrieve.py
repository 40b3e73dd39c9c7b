"""Hybrid retrieval, as of a date: what is near in meaning and what shares words, fused.

Both lists are taken over the passages of the versions that hold on the day. A passage's score is a
weighted sum of its cosine and its BM25, each relative to the best of its list; recitals, policies
and the like count less than text that binds; a text or provision that the question names counts
more. One hit is given per provision, and per article or annex only its best.

The weights were chosen by measurement; see bench/README.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.corpus import Elsewhere
from kb.embedding import Embedder
from kb.model import Hit, InstrumentKind, SearchResult, Version, unit_of
from kb.names import Names
from kb.question import Question, keyword_expression
from kb.store.reader import Rows, Store

KEPT_WORDS = 4

Rerank = Callable[[Question, Sequence[Hit]], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Weights:
    """How signals count; one configuration, measured."""

    depth: int = 60  # candidates taken from each list
    common: float = 0.05  # words in more than this share of the passages are not looked up
    named_depth: int = 20  # candidates taken of the texts that the question names
    meaning: float = 0.6  # against 1 - meaning for words
    law: float = 1.1  # legislation beside private texts, where the question names none
    recital: float = 0.6
    not_binding: float = 0.85
    reranked: int = 30  # how many hits a re-ranker is given
    named_instrument: float = 1.3
    named_unit: float = 1.3
    named_inner: float = 1.2


class Retriever:
    """Searches one store with one model."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        elsewhere: Iterable[Elsewhere] = (),
        weights: Weights | None = None,
        rerank: Rerank | None = None,
    ) -> None:
        store.require_model(embedder)
        self.store = store
        self.embedder = embedder
        self.weights = weights or Weights()
        self.rerank = rerank
        self.names = Names(store.instruments.values(), elsewhere)

    def search(
        self, question: Question, k: int, as_of: date, instruments: Iterable[str] = ()
    ) -> SearchResult:
        """At most k hits, best first, among what holds on that day (and in those instruments)."""
        versions = self.store.versions_on(as_of, instruments)
        mentioned = set(self.names.mentioned(question.text).held)
        scores = self._scores(
            question,
            self.store.rows_of(versions),
            self.store.rows_of(v for v in versions if v.instrument in mentioned),
        )
        wanted = max(k, self.weights.reranked) if self.rerank else k
        hits = self._hits(question, scores, {v.id: v for v in versions}, mentioned, wanted)
        if self.rerank:
            hits = list(self.rerank(question, hits))
        # Promise: amended law is never shown as current; only what is shown need be looked up.
        hits = [
            replace(h, amended_by=tuple(a.id for a in self.store.amendments(h.provision, as_of)))
            for h in hits[:k]
        ]
        notes = superseded_notes((h.version for h in hits), as_of, self.store)
        return SearchResult(question.text, as_of, tuple(hits), notes)

    def _scores(self, question: Question, allowed: Rows, named: Rows) -> dict[int, float]:
        """Fused scores by row.

        Of the texts that the question names, the nearest passages are always among them.
        """
        w = self.weights
        matched = self.store.matching(keyword_expression(self._telling(question)), w.depth, allowed)
        vector = self.embedder.encode([question.text])[0]
        near = self.store.nearest(vector, w.depth, allowed)
        best_near = max((s for _, s in near if s > 0), default=1.0)
        best_match = max((s for _, s in matched if s > 0), default=1.0)
        scores: dict[int, float] = {}
        if named.any():
            near += self.store.nearest(vector, w.named_depth, named)
        for row, s in near:
            scores[row] = w.meaning * max(0.0, s) / best_near
        for row, s in matched:
            scores[row] = scores.get(row, 0.0) + (1 - w.meaning) * max(0.0, s) / best_match
        return scores

    def _telling(self, question: Question) -> list[str]:
        """The question's words without those that stand nearly everywhere: they tell little, and
        are what a keyword search spends its time on. A few of the rarest are always kept."""
        by_rarity = sorted(question.words, key=self.store.frequency)
        common = self.weights.common * len(self.store)
        return [
            word
            for n, word in enumerate(by_rarity)
            if n < KEPT_WORDS or self.store.frequency(word) < common
        ]

    def _hits(
        self,
        question: Question,
        scores: dict[int, float],
        versions: dict[str, Version],
        mentioned: set[str],
        wanted: int,
    ) -> list[Hit]:
        ranked = sorted(
            ((s * self._factor(question, row, mentioned), row) for row, s in scores.items()),
            key=lambda pair: (-pair[0], pair[1]),
        )
        hits: dict[tuple[str, str], Hit] = {}
        for score, row in ranked:
            passage = self.store.passage(row)
            # An amendment's digest and the text that it amends are both shown.
            unit = (passage.version, unit_of(passage.provision))
            if unit in hits:
                continue
            if len(hits) == wanted:
                break
            provision = self.store.provision(passage.version, passage.provision)
            assert provision is not None
            hits[unit] = Hit(
                provision=provision,
                version=versions[passage.version],
                instrument=self.store.instruments[provision.instrument],
                passage=passage,
                score=score,
            )
        return list(hits.values())

    def _factor(self, question: Question, row: int, mentioned: set[str]) -> float:
        w = self.weights
        id = self.store.passage(row).provision
        instrument, _, below = id.partition("/")
        factor = 1.0
        kind = self.store.instruments[instrument].kind
        if not mentioned and kind == InstrumentKind.REGULATION:
            factor *= w.law
        if not kind.binding:
            factor *= w.not_binding if instrument not in mentioned else 1.0
        if below.startswith("rct_"):
            factor *= w.recital
        if instrument in mentioned:
            factor *= w.named_instrument
        if not mentioned or instrument in mentioned:
            for reference in question.references:
                if reference.matches(id):
                    factor *= w.named_unit
                    factor *= w.named_inner if reference.matches_inner(id) else 1.0
                    break
        return factor


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
