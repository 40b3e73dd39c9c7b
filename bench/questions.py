"""Questions with known answers: figures of each set, the stages side by side, the abstention curve.

The sets: the shared development questions on the AI Act (where they are there), those of our own
that weights were fitted on, and those that nothing was fitted on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bench.results import Figures
from kb import abstain, evidence
from kb.answer import LOOKED_AT, support_of
from kb.evaluation import K, Question, figures, read_questions, run, searched
from kb.knowledge import KnowledgeBase
from kb.question import read_question
from kb.retrieve import Budget
from kb.signals import Ranking
from kb.unstated import Likely, UnstatedModel

TUNING = "our own, tuning part"
OF_SO_MANY = 4  # tuning questions with an answer, one is in the abstention curve
OURS = Path(__file__).parent / "questions"
# The signals that each stage orders by; those of `kb/weights.json` where none are given.
FUSED = {"near": 1.0, "words": 0.3}
STAGES: dict[str, tuple[dict[str, float] | None, Budget | None]] = {
    "keywords (BM25) alone": ({"words": 1.0}, None),
    "vectors alone": ({"near": 1.0}, None),
    "both fused": (FUSED, None),
    "and vectors as learnt": ({**FUSED, "mapped": 1.0}, None),
    "and questions, names and kinds, as fitted": (None, None),
    "and the cross-encoder": (None, Budget(focus=0, followed=0)),
    "and references followed (all)": (None, Budget()),
}
THRESHOLDS = (-3.0, -2.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)


def sets(shared: Path) -> dict[str, tuple[list[Question], date | None]]:
    """Every set of questions by name, with the day on which they are asked if they name none."""
    found: dict[str, tuple[list[Question], date | None]] = {}
    if shared.exists():
        found["AI Act, shared"] = (read_questions(shared, "eu-ai-act"), date(2024, 7, 12))
    for half, name in (("tuning", TUNING), ("held_out", "our own, held-out part")):
        paths = sorted((OURS / half).glob("*.yaml"))
        found[name] = ([q for path in paths for q in read_questions(path)], None)
    return found


def tuning() -> list[tuple[Question, date]]:
    """The questions that things are fitted on, each with its day."""
    paths = sorted((OURS / "tuning").glob("*.yaml"))
    return [(q, q.as_of or date.today()) for path in paths for q in read_questions(path)]


def measure(knowledge: KnowledgeBase, shared: Path, tell: Callable[[str], None]) -> Figures:
    """The figures of all sets, of the stages on each, and the curve over all."""
    by_set: Figures = {}
    stages: Figures = {}
    for name, (questions, day) in sets(shared).items():
        tell(f"asking: {name} ({len(questions)}) ...")
        by_set[name] = figures(run(knowledge, questions, K, day), K, knowledge)
        if name != TUNING:
            tell(f"stages: {name} ...")
            stages[name] = _stages(knowledge, questions, day)
    tell("the abstention curve ...")
    curve = _curve(knowledge, _sample(tuning()))
    return {"k": K, "sets": by_set, "stages": stages, "abstention": curve}


def _sample(questions: Sequence[tuple[Question, date]]) -> list[tuple[Question, date]]:
    """Those that nothing answers, and some of the others."""
    hopeless = [pair for pair in questions if not pair[0].needs]
    return hopeless + [pair for pair in questions if pair[0].needs][::OF_SO_MANY]


def _stages(knowledge: KnowledgeBase, questions: Sequence[Question], day: date | None) -> Figures:
    needing = [q for q in questions if q.needs]
    found: Figures = {}
    for name, (weights, budget) in STAGES.items():
        with _staged(knowledge, weights, budget):
            found[name] = searched(knowledge, needing, K, day)
    return found


@contextmanager
def _staged(
    knowledge: KnowledgeBase, weights: dict[str, float] | None, budget: Budget | None
) -> Iterator[None]:
    retriever = knowledge.retriever
    before = retriever.orders, retriever.budget, retriever.reranker
    if weights is not None:
        retriever.orders = {**before[0], "first": Ranking(weights)}
    retriever.budget = budget or before[1]
    retriever.reranker = before[2] if budget else None
    try:
        yield
    finally:
        retriever.orders, retriever.budget, retriever.reranker = before


def _curve(knowledge: KnowledgeBase, questions: Sequence[tuple[Question, date]]) -> Figures:
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
    return {"chosen": 0.0, "hopeless": len(right), "answerable": len(false),
            "rows": rows}  # fmt: skip


def support(
    knowledge: KnowledgeBase, text: str, day: date, odds: float | None = None
) -> abstain.Support:
    """The signs by which a question is answered or refused; `odds` in place of those by the model
    of unstated questions, if given."""
    retriever = knowledge.retriever
    asked = retriever.asked(read_question(text))
    hits = retriever.search(asked, LOOKED_AT, day).hits
    weighed = evidence.weigh(asked, hits, retriever)
    model = UnstatedModel.of(retriever.embedder)
    likely = model.likely(asked.vectors[1]) if model and odds is None else Likely(odds or 0.0, "")
    return support_of(asked, weighed, hits, knowledge.store, likely)


def _support(knowledge: KnowledgeBase, text: str, day: date) -> tuple[bool, float]:
    """Whether a question is refused whatever the threshold is, and its points."""
    answer = knowledge.ask(text, day)
    points = support(knowledge, text, day).points
    if answer.abstained and points >= 0:
        return True, 0.0
    if not answer.looked_at:
        return False, float("inf")  # answered from facts or an assessment
    return False, points
