"""Retrieval as of a date: what is near in meaning, what shares words, what these refer to.

1. Passages near in meaning and passages that share words are fused, over the versions that hold on
   the day; what we say of provisions in our own words finds them too, and so do the questions that
   they answer, as people ask them, if one comes near to what is asked. One candidate is kept per
   article, annex or section. Recitals, policies and the like count less than text that binds; a
   text or provision that the question names counts more.
2. What the best candidates refer to joins them, by what the question asks: dates, fines,
   exceptions, lists, defined terms; so do the nearest candidates for each part of the question.
3. A cross-encoder reads the question with each candidate, and its score is fused with the first.
4. What was asked for by date or fine, and each text that the question names, keeps a place.

The weights were chosen by measurement; see bench/README.md.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kb.corpus import Elsewhere, Family
from kb.embedding import Embedder, Vectors
from kb.facets import asked_for, leans, parts_of
from kb.model import (
    Hit,
    InstrumentKind,
    ProvisionKind,
    ReferenceKind,
    SearchResult,
    Version,
    nested,
    unit_of,
)
from kb.names import Names
from kb.plain_words import Vocabulary
from kb.question import Question, keyword_expression
from kb.rerank import Reranker
from kb.spelling import respelt
from kb.store.reader import Rows, Store

KEPT_WORDS = 4
UNFOUND = 0.3  # the first-stage score of what only our own words led to
FORMAL = {ProvisionKind.TITLE, ProvisionKind.PREAMBLE, ProvisionKind.CITATION, ProvisionKind.FINAL}
PLACED = (ReferenceKind.DATE, ReferenceKind.FINE)  # asked for in words that leave no doubt


@dataclass(frozen=True, slots=True)
class Weights:
    """How signals count; one configuration, measured."""

    depth: int = 90  # candidates taken from each list
    common: float = 0.05  # words in more than this share of the passages are not looked up
    named_depth: int = 30  # candidates taken of the texts that the question names, and of questions
    meaning: float = 0.55  # against 1 - meaning for words
    law: float = 1.1  # legislation beside private texts, where the question names no text
    leaning: float = 1.15  # what kind of text the question speaks of, where it names none
    recital: float = 0.6
    formal: float = 0.7  # titles, preambles, closing formulas
    not_binding: float = 0.85
    named_instrument: float = 1.3
    named_unit: float = 1.3
    named_inner: float = 1.2
    by_number: float = 1.0  # a provision asked for by its number in a text that is named as well
    said: float = 0.3  # what is said of a provision, beside the provision's own score
    asked: float = 1.5  # a question that it answers, by the square of its nearness to the one asked
    asked_near: float = 0.5  # how near such a question is to be read by the cross-encoder as well
    focus: int = 3  # best candidates whose references are followed
    followed: int = 6  # of what they lead to, the nearest
    parted: int = 2  # candidates for each part of the question
    reranked: int = 14  # candidates read by the cross-encoder, those followed apart
    fit: float = 0.12  # what a point of the cross-encoder counts beside the first stage
    aside: float = 0.2  # what recitals and the like lose once more, read by the cross-encoder
    unnamed: float = 0.4  # what a text loses there that the question does not name, if it names one
    parts: float = 0.1  # what the nearest to a part of the question gain
    linked: float = 0.1  # what is gained by what the best candidates refer to, as is asked for
    placed_at: int = 3  # from which place on what was asked for is put in


@dataclass(slots=True)
class _Candidate:
    """The best row of one article, annex or section of a version."""

    row: int
    score: float
    said: int | None = None  # the row of what is said of it that came nearest
    asked: int | None = None  # the row of the question that it answers and that came nearest
    near: float = 0.0  # that question's cosine

    def better(self, row: int, score: float) -> None:
        if score > self.score:
            self.row, self.score = row, score


Unit = tuple[str, str]  # a version's id and a unit's


class Retriever:
    """Searches one store with one model, and with a cross-encoder if there is one."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        elsewhere: Iterable[Elsewhere] = (),
        weights: Weights | None = None,
        reranker: Reranker | None = None,
        vocabulary: Vocabulary | None = None,
        families: Iterable[Family] = (),
    ) -> None:
        store.require_model(embedder)
        self.store = store
        self.embedder = embedder
        self.weights = weights or Weights()
        self.reranker = reranker
        self.vocabulary = vocabulary or Vocabulary(())
        self.names = Names(store.instruments.values(), elsewhere, families)

    def asked(self, question: Question) -> str:
        """A question without slips of the pen, with the terms that its plain words mean."""
        text = respelt(question.text, self.store.frequency)
        return "; ".join((text, *self.vocabulary.terms(text)))

    def search(
        self, question: Question, k: int, as_of: date, instruments: Iterable[str] = ()
    ) -> SearchResult:
        """At most k hits, best first, among what holds on that day (and in those instruments)."""
        versions = self.store.versions_on(as_of, instruments)
        search = _Search(self, question, versions)
        found = search.run(k)
        hits = []
        for together in found:
            # Promise: amended law is never shown as current; only what is shown is looked up.
            hit, *beside = (
                replace(
                    h, amended_by=tuple(a.id for a in self.store.amendments(h.provision, as_of))
                )
                for h in (search.hit(unit, candidate) for unit, candidate in together)
            )
            hits.append(replace(hit, beside=tuple(beside)))
        notes = superseded_notes((h.version for h in hits), as_of, self.store)
        return SearchResult(question.text, as_of, tuple(hits), notes)


