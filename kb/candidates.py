"""The articles, annexes and sections that may answer a question, each with its signals.

Candidates are what is near in meaning, what shares words, what questions like the one asked lead to
and what the question names by number, over the versions that hold on the day. What the best of them
refer to joins them later, by what the question asks: dates, fines, exceptions, lists, terms.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kb.embedding import Embedder, Vectors
from kb.facets import asked_for, leans, parts_of
from kb.learned import Mapped
from kb.model import InstrumentKind, ReferenceKind, Version, nested, unit_of
from kb.names import Mentions
from kb.question import Question, keyword_expression
from kb.signals import Signals
from kb.store.reader import Rows, Store

DEPTH = 60  # passages taken by meaning, by words and by questions
NAMED_DEPTH = 20  # of each text that the question names
PART_DEPTH = 10  # for each part of the question
NEIGHBOURS = 30  # questions that tell which text is asked of
SHARPNESS = 20.0  # how much more the nearest of them tell
COMMON = 0.05  # words in more than this share of the passages are not looked up
KEPT_WORDS = 4  # but so many of the rarest are
NOT_ASKED = 0.2  # in place of the cosine of a question, where none is known
PLACES = 10  # that count, for each part of the question
OF_QUESTION = 0.5  # beside a passage's own cosine, that of a question that it answers
FORMAL = ("tit", "pre", "end")
NOT_LINKED = Signals()
Places = npt.NDArray[np.intp]
LINKS = ("date", "fine", "exception", "list", "definition", "refers", "referred", "defines")
APART = 0.3  # what a provision on dates or fines counts that does not name the best candidates
SECOND = 0.8  # of the first


class Unit(NamedTuple):
    """An article, annex, recital or section of one version."""

    version: str
    id: str

    @property
    def instrument(self) -> str:
        return self.id.partition("/")[0]


@dataclass(slots=True)
class Candidate:
    """A unit, with the passage of it that is nearest to the question."""

    unit: Unit
    row: int
    signals: Signals
    said: int | None = None  # the row of what is said of it that came nearest
    asked: int | None = None  # the row of the question that it answers and that came nearest
    score: float = 0.0


@dataclass(slots=True)
class Asked:
    """A question made ready: its words, vectors, parts, and the texts that it names."""

    question: Question
    text: str  # without slips of the pen, with the terms that its plain words mean
    mentions: Mentions
    vectors: Vectors  # of `text`, of the question as it stands, of its parts
    wanted: tuple[ReferenceKind, ...] = field(init=False)
    leaning: int = field(init=False)
    named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.wanted = asked_for(self.question.text)
        self.leaning = leans(self.question.text)
        self.named = frozenset((*self.mentions.held, *self.mentions.likely))

    @classmethod
    def of(cls, question: Question, text: str, mentions: Mentions, embedder: Embedder) -> "Asked":
        wanted = (text, question.text, *parts_of(question.text))
        each = list(dict.fromkeys(wanted))  # often the first two are the same
        vectors = embedder.encode(each)[[each.index(t) for t in wanted]]
        return cls(question, text, mentions, vectors)


class Candidates:
    """The pool of one question."""

    def __init__(
        self, store: Store, asked: Asked, versions: Sequence[Version], mapped: Mapped
    ) -> None:
        self.store, self.asked, self._mapped = store, asked, mapped
        self.versions = {v.id: v for v in versions}
        self._allowed = store.rows_of(versions)
        self._words: dict[Unit, float] = {}  # of the best passage of each, of the best
        self._shares: dict[str, float] = {}
        self._to_parts: dict[Unit, Vectors] = {}  # how near each comes to each part
        self.pool: dict[Unit, Candidate] = {}
        self.join([*map(self._unit, self._found()), *self._numbered()])
        self._note_places()

    def join(self, units: Iterable[Unit]) -> list[Candidate]:
        """Those units as candidates, whether they were among them or not; without those of which
        no words of their own are held. The vectors of all are worked on at once."""
        units = list(dict.fromkeys(units))
        rows_of = {
            u: self.store.rows_of_unit(*u)
            for u in units
            if u not in self.pool and u.version in self.versions
        }
        rows = [row for of_one in rows_of.values() for row in of_one]
        if rows:
            vectors = self.store.passage_vectors(rows)
            cosines = vectors @ self.asked.vectors.T
            mapped = self._mapped.cosines(rows, vectors, self.asked.vectors[1:])
            start = 0
            for unit, of_one in rows_of.items():
                its = slice(start, start := start + len(of_one))
                self._join(unit, of_one, cosines[its], mapped[its])
        return [self.pool[unit] for unit in units if unit in self.pool]

    # What comes near

    def _found(self) -> Iterator[int]:
        """The rows that come near in one of the ways."""
        store, asked = self.store, self.asked
        questions = self._allowed & store.questions
        texts = self._allowed & ~store.questions
        whole, plain, *parts = asked.vectors
        matched = store.matching(keyword_expression(self._telling()), DEPTH, self._allowed)
        best = max((score for _, score in matched), default=1.0)
        for row, score in matched:
            unit = self._unit(row)
            self._words[unit] = max(self._words.get(unit, 0.0), score / best)
        like = store.nearest(plain, DEPTH, questions)
        self._weigh_texts(like[:NEIGHBOURS])
        yield from (row for row, _ in matched)
        yield from (row for row, _ in like)
        yield from (row for row, _ in store.nearest(whole, DEPTH, texts))
        for part in parts:
            yield from (row for row, _ in store.nearest(part, PART_DEPTH, texts))
            yield from (row for row, _ in store.nearest(part, PART_DEPTH, questions))
        for instrument in sorted(asked.named):
            rows = self._rows_of(instrument)
            if rows.any():
                yield from (row for row, _ in store.nearest(whole, NAMED_DEPTH, rows & texts))
                yield from (row for row, _ in store.nearest(plain, NAMED_DEPTH, rows & questions))

    def _telling(self) -> list[str]:
        """The question's words without those that stand nearly everywhere: they tell little, and
        are what a keyword search spends its time on. A few of the rarest are always kept."""
        by_rarity = sorted(Question(self.asked.text).words, key=self.store.frequency)
        common = COMMON * len(self.store)
        return [
            word
            for n, word in enumerate(by_rarity)
            if n < KEPT_WORDS or self.store.frequency(word) < common
        ]

    def _weigh_texts(self, like: Sequence[tuple[int, float]]) -> None:
        """Of which texts the questions nearest to this one are, as shares."""
        weights = np.exp(SHARPNESS * np.array([cosine for _, cosine in like]))
        for (row, _), weight in zip(like, weights / max(weights.sum(), 1e-9), strict=True):
            instrument = self._unit(row).instrument
            self._shares[instrument] = self._shares.get(instrument, 0.0) + float(weight)

    def _rows_of(self, instrument: str) -> Rows:
        return self.store.rows_of(v for v in self.versions.values() if v.instrument == instrument)

    def _numbered(self) -> Iterator[Unit]:
        """The very provisions that are asked for, by text and number."""
        for version in self.versions.values():
            if version.instrument in self.asked.named:
                for reference in self.asked.question.references:
                    yield Unit(version.id, f"{version.instrument}/{reference.unit}")

    def _unit(self, row: int) -> Unit:
        passage = self.store.passage(row)
        return Unit(passage.version, unit_of(passage.provision))

    # Signals

    def _join(self, unit: Unit, rows: Sequence[int], cosines: Vectors, mapped: Vectors) -> None:
        """Make a unit a candidate, by how near each of its passages comes."""
        own, asks = self.store.own_words[rows], self.store.questions[rows]
        texts, asked, said = (np.flatnonzero(which) for which in (own, asks, ~own & ~asks))
        if not texts.size:
            return
        signals = self._standing(unit)
        signals.words = self._words.get(unit, 0.0)
        signals.near, signals.part_near = _best(cosines[texts, 0], cosines[texts, 2:])
        signals.mapped, _ = _best(mapped[texts, 0], mapped[texts, 1:])
        signals.mapped_next = _second(mapped[texts, 0])
        if asked.size:
            signals.asked, signals.part_asked = _best(cosines[asked, 1], cosines[asked, 2:])
            signals.liked, signals.part_liked = _best(mapped[asked, 0], mapped[asked, 1:])
            signals.liked_next = _second(mapped[asked, 0])
        self._to_parts[unit] = mapped[texts, 1:].max(axis=0) + (
            mapped[asked, 1:].max(axis=0) if asked.size else NOT_ASKED
        )
        provisions = _Provisions(self.store, rows)
        promise = mapped[texts].max(axis=1) + cosines[texts, 0]
        exact = [n for n, t in enumerate(texts.tolist()) if self._agrees(unit, provisions, t)]
        if exact:
            texts, promise = texts[exact], promise[exact]
        reach = cosines[asked, 1:].max(axis=1, initial=0.0)
        self.pool[unit] = Candidate(
            unit,
            rows[_most_promising(provisions, texts, promise, asked, reach)],
            signals,
            rows[said[cosines[said, 0].argmax()]] if said.size else None,
            rows[asked[cosines[asked, 1].argmax()]] if asked.size else None,
        )

    def _note_places(self) -> None:
        """The place of each candidate among the nearest to a part of the question."""
        for part in range(len(self.asked.vectors) - 2):
            nearest = sorted(self.pool, key=lambda u: -float(self._to_parts[u][part]))
            for place, unit in enumerate(nearest[:PLACES], start=1):
                signals = self.pool[unit].signals
                signals.part_place = max(signals.part_place, 1 / place)

    def _agrees(self, unit: Unit, provisions: "_Provisions", n: int) -> bool:
        """Whether a passage is of the very provision that is asked for, by text and number."""
        return unit.instrument in self.asked.named and any(
            r.agrees(provisions[n]) for r in self.asked.question.references
        )

    def _standing(self, unit: Unit) -> Signals:
        """What a unit is, and whether the question names it."""
        asked, instrument = self.asked, self.store.instruments[unit.instrument]
        kind, below = instrument.kind, unit.id.partition("/")[2]
        law = kind == InstrumentKind.REGULATION
        named = unit.instrument in asked.named
        references = asked.question.references if named or not asked.named else ()
        number = any(r.matches(unit.id) for r in references)

        def is_for(kind: ReferenceKind) -> float:
            its = kind in asked.wanted and unit.id in self.store.units_for(unit.version, kind)
            return float(its)

        return Signals(
            affinity=self._shares.get(unit.instrument, 0.0),
            recital=float(below.startswith("rct_")),
            formal=float(below in FORMAL or below.startswith("cit_")),
            not_binding=float(not kind.binding and not named),
            private=float(not asked.named and not law),
            leaning=0.0 if asked.named else float(asked.leaning if law else -asked.leaning),
            dates=is_for(ReferenceKind.DATE),
            fines=is_for(ReferenceKind.FINE),
            named=float(named),
            unnamed=float(bool(asked.named) and not named),
            number=float(number),
            exact=float(number and named),
        )

    # What the best refer to

    def relate(self, best: Sequence[Candidate]) -> list[Candidate]:
        """Note how each candidate stands to the best; those that these lead to, new ones too."""
        links = self.linked(best)
        led_to = self.join(links)
        for candidate in self.pool.values():
            link = links.get(candidate.unit, NOT_LINKED)
            for name in LINKS:
                setattr(candidate.signals, name, getattr(link, name))
        return led_to

    def linked(self, best: Sequence[Candidate]) -> dict[Unit, Signals]:
        """What the best candidates lead to, and how."""
        found: dict[Unit, Signals] = {}
        wanted = self.asked.wanted

        def note(unit: Unit, signal: str, value: float) -> None:
            signals = found.setdefault(unit, Signals())
            setattr(signals, signal, max(value, getattr(signals, signal)))

        for place, candidate in enumerate(best, start=1):
            unit = candidate.unit
            for reference in self.store.references_of(*unit):
                other = reference.target if reference.source == unit.id else reference.source
                if reference.kind in wanted:
                    note(Unit(unit.version, other), reference.kind.value, 1 / place)
                elif reference.source == unit.id:
                    note(Unit(unit.version, other), "refers", 1 / place)
                else:
                    note(Unit(unit.version, other), "referred", 1 / place)
        for version in dict.fromkeys(c.unit.version for c in best):
            for unit in self._defining(version):
                note(unit, "defines", 1.0)
            for kind in (ReferenceKind.DATE, ReferenceKind.FINE):
                if kind in wanted:
                    for id in self.store.units_for(version, kind):
                        note(Unit(version, id), kind.value, APART)
        return found

    def _defining(self, version: str) -> Iterator[Unit]:
        """The units that define a term which the question uses."""
        for term, provision in self.store.defined_terms(version).items():
            if re.search(rf"\b{re.escape(term)}s?\b", self.asked.question.text, re.IGNORECASE):
                yield Unit(version, unit_of(provision))


class _Provisions:
    """The provisions of a unit's passages, by their place in it; few are looked at."""

    def __init__(self, store: Store, rows: Sequence[int]) -> None:
        self._store, self._rows = store, rows

    def __getitem__(self, n: int) -> str:
        return self._store.passage(self._rows[n]).provision


