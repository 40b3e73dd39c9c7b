"""What speaks for an article, annex or section as an answer to a question, as numbers.

A question's candidates are ordered by a weighed sum of these signals. The weights are fitted on the
tuning questions (`make fit`) and stand in `weights.json` beside this file: `first` orders before
anything is read, `read` after the cross-encoder has read the best.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(slots=True)
class Signals:
    """Of one candidate, for one question. Cosines are those of the embedding model."""

    # Its own words
    near: float = 0.0  # cosine of the question and its nearest passage
    part_near: float = 0.0  # the same of the nearest part of the question, beyond that
    words: float = 0.0  # BM25 of its best passage, of the best candidate's
    mapped: float = 0.0  # cosine of both as learnt from questions of the law, see `kb.learned`
    mapped_next: float = 0.0  # the same of its second passage
    # The questions that it answers
    asked: float = 0.0  # cosine of the nearest
    part_asked: float = 0.0  # the same of the nearest part of the question, beyond that
    liked: float = 0.0  # cosine of both as learnt
    liked_next: float = 0.0  # the same of the second
    part_liked: float = 0.0
    part_place: float = 0.0  # one over its place among the nearest to a part of the question
    affinity: float = 0.0  # share of its text in the questions that come nearest, over all texts
    # What it is
    recital: float = 0.0
    formal: float = 0.0  # titles, preambles, closing formulas
    not_binding: float = 0.0
    private: float = 0.0  # a licence or terms, where the question names no text
    leaning: float = 0.0  # what the question speaks of, law or licences, and whether this is one
    dates: float = 0.0  # says when its text applies, where a date is asked for
    fines: float = 0.0  # says what a breach costs, where this is asked for
    # What the question names
    named: float = 0.0  # its text
    unnamed: float = 0.0  # a text is named, and not its own
    number: float = 0.0  # an article of its number, of any text or of that which is named
    exact: float = 0.0  # both its text and its number
    # How it stands to the best candidates: one over the place of the best that it stands to so
    date: float = 0.0  # says from when that one applies, where this is asked for, and so on
    fine: float = 0.0
    exception: float = 0.0
    list: float = 0.0
    definition: float = 0.0
    refers: float = 0.0  # is referred to by it
    referred: float = 0.0  # refers to it
    defines: float = 0.0  # a term that the question uses
    # The cross-encoder's points, in tens
    fit: float = 0.0
    fit_well: float = 0.0  # by how much they are above nought


NAMES = tuple(f.name for f in fields(Signals))


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of one order."""

    weights: Mapping[str, float]

    def score(self, signals: object) -> float:
        """The weighed sum of an object's fields."""
        return sum(w * float(getattr(signals, name)) for name, w in self.weights.items())


@cache
def rankings(path: Path = WEIGHTS) -> dict[str, Ranking]:
    """The fitted orders by name."""
    return {name: Ranking(weights) for name, weights in json.loads(path.read_text()).items()}
