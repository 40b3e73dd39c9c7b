"""When the sources don't hold an answer, and what would.

Four reasons, looked at in this order: the question is about a text that is not held; it names
something that no held text mentions; nothing near it was found; what was found shares too little
with it. The two thresholds were fitted on the development questions; see bench/README.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Hit
from kb.question import Question, stem, stems_of
from kb.store.reader import Store

LEAST_COVERAGE = 0.5  # of the question's words, weighed by rarity, in what was found
LEAST_SCORE = 0.42  # of the best sentence's nearness to the question


@dataclass(frozen=True, slots=True)
class Support:
    """How well what was found supports an answer."""

    coverage: float  # 0 to 1
    nearness: float  # cosine of the best sentence


def unknown_names(question: Question, store: Store) -> list[str]:
    """The proper names in a question that stand nowhere in what is held."""
    return [n for n in question.names if store.frequency(n) == 0]


def coverage(question: Question, hits: Sequence[Hit], store: Store) -> float:
    """The share of the question's words, weighed by rarity, that the hits' passages hold."""
    held: set[str] = set()
    for hit in hits:
        held |= stems_of(hit.passage.context)
        held |= stems_of(hit.provision.text[hit.passage.start : hit.passage.end])
    weights = {w: rarity(store, w) for w in question.words}
    total = sum(weights.values())
    found = sum(weight for w, weight in weights.items() if stem(w) in held)
    return found / total if total else 0.0


def rarity(store: Store, word: str) -> float:
    """Between 0 (in every passage) and 1 (in none)."""
    return 1.0 - math.sqrt(min(1.0, store.frequency(word) / max(1, len(store))))
