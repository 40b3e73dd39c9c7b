"""Questions with known answers: figures of each set, the stages side by side, the abstention curve.

The sets: the shared development questions on the AI Act (where they are there), the half of our own
that weights were chosen on, and the half that nothing was chosen on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bench.results import Figures
from kb import abstain, evidence
from kb.answer import LOOKED_AT, TOO_LITTLE, support_of
from kb.evaluation import K, Question, figures, read_questions, run, searched
from kb.knowledge import KnowledgeBase
from kb.question import read_question
from kb.retrieve import Weights

OURS = Path(__file__).parent / "questions"
# Nothing weighed by kind, name or what we say; no references, no parts.
PLAIN = {
    "law": 1.0, "leaning": 1.0, "recital": 1.0, "formal": 1.0, "not_binding": 1.0,
    "named_instrument": 1.0, "named_unit": 1.0, "named_inner": 1.0, "said": 0.0, "named_depth": 0,
}  # fmt: skip
ALONE = {"followed": 0, "parted": 0, "linked": 0.0, "focus": 0}
STAGES: dict[str, tuple[dict[str, float], bool]] = {
    "keywords (BM25) alone": ({**PLAIN, "meaning": 0.0}, False),
    "vectors alone": ({**PLAIN, "meaning": 1.0}, False),
    "both fused": (PLAIN, False),
    "and kinds, names and our own words weighed": ({}, False),
    "and the cross-encoder": (ALONE, True),
    "and references and parts followed (all)": ({}, True),
}
THRESHOLDS = (-12.0, -10.0, -9.0, -8.0, -7.5, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, 0.0, 2.0, 4.0)


def sets(shared: Path) -> dict[str, tuple[list[Question], date | None]]:
    """Every set of questions by name, with the day on which they are asked if they name none."""
    found: dict[str, tuple[list[Question], date | None]] = {}
    if shared.exists():
        found["AI Act, shared"] = (read_questions(shared, "eu-ai-act"), date(2024, 7, 12))
    for half, name in (("tuning", "our own, tuning half"), ("held_out", "our own, held-out half")):
        paths = sorted((OURS / half).glob("*.yaml"))
        found[name] = ([q for path in paths for q in read_questions(path)], None)
    return found


def measure(knowledge: KnowledgeBase, shared: Path, tell: Callable[[str], None]) -> Figures:
    """The figures of all sets, of the stages on each, and the curve over all."""
    by_set: Figures = {}
    stages: Figures = {}
    asked = sets(shared)
    for name, (questions, day) in asked.items():
        tell(f"asking: {name} ({len(questions)}) ...")
        by_set[name] = figures(run(knowledge, questions, K, day), K, knowledge)
        tell(f"stages: {name} ...")
        stages[name] = _stages(knowledge, questions, day)
    tell("the abstention curve ...")
    everything = [(q, q.as_of or day) for questions, day in asked.values() for q in questions]
    return {"k": K, "sets": by_set, "stages": stages, "abstention": _curve(knowledge, everything)}


def _stages(knowledge: KnowledgeBase, questions: Sequence[Question], day: date | None) -> Figures:
    needing = [q for q in questions if q.needs]
    found: Figures = {}
    for name, (weights, reads) in STAGES.items():
        with _weighed(knowledge, weights, reads):
            found[name] = searched(knowledge, needing, K, day)
    return found


@contextmanager
def _weighed(knowledge: KnowledgeBase, weights: dict[str, Any], reads: bool) -> Iterator[None]:
    retriever = knowledge.retriever
    before = retriever.weights, retriever.reranker
    retriever.weights = replace(Weights(), **weights)
    retriever.reranker = before[1] if reads else None
    try:
        yield
    finally:
        retriever.weights, retriever.reranker = before


def _curve(knowledge: KnowledgeBase, questions: Sequence[tuple[Question, date | None]]) -> Figures:
    """For each threshold, which shares are refused, rightly and falsely. What is refused for
    another reason (a text that is not held, a fact that no text states) is refused at each."""
    told = [(not q.needs, *_support(knowledge, q.ask, day)) for q, day in questions]
    rows = []
    for least in THRESHOLDS:
        refused = [(hopeless, anyway or points < least) for hopeless, anyway, points in told]
        right = [r for hopeless, r in refused if hopeless]
        false = [r for hopeless, r in refused if not hopeless]
        rows.append(
            {
                "least": least,
                "right": round(sum(right) / len(right), 3),
                "false": round(sum(false) / len(false), 3),
            }
        )
    return {"chosen": abstain.LEAST_POINTS, "hopeless": len(right), "answerable": len(false),
            "rows": rows}  # fmt: skip


def _support(knowledge: KnowledgeBase, text: str, day: date | None) -> tuple[bool, float]:
    """Whether a question is refused whatever the threshold is, and its points."""
    day = day or date.today()
    answer = knowledge.ask(text, day)
    if answer.abstained and answer.why != TOO_LITTLE:
        return True, 0.0
    if not answer.looked_at:
        return False, float("inf")  # answered from facts or an assessment
    question = read_question(text)
    hits = knowledge.retriever.search(question, LOOKED_AT, day).hits
    weighed = evidence.weigh(question, hits, knowledge.retriever)
    return False, support_of(question, weighed, hits, knowledge.store).points