def _most_promising(
    provisions: _Provisions, texts: Places, promise: Vectors, asked: Places, reach: Vectors
) -> int:
    """Of some passages by their promise, the best, that of a question which it answers counted.

    What can't come first any more is not looked at: few questions and passages are."""
    questions = asked[np.argsort(-reach, kind="stable")].tolist()
    worth_of = dict(zip(asked.tolist(), reach.tolist(), strict=True))
    most = OF_QUESTION * max(worth_of.values(), default=0.0)
    best, first = -np.inf, -1
    for n in np.argsort(-promise, kind="stable").tolist():
        if promise[n] + most < best:
            break
        its = provisions[texts[n]]
        answers = (worth_of[q] for q in questions if nested(its, provisions[q]))
        worth = float(promise[n]) + OF_QUESTION * next(answers, 0.0)
        if worth > best:
            best, first = worth, int(texts[n])
    return first


def _best(whole: Vectors, parts: Vectors) -> tuple[float, float]:
    """The best cosine of the whole question, and by how much one of a part is above it."""
    best = float(whole.max())
    return best, max(0.0, float(parts.max()) - best) if parts.size else 0.0


def _second(cosines: Vectors) -> float:
    """The second best of some; of a single one, what a second usually is."""
    if len(cosines) == 1:
        return SECOND * float(cosines[0])
    return float(np.sort(cosines)[-2])
