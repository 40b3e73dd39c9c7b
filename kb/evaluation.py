"""Questions with known answers, run against the knowledge base: what is found, cited and refused.

A question file is YAML (a list under `questions`) or JSON lines. Each question has `id`, `ask` (or
`question`), `needs` (all the provisions that a whole answer rests on, by article, annex or section;
none if nothing held answers it) and, if wanted, `says` (expressions that a right answer matches)
and `as_of`. A hit counts for the article, annex or section that it lies in.

Success, recall, reciprocal rank and nDCG at k are trec_eval's; full recall is the share of
questions for which every provision needed is among the k. Intervals are 95 % by bootstrap.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytrec_eval
import yaml
from pydantic import AliasChoices, Field, ValidationError, field_validator
from scipy.stats import bootstrap

from kb.errors import UsageError
from kb.knowledge import KnowledgeBase
from kb.model import Answer, Citation, unit_of
from kb.yamlfile import Strict

K = 6
RESAMPLES = 2_000
SEED = 20261123  # so that the same run prints the same intervals


# A digit that is no part of an expression's own signs, or a number in words.
_FIGURE = re.compile(r"(?<![\\{,])\d|\b(?:two|five|ten|fifteen|thirty)\b")


class Question(Strict, extra="ignore"):
    """One question and what is known of its answer."""

    id: str
    ask: str = Field(validation_alias=AliasChoices("ask", "question"))
    needs: tuple[str, ...] = Field((), validation_alias=AliasChoices("needs", "gold_units"))
    says: tuple[str, ...] = ()
    as_of: date | None = None

    @field_validator("says")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            re.compile(pattern)
        return patterns


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got."""

    question: Question
    found: tuple[str, ...]  # the units of the hits, best first
    answer: Answer
    seconds: float  # of the answer

    @property
    def whole(self) -> bool:
        return _whole(self.question, self.found)

    @property
    def facts(self) -> list[bool]:
        """Which of the expressions the answer matches."""
        text = " ".join([*(s.sentence for s in self.answer.answer), *self.answer.notes])
        return [bool(re.search(p, text, re.IGNORECASE)) for p in self.question.says]

    @property
    def figures(self) -> list[bool]:
        """Of these, the ones that are a date, a time limit or an amount."""
        told = zip(self.question.says, self.facts, strict=True)
        return [found for pattern, found in told if _FIGURE.search(pattern)]

    @property
    def cited(self) -> list[bool]:
        """For each unit cited, whether it is one that is needed."""
        units = dict.fromkeys(unit_of(c.provision.id) for c in self.answer.citations)
        return [u in self.question.needs for u in units]


def read_questions(path: Path, instrument: str = "") -> list[Question]:
    """The questions of a file; `needs` without an instrument are of the one given.

    Raises UsageError naming the file and the entry that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            rows: Any = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            loaded = yaml.safe_load(text)
            rows = loaded.get("questions") if isinstance(loaded, dict) else loaded
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as e:
        raise UsageError(f"{path} can't be read ({e}).") from e
    if not isinstance(rows, list) or not rows:
        raise UsageError(f"{path} holds no questions; they stand in a list under `questions`.")
    found: list[Question] = []
    for n, row in enumerate(rows, 1):
        try:
            question = Question.model_validate(row)
        except (ValidationError, re.error) as e:
            name = row.get("id", f"number {n}") if isinstance(row, dict) else f"number {n}"
            first = e.errors()[0]["msg"] if isinstance(e, ValidationError) else str(e)
            raise UsageError(f"{path}, question {name}: {first}.") from e
        named = (u if "/" in u else f"{instrument}/{u}" for u in question.needs)
        needs = tuple(dict.fromkeys(unit_of(u) for u in named))
        found.append(question.model_copy(update={"needs": needs}))
    if any(need.startswith("/") for q in found for need in q.needs):
        raise UsageError(f"{path}: some `needs` name no instrument; give it by --instrument.")
    return found


def run(
    knowledge: KnowledgeBase,
    questions: Iterable[Question],
    k: int = K,
    as_of: date | None = None,
    each: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Search and ask for each question; its own day goes before the one given."""
    outcomes = []
    for question in questions:
        day = question.as_of or as_of
        found = _units(knowledge, question, k, day)
        started = time.perf_counter()
        answer = knowledge.ask(question.ask, day)
        seconds = time.perf_counter() - started
        outcome = Outcome(question, found, answer, seconds)
        outcomes.append(outcome)
        each(outcome)
    return outcomes


def searched(
    knowledge: KnowledgeBase, questions: Sequence[Question], k: int = K, as_of: date | None = None
) -> dict[str, Any]:
    """The figures of retrieval alone, for questions that need something."""
    found = [(q, _units(knowledge, q, k, q.as_of or as_of)) for q in questions]
    return _by_needs(found, k)


