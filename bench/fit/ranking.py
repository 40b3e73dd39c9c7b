"""How the signals of provisions count, by what the tuning questions need.

Two orders are fitted: `first`, by which candidates are chosen to be read, without the cross-encoder
and what the best refer to; and `read`, with both. Each needed provision is made to come before all
that are not needed, by softmax; weights are drawn to nought. The figures printed are of questions
that the weights were not fitted on (five parts).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bench.fit import softmax
from kb.candidates import LINKS, Candidate, Candidates, Unit
from kb.evaluation import K, Question
from kb.question import read_question
from kb.retrieve import Budget, Retriever, ordered
from kb.signals import NAMES, Ranking

READ = 14  # candidates read when fitting, of which many are wrong
FOLLOWED = 5
FOLDS = 5
DECAY = 5.0
SCALE = 10.0
SEED = 20261125
OF_READING = ("fit", "fit_well")
FITTED = tuple(n for n in NAMES if n != "exact")
EXACT = 1.0  # not fitted, as few questions name a provision by text and number: it comes first
FIRST = tuple(n for n in FITTED if n not in (*LINKS, *OF_READING))
UNLINKED = tuple(n for n in FITTED if n not in LINKS)
Orders = dict[str, Ranking]


@dataclass(frozen=True, slots=True)
class Pool:
    """A question's candidates, those read among them."""

    question: Question
    candidates: Candidates
    read: frozenset[Unit]

    def needed(self, candidate: Candidate) -> bool:
        return candidate.unit.id in self.question.needs


def gather(
    retriever: Retriever,
    questions: Sequence[tuple[Question, date]],
    tell: Callable[[str], None],
) -> list[Pool]:
    """The candidates of each question that needs something, the likeliest and the needed read."""
    pools = []
    for n, (question, day) in enumerate(questions):
        if not question.needs:
            continue
        asked = retriever.asked(read_question(question.ask))
        versions = retriever.store.versions_on(day)
        candidates = Candidates(retriever.store, asked, versions, retriever.mapped)
        likely = ordered(candidates.pool.values(), retriever.orders["first"])
        best = candidates.join(candidates.linked(likely[:6]))
        best = ordered(best, retriever.orders["first"])[:FOLLOWED]
        needed = [c for c in candidates.pool.values() if c.unit.id in question.needs]
        read = {c.unit: c for c in (*likely[:READ], *best, *needed)}
        retriever.read(list(read.values()), asked)
        pools.append(Pool(question, candidates, frozenset(read)))
        if n % 50 == 0:
            tell(f"ranking: {n} of {len(questions)} questions read")
    return pools


def fit(pools: Sequence[Pool]) -> Orders:
    """Both orders."""
    first = _fitted(pools, FIRST)
    read = _fitted(pools, UNLINKED, read=True)
    for _ in range(2):  # what the best lead to depends on which are the best
        for pool in pools:
            _link(pool, first, _without(read, LINKS))
        read = _fitted(pools, FITTED, read=True)
    return {"first": first, "read": read}


def crossed(pools: Sequence[Pool], budget: Budget) -> dict[str, float]:
    """The figures at k of questions left out of the fit."""
    order = np.random.default_rng(SEED).permutation(len(pools))
    found: list[tuple[bool, bool, float]] = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS].tolist())
        orders = fit([p for n, p in enumerate(pools) if n not in out])
        found += [_found(pools[n], orders, budget) for n in sorted(out)]
    hit, full, rank = np.mean(np.array(found, dtype=float), axis=0)
    return {
        "hit_rate": round(float(hit), 3),
        "full_recall": round(float(full), 3),
        "mrr": round(float(rank), 3),
    }


def _fitted(pools: Sequence[Pool], names: Sequence[str], read: bool = False) -> Ranking:
    groups = []
    for pool in pools:
        held = [c for c in pool.candidates.pool.values() if not read or c.unit in pool.read]
        x = np.array([[getattr(c.signals, n) for n in names] for c in held]) * SCALE
        groups.append((x, np.array([pool.needed(c) for c in held])))
    weights = softmax.fit(groups, DECAY)
    fitted = {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}
    return Ranking({**fitted, "exact": EXACT})


def _without(ranking: Ranking, names: Sequence[str]) -> Ranking:
    return Ranking({n: w for n, w in ranking.weights.items() if n not in names})


def _link(pool: Pool, first: Ranking, read: Ranking, budget: Budget | None = None) -> None:
    """Note how the candidates stand to the best of those that would be read."""
    budget = budget or Budget()
    shown = ordered(pool.candidates.pool.values(), first)[: budget.read]
    shown = [c for c in shown if c.unit in pool.read]
    pool.candidates.relate(ordered(shown, read)[: budget.focus])


def _found(pool: Pool, orders: Orders, budget: Budget) -> tuple[bool, bool, float]:
    """Whether some and all that is needed is among the first k, and one over the first's place."""
    everything = pool.candidates.pool.values()
    first = ordered(everything, orders["first"])
    _link(pool, orders["first"], _without(orders["read"], LINKS), budget)
    read = first[: budget.read]
    seen = {c.unit for c in read}
    led_to = [c for c in first if c.unit not in seen and any(getattr(c.signals, n) for n in LINKS)]
    read += ordered(led_to, _without(orders["read"], OF_READING))[: budget.followed]
    ranked = ordered([c for c in read if c.unit in pool.read], orders["read"])
    units = list(dict.fromkeys(c.unit.id for c in (*ranked, *first)))
    needs = set(pool.question.needs)
    place = next((n for n, u in enumerate(units, start=1) if u in needs), len(units))
    return bool(needs & set(units[:K])), needs <= set(units[:K]), 1 / place
