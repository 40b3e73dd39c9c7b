"""Retrieval and abstention on questions with known answers.

A question file has one JSON object a line: id, question, type (single_hop, multi_hop or
unanswerable) and gold_units, the articles or annexes that are all needed. A hit counts for the unit
that its provision is in, of the instrument that the file is about.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.knowledge import KnowledgeBase


@dataclass(frozen=True)
class Case:
    """One question and the units that it needs; none if nothing answers it."""

    id: str
    question: str
    gold: frozenset[str]

    @property
    def multi_hop(self) -> bool:
        return len(self.gold) > 1


def read_cases(path: Path) -> list[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Case(r["id"], r["question"], frozenset(r["gold_units"])) for r in rows]


def measure(
    kb: KnowledgeBase, cases: Sequence[Case], instrument: str, as_of: date, k: int
) -> dict[str, object]:
    """Hit rate, full recall and MRR at k; right and false abstentions; quotes checked."""
    answerable = [c for c in cases if c.gold]
    ranks = {c.id: _ranks(kb, c, instrument, as_of, k) for c in answerable}
    answers = {c.id: kb.ask(c.question, as_of) for c in cases}
    quotes = [q for a in answers.values() for q in a.citations]
    unanswerable = [c for c in cases if not c.gold]
    return {
        "questions": len(cases),
        "k": k,
        "as_of": as_of.isoformat(),
        "all": _figures(answerable, ranks),
        "single_hop": _figures([c for c in answerable if not c.multi_hop], ranks),
        "multi_hop": _figures([c for c in answerable if c.multi_hop], ranks),
        "right_abstentions": f"{sum(answers[c.id].abstained for c in unanswerable)}"
        f" of {len(unanswerable)}",
        "false_abstentions": f"{sum(answers[c.id].abstained for c in answerable)}"
        f" of {len(answerable)}",
        "answered_though_unanswerable": [c.id for c in unanswerable if not answers[c.id].abstained],
        "not_all_found": [c.id for c in answerable if not c.gold <= set(ranks[c.id])],
        "quotes_exact": f"{sum(_exact(kb, q) for q in quotes)} of {len(quotes)}",
    }


def _ranks(kb: KnowledgeBase, case: Case, instrument: str, as_of: date, k: int) -> dict[str, int]:
    """The rank at which each gold unit is first found."""
    ranks: dict[str, int] = {}
    for rank, hit in enumerate(kb.search(case.question, k, as_of).hits, 1):
        owner, _, below = hit.provision.id.partition("/")
        unit = below.split("/")[0]
        if owner == instrument and unit in case.gold:
            ranks.setdefault(unit, rank)
    return ranks


def _figures(cases: Sequence[Case], ranks: dict[str, dict[str, int]]) -> dict[str, float]:
    n = max(1, len(cases))
    return {
        "questions": len(cases),
        "hit_rate": round(sum(bool(ranks[c.id]) for c in cases) / n, 3),
        "full_recall": round(sum(c.gold <= set(ranks[c.id]) for c in cases) / n, 3),
        "mrr": round(
            sum(1 / min(ranks[c.id].values()) if ranks[c.id] else 0 for c in cases) / n, 3
        ),
    }


def _exact(kb: KnowledgeBase, citation) -> bool:  # type: ignore[no-untyped-def]
    """Read back from the store, apart from the check that the answer went through."""
    stored = kb.store.provision(citation.provision.version, citation.provision.id)
    return stored is not None and citation.quote in stored.text