def figures(outcomes: Sequence[Outcome], k: int, knowledge: KnowledgeBase) -> dict[str, Any]:
    """All figures of a run, as JSON holds them; shares with their intervals."""
    answerable = [o for o in outcomes if o.question.needs]
    hopeless = [o for o in outcomes if not o.question.needs]
    quotes = [c for o in outcomes for c in o.answer.citations]
    seconds = [o.seconds for o in outcomes]
    return {
        "questions": len(outcomes),
        "k": k,
        "retrieval": _by_needs([(o.question, o.found) for o in answerable], k),
        "citation_precision": _share([x for o in answerable for x in o.cited]),
        "key_facts": _share([x for o in answerable for x in o.facts]),
        "figures": _share([x for o in answerable for x in o.figures]),
        "right_abstentions": _share([o.answer.abstained for o in hopeless]),
        "false_abstentions": _share([o.answer.abstained for o in answerable]),
        "quotes_exact": _share([_exact(c, knowledge) for c in quotes]),
        "seconds": {
            "p50": round(float(np.percentile(seconds, 50)), 3) if seconds else None,
            "p95": round(float(np.percentile(seconds, 95)), 3) if seconds else None,
        },
        "not_all_found": [o.question.id for o in answerable if not o.whole],
        "facts_missing": [o.question.id for o in answerable if not all(o.facts)],
        "answered_though_nothing_answers": [
            o.question.id for o in hopeless if not o.answer.abstained
        ],
        "refused_though_answerable": [o.question.id for o in answerable if o.answer.abstained],
    }


def compared(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """What changed since an earlier run, a line each: shares, and questions won and lost."""
    lines = []
    for name, path in _COMPARED.items():
        old, new = _at(before, path), _at(now, path)
        if old is not None and new is not None and old != new:
            lines.append(f"{name}: {old:.3f} -> {new:.3f}")
    for name in ("not_all_found", "facts_missing", "answered_though_nothing_answers",
                 "refused_though_answerable"):  # fmt: skip
        was, is_ = set(before.get(name, ())), set(now.get(name, ()))
        for told, ids in (("no longer", was - is_), ("newly", is_ - was)):
            if ids:
                lines.append(f"{told} {name.replace('_', ' ')}: {', '.join(sorted(ids))}")
    return lines


_COMPARED = {
    "hit rate": ("retrieval", "all", "hit_rate", "share"),
    "full recall": ("retrieval", "all", "full_recall", "share"),
    "full recall, several provisions": (
        "retrieval", "several provisions", "full_recall", "share",
    ),
    "MRR": ("retrieval", "all", "mrr"),
    "citation precision": ("citation_precision", "share"),
    "key facts": ("key_facts", "share"),
    "dates and amounts": ("figures", "share"),
    "right abstentions": ("right_abstentions", "share"),
    "false abstentions": ("false_abstentions", "share"),
    "quotes exact": ("quotes_exact", "share"),
}  # fmt: skip


def _units(
    knowledge: KnowledgeBase, question: Question, k: int, day: date | None
) -> tuple[str, ...]:
    hits = knowledge.search(question.ask, k, day).hits
    return tuple(dict.fromkeys(unit_of(h.provision.id) for h in hits))


def _whole(question: Question, found: Sequence[str]) -> bool:
    return set(question.needs) <= set(found)


def _by_needs(asked: Sequence[tuple[Question, Sequence[str]]], k: int) -> dict[str, Any]:
    one = [(q, found) for q, found in asked if len(q.needs) == 1]
    several = [(q, found) for q, found in asked if len(q.needs) > 1]
    return {
        "all": _retrieval(asked, k),
        "one provision": _retrieval(one, k),
        "several provisions": _retrieval(several, k),
    }


def _retrieval(asked: Sequence[tuple[Question, Sequence[str]]], k: int) -> dict[str, Any]:
    if not asked:
        return {"questions": 0}
    wanted = {q.id: dict.fromkeys(q.needs, 1) for q, _ in asked}
    given = {
        q.id: {unit: float(len(found) - n) for n, unit in enumerate(found)} for q, found in asked
    }
    measures = {f"success.{k}", f"recall.{k}", f"ndcg_cut.{k}", "recip_rank"}
    by_question = pytrec_eval.RelevanceEvaluator(wanted, measures).evaluate(given)
    rows = [by_question.get(q.id, {}) for q, _ in asked]

    def mean(name: str) -> float:
        return round(float(np.mean([row.get(name, 0.0) for row in rows])), 3)

    return {
        "questions": len(asked),
        "hit_rate": _share([row.get(f"success_{k}", 0.0) > 0 for row in rows]),
        "recall": mean(f"recall_{k}"),
        "full_recall": _share([_whole(q, found) for q, found in asked]),
        "mrr": mean("recip_rank"),
        "ndcg": mean(f"ndcg_cut_{k}"),
    }


def _share(told: Sequence[bool]) -> dict[str, Any]:
    """A share with its 95 % interval; of nothing, none."""
    if not told:
        return {"share": None, "of": 0}
    values = np.array(told, dtype=float)
    share = round(float(values.mean()), 3)
    if len(values) < 2 or values.min() == values.max():
        interval = [share, share]
    else:
        found = bootstrap((values,), np.mean, n_resamples=RESAMPLES, method="percentile",
                          rng=np.random.default_rng(SEED)).confidence_interval  # fmt: skip
        interval = [round(float(found.low), 3), round(float(found.high), 3)]
    return {"share": share, "of": len(values), "interval": interval}


def _exact(citation: Citation, knowledge: KnowledgeBase) -> bool:
    """Read back from the store, apart from the check that the answer went through."""
    stored = knowledge.store.provision(citation.provision.version, citation.provision.id)
    return stored is not None and citation.quote in stored.text


def _at(tree: Mapping[str, Any], path: Sequence[str]) -> float | None:
    found: Any = tree
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, int | float) else None
