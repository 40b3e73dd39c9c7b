"""How the clues of sentences count, by the key facts of the tuning questions.

Of the provisions that the search brings, the sentences in which a key fact stands (in a provision
that is needed) are made to come before the others, by softmax.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from bench.fit import softmax
from kb.answer import LOOKED_AT
from kb.clues import NAMES
from kb.evaluation import Question
from kb.evidence import Evidence, Weighed, chosen, evidence
from kb.model import Hit, unit_of
from kb.question import read_question
from kb.retrieve import Retriever
from kb.signals import Ranking

FOLDS = 5
DECAY = 1.0
SEED = 20261125


@dataclass(frozen=True, slots=True)
class Found:
    """A question with all that the provisions found for it say."""

    question: Question
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]

    @property
    def clues(self) -> npt.NDArray[np.float64]:
        return np.array([[getattr(e.clues, n) for n in NAMES] for e in self.evidence])

    def bearing(self, pattern: str) -> npt.NDArray[np.bool_]:
        """Which of the sentences have a key fact, in what is needed if it stands there."""
        has = np.array([bool(re.search(pattern, e.text, re.IGNORECASE)) for e in self.evidence])
        needs = self.question.needs
        its = np.array([unit_of(e.provision.id) in needs for e in self.evidence])
        return has & its if (has & its).any() else has


def gather(
    retriever: Retriever,
    questions: Sequence[tuple[Question, date]],
    tell: Callable[[str], None],
) -> list[Found]:
    """What is found for each question that has key facts."""
    found = []
    for n, (question, day) in enumerate(questions):
        if not (question.needs and question.says):
            continue
        asked = retriever.asked(read_question(question.ask))
        hits = retriever.search(asked, LOOKED_AT, day).hits
        found.append(Found(question, hits, tuple(evidence(asked, hits, retriever))))
        if n % 100 == 0:
            tell(f"sentences: {n} of {len(questions)} questions read")
    return found


def fit(found: Sequence[Found]) -> Ranking:
    """The weights."""
    groups = [
        (of_one.clues, of_one.bearing(pattern))
        for of_one in found
        if of_one.evidence
        for pattern in of_one.question.says
    ]
    weights = softmax.fit(groups, DECAY, together=True)
    return Ranking({n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=True)})


def crossed(found: Sequence[Found]) -> dict[str, float]:
    """Shares of key facts: in what is shown for questions left out of the fit; in all that the
    provisions found say, which no choice can pass."""
    order = np.random.default_rng(SEED).permutation(len(found))
    shown: list[bool] = []
    all_said: list[bool] = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS].tolist())
        ranking = fit([f for n, f in enumerate(found) if n not in out])
        for n in sorted(out):
            shown += facts(found[n], ranking)
            text = " ".join(e.text for e in found[n].evidence)
            says = found[n].question.says
            all_said += [bool(re.search(p, text, re.IGNORECASE)) for p in says]
    return {"shown": round(float(np.mean(shown)), 3), "ceiling": round(float(np.mean(all_said)), 3)}


def facts(found: Found, ranking: Ranking) -> list[bool]:
    """Which key facts stand in what is shown."""
    scored = sorted(((ranking.score(e.clues), e) for e in found.evidence), key=lambda p: -p[0])
    picked = chosen(Weighed(tuple(scored), 0.0, True), found.hits)
    text = " ".join(e.text for e in picked)
    return [bool(re.search(p, text, re.IGNORECASE)) for p in found.question.says]