class _Search:
    """One question on its way through the stages."""

    def __init__(self, by: Retriever, question: Question, versions: Sequence[Version]) -> None:
        self.store, self.weights, self.reranker = by.store, by.weights, by.reranker
        self.question = question
        self.versions = {v.id: v for v in versions}
        mentions = by.names.mentioned(question.text)
        self.mentioned = {*mentions.held, *mentions.likely}
        self.allowed = self.store.rows_of(versions)
        self.leaning = leans(question.text)
        parts = parts_of(question.text) if by.reranker is not None else ()
        self.asked = by.asked(question)
        self.vector, *self.part_vectors = by.embedder.encode([self.asked, *parts])
        self.found: dict[Unit, _Candidate] = {}
        self.best_near = 1.0
        self.definitions: dict[Unit, int] = {}  # the row that defines a term of the question
        self.near_parts: list[Unit] = []
        self.focus: list[str] = []  # pinpoints of the units whose references are followed
        self.linked: set[Unit] = set()  # what the best candidates lead to, as is asked for

    def run(self, k: int) -> list[list[tuple[Unit, _Candidate]]]:
        """At most k units, best first, each with what it has beside it in another text."""
        self._first_stage()
        ranked = self._ranked()
        w = self.weights
        if self.reranker is None:
            return self._with_places(ranked, {}, (), k)
        pool = dict(ranked[: w.reranked])
        self.near_parts = self._near_to_parts()
        pool |= {u: self.found[u] for u in self.near_parts if u not in pool}
        self._rerank(pool)
        wanted = asked_for(self.question.text)
        read = sorted(pool, key=lambda u: -pool[u].score)
        followed = self._follow(read[: w.focus], wanted)
        new = {u: self.found[u] for u in followed if u not in pool}
        self._rerank(new)
        pool |= new
        for unit in self.linked & pool.keys():
            pool[unit].score += w.linked
        ordered = sorted(pool.items(), key=lambda item: (-item[1].score, item[1].row))
        ordered += [(unit, candidate) for unit, candidate in ranked if unit not in pool]
        return self._with_places(ordered, followed, wanted, k)

    def hit(self, unit: Unit, candidate: _Candidate) -> Hit:
        passage = self.store.passage(candidate.row)
        provision = self.store.provision(passage.version, passage.provision)
        assert provision is not None
        return Hit(
            provision=provision,
            version=self.versions[passage.version],
            instrument=self.store.instruments[provision.instrument],
            passage=passage,
            score=candidate.score,
        )

    # 1. Near in meaning, and sharing words

    def _first_stage(self) -> None:
        """Fused scores by row, then by unit.

        Of the texts that the question names, the nearest passages are always among them.
        """
        w = self.weights
        words = keyword_expression(self._telling())
        matched = self.store.matching(words, w.depth, self.allowed)
        texts = self.allowed & ~self.store.questions
        near = self.store.nearest(self.vector, w.depth, texts)
        self.best_near = max((s for _, s in near if s > 0), default=1.0)
        best_match = max((s for _, s in matched if s > 0), default=1.0)
        for instrument in sorted(self.mentioned):
            rows = self._rows_of(instrument) & texts
            if rows.any():
                near += self.store.nearest(self.vector, w.named_depth, rows)
        scores: dict[int, float] = {}
        for row, s in near:
            scores[row] = w.meaning * max(0.0, s) / self.best_near
        for row, s in matched:
            scores[row] = scores.get(row, 0.0) + (1 - w.meaning) * max(0.0, s) / best_match
        for row, s in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
            self._take(row, s)
        self._first_stage_asked()
        self._first_stage_by_number()

    def _first_stage_by_number(self) -> None:
        """The very provisions that are asked for, by text and number."""
        for version in self.versions.values():
            for reference in self.question.references:
                unit = (version.id, f"{version.instrument}/{reference.unit}")
                row = self._row_of_text(unit, reference.agrees)
                if row is not None and version.instrument in self.mentioned:
                    candidate = self.found.setdefault(unit, _Candidate(row, UNFOUND))
                    candidate.row = row
                    candidate.score += self.weights.by_number

    def _first_stage_asked(self) -> None:
        """What answers questions like the one asked, or like a part of it."""
        w = self.weights
        nearest: dict[int, float] = {}
        for vector in (self.vector, *self.part_vectors):
            for row, cosine in self._questions_near(vector):
                nearest[row] = max(cosine, nearest.get(row, 0.0))
        for row, cosine in sorted(nearest.items(), key=lambda item: (-item[1], item[0])):
            passage = self.store.passage(row)
            unit = (passage.version, unit_of(passage.provision))
            candidate = self.found.get(unit)
            if candidate is None:
                answering = self._row_answering(row)
                if answering is None:
                    continue
                alone = UNFOUND * self._factor(row)
                candidate = self.found[unit] = _Candidate(answering, alone)
            if candidate.asked is None:
                candidate.score += w.asked * max(0.0, cosine) ** 2 * self._factor(row)
                candidate.asked, candidate.near = row, cosine

    def _questions_near(self, vector: Vectors) -> list[tuple[int, float]]:
        """The questions nearest to one asked, among all and of each text that it names."""
        depth = self.weights.named_depth
        questions = self.allowed & self.store.questions
        near = self.store.nearest(vector, depth, questions)
        for instrument in sorted(self.mentioned):
            near += self.store.nearest(vector, depth, self._rows_of(instrument) & questions)
        return near

    def _row_answering(self, row: int) -> int | None:
        """Of the provision under which a question stands, the passage nearest to what is asked."""
        passage = self.store.passage(row)
        unit = (passage.version, unit_of(passage.provision))
        return self._row_of_text(unit, lambda id: nested(id, passage.provision))

    def _row_of_text(self, unit: Unit, fits: Callable[[str], bool]) -> int | None:
        """Of a unit's passages, those of fitting provisions if there are any, the nearest."""
        rows = [r for r in self.store.rows_of_unit(*unit) if self.store.passage(r).of_text]
        rows = [r for r in rows if fits(self.store.passage(r).provision)] or rows
        return max(
            rows, key=lambda r: float(self.store.passage_vector(r) @ self.vector), default=None
        )

    def _take(self, row: int, score: float) -> None:
        """Count a row for its unit: its text's best score, and what is said of it."""
        passage = self.store.passage(row)
        unit = (passage.version, unit_of(passage.provision))
        score *= self._factor(row)
        candidate = self.found.get(unit)
        if not passage.said:
            if candidate is None:
                self.found[unit] = _Candidate(row, score)
            elif candidate.said is not None and self.store.passage(candidate.row).said:
                candidate.row, candidate.score = row, candidate.score + score
            else:
                candidate.better(row, score)
            return
        bonus = self.weights.said * score
        if candidate is None:
            self.found[unit] = _Candidate(row, bonus + UNFOUND, row)
        elif candidate.said is None:
            candidate.score, candidate.said = candidate.score + bonus, row

    def _telling(self) -> list[str]:
        """The question's words without those that stand nearly everywhere: they tell little, and
        are what a keyword search spends its time on. A few of the rarest are always kept."""
        words = Question(self.asked).words
        by_rarity = sorted(words, key=self.store.frequency)
        common = self.weights.common * len(self.store)
        return [
            word
            for n, word in enumerate(by_rarity)
            if n < KEPT_WORDS or self.store.frequency(word) < common
        ]

    def _rows_of(self, instrument: str) -> Rows:
        return self.store.rows_of(v for v in self.versions.values() if v.instrument == instrument)

    def _factor(self, row: int) -> float:
        w = self.weights
        id = self.store.passage(row).provision
        instrument, _, below = id.partition("/")
        factor = 1.0
        kind = self.store.instruments[instrument].kind
        if not self.mentioned:
            is_law = kind == InstrumentKind.REGULATION
            factor *= w.law if is_law else 1.0
            factor *= w.leaning ** (self.leaning if is_law else -self.leaning)
        if not kind.binding:
            factor *= w.not_binding if instrument not in self.mentioned else 1.0
        if below.startswith("rct_"):
            factor *= w.recital
        elif below.split("/")[0] in ("tit", "pre", "end") or below.startswith("cit_"):
            factor *= w.formal
        if instrument in self.mentioned:
            factor *= w.named_instrument
        if not self.mentioned or instrument in self.mentioned:
            for reference in self.question.references:
                if reference.matches(id):
                    factor *= w.named_unit
                    factor *= w.named_inner if reference.matches_inner(id) else 1.0
                    break
        return factor

    def _ranked(self) -> list[tuple[Unit, _Candidate]]:
        return sorted(self.found.items(), key=lambda item: (-item[1].score, item[1].row))

    # 2. What is referred to, and what is near to a part of the question

    def _follow(
        self, focus: Sequence[Unit], wanted: Sequence[ReferenceKind]
    ) -> dict[Unit, ReferenceKind]:
        """The units that the best candidates lead to, of the kinds that are asked for."""
        places: dict[Unit, ReferenceKind] = {}
        versions = dict.fromkeys(
            version
            for n, (version, unit) in enumerate(focus)
            if n == 0 or unit.partition("/")[0] in self.mentioned
        )
        for version in versions:
            for unit in self._defined(version):
                places[version, unit] = ReferenceKind.DEFINITION
            for kind in wanted:
                if kind == ReferenceKind.DEFINITION:
                    continue
                for unit in self.store.units_for(version, kind):
                    places.setdefault((version, unit), kind)
            for unit in self._named_units(version):
                places.setdefault((version, unit), ReferenceKind.PLAIN)
        named = [(v, u) for v in versions for u in self._named_units(v)]
        for version, unit in (*focus, *named):
            if version not in versions:
                continue
            held = self.store.provision(version, unit)
            self.focus += [held.pinpoint] if held else []
            for reference in self.store.references_of(version, unit):
                other = reference.target if reference.source == unit else reference.source
                if reference.kind in wanted:
                    self.linked.add((version, other))
                if reference.kind in wanted or (
                    reference.kind == ReferenceKind.PLAIN and reference.source == unit
                ):
                    places.setdefault((version, other), reference.kind)
        near = sorted(
            ((*self._nearest_row(unit, self.vector), unit) for unit in places if self._has(unit)),
            key=lambda found: (places[found[2]] not in PLACED, -found[0]),
        )
        kept: dict[Unit, ReferenceKind] = {}
        for cosine, row, place in near[: self.weights.followed]:
            kept[place] = places[place]
            if place in self.found and place in self.linked and places[place] in PLACED:
                self.found[place].row = row  # of it, what speaks of the best candidates
            elif place not in self.found:
                first = self.weights.meaning * cosine / self.best_near * self._factor(row)
                self.found[place] = _Candidate(row, first)
        return kept

    def _named_units(self, version: str) -> list[str]:
        instrument = version.partition("@")[0]
        return [f"{instrument}/{r.unit}" for r in self.question.references]

    def _defined(self, version: str) -> list[str]:
        """The units that define a term which the question uses; its definition is the row shown."""
        found = []
        for term, provision in self.store.defined_terms(version).items():
            if re.search(rf"\b{re.escape(term)}s?\b", self.question.text, re.IGNORECASE):
                unit = unit_of(provision)
                found.append(unit)
                for row in self.store.rows_of_unit(version, unit):
                    if self.store.passage(row).provision == provision:
                        self.definitions.setdefault((version, unit), row)
        return found

    def _binds(self, candidate: _Candidate) -> bool:
        passage = self.store.passage(candidate.row)
        provision = self.store.provision(passage.version, passage.provision)
        return provision is not None and (
            provision.binding or provision.instrument in self.mentioned
        )

    def _near_to_parts(self) -> list[Unit]:
        """For each part of the question, the candidates nearest to it."""
        found: list[Unit] = []
        for vector in self.part_vectors:
            scored: dict[Unit, float] = {}
            for row, cosine in self.store.nearest(vector, 12, self.allowed & ~self.store.questions):
                passage = self.store.passage(row)
                unit = (passage.version, unit_of(passage.provision))
                score = cosine * self._factor(row)
                if score > scored.get(unit, 0.0):
                    scored[unit] = score
                    if unit not in self.found:
                        self.found[unit] = _Candidate(
                            row, self.weights.meaning * score / self.best_near
                        )
            found += sorted(scored, key=lambda u: -scored[u])[: self.weights.parted]
        return found

    def _has(self, unit: Unit) -> bool:
        return unit[0] in self.versions and bool(self.store.rows_of_unit(*unit))

    def _nearest_row(self, unit: Unit, vector: Vectors) -> tuple[float, int]:
        """The row of a unit that is nearest to a vector, and its cosine."""
        if unit in self.definitions:
            row = self.definitions[unit]
            return float(self.store.passage_vector(row) @ vector), row
        rows = [r for r in self.store.rows_of_unit(*unit) if self.store.passage(r).of_text]
        rows = rows or self.store.rows_of_unit(*unit)
        if unit in self.linked:
            rows = [r for r in rows if self._names_focus(r)] or rows
        cosines = np.array([self.store.passage_vector(r) for r in rows]) @ vector
        best = int(cosines.argmax())
        return float(cosines[best]), rows[best]

    def _names_focus(self, row: int) -> bool:
        """Whether a passage names one of the provisions whose references are followed."""
        passage = self.store.passage(row)
        provision = self.store.provision(passage.version, passage.provision)
        assert provision is not None
        words = provision.text[passage.start : passage.end]
        return any(re.search(rf"\b{re.escape(p)}(?!\d)", words) for p in self.focus)

    # 3. The cross-encoder

    def _rerank(self, pool: dict[Unit, _Candidate]) -> None:
        assert self.reranker is not None
        candidates = list(pool.values())
        texts = [self._read(c) for c in candidates]
        fits = self.reranker.scores(self.asked, texts)
        w = self.weights
        for (unit, candidate), fit in zip(pool.items(), fits, strict=True):
            candidate.score += w.fit * fit
            candidate.score += w.parts * (unit in self.near_parts)
            if not self._binds(candidate):
                candidate.score -= w.aside
            if self.mentioned and unit[1].partition("/")[0] not in self.mentioned:
                candidate.score -= w.unnamed

    def _read(self, candidate: _Candidate) -> str:
        """A candidate as the cross-encoder reads it: where it stands, what we say, its words."""
        passage = self.store.passage(candidate.row)
        provision = self.store.provision(passage.version, passage.provision)
        assert provision is not None
        said = self.store.passage(candidate.said).said if candidate.said is not None else ""
        if candidate.asked is not None and candidate.near >= self.weights.asked_near:
            said = said or self.store.passage(candidate.asked).asked
        body = provision.text[passage.start : passage.end]
        return "\n".join(filter(None, (passage.context, said, body)))

    # 4. Places

    def _with_places(
        self,
        ranked: list[tuple[Unit, _Candidate]],
        followed: dict[Unit, ReferenceKind],
        wanted: Sequence[ReferenceKind],
        k: int,
    ) -> list[list[tuple[Unit, _Candidate]]]:
        """The first k, what was asked for among them; an article and its amendment are one.

        The best provisions on dates or fines, if these were asked for, and the best of each
        text that the question names, are given a place if they have none.
        """
        keep: list[Unit] = []
        for kind in PLACED:
            of_kind = [u for u, _ in ranked if followed.get(u) == kind and kind in wanted]
            keep += [u for u in of_kind if u in self.linked][:2] or of_kind[:1]
        if ReferenceKind.DEFINITION in wanted:
            keep += [u for u, _ in ranked if followed.get(u) == ReferenceKind.DEFINITION][:1]
        for instrument in self.mentioned if len(self.mentioned) > 1 else ():
            keep += [u for u, _ in ranked if u[1].partition("/")[0] == instrument][:1]
        together: dict[Unit, list[tuple[Unit, _Candidate]]] = {}
        for unit, candidate in ranked:
            together.setdefault(self._base_of(unit), []).append((unit, candidate))
        order = list(together)
        for unit in map(self._base_of, keep):
            if order.index(unit) >= k:
                order.remove(unit)
                order.insert(min(self.weights.placed_at, k - 1), unit)
        return [together[u] for u in order[:k]]

    def _base_of(self, unit: Unit) -> Unit:
        """The unit in the text that its version amends, if that is searched too."""
        base = self.versions[unit[0]].base
        return (base, unit[1]) if base in self.versions else unit


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
