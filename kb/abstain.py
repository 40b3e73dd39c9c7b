"""When the sources don't hold an answer.

Two signs are looked at here: a proper name in the question that what was found does not mention,
and how well what was found supports an answer at all. The threshold was fitted on the development
questions; see bench/README.md. (Texts that are known of and not held are the answer's business.)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Hit, ProvisionKind
from kb.question import Question, stem, stems_of
from kb.store.reader import Store

# Titles, "Having regard to ...", "Done at ...": they say nothing that answers.
FORMALITIES = {ProvisionKind.TITLE, ProvisionKind.CITATION, ProvisionKind.FINAL}
LEAST_SUPPORT = 0.55
NEARNESS_COUNTS = 0.75  # against 1 - this for coverage


@dataclass(frozen=True, slots=True)
class Support:
    """How well what was found supports an answer."""

    nearness: float  # cosine of the question and the nearest sentence
    coverage: float  # share of the question's words, weighed by rarity, in what was found

    @property
    def enough(self) -> bool:
        both = NEARNESS_COUNTS * self.nearness + (1 - NEARNESS_COUNTS) * self.coverage
        return both >= LEAST_SUPPORT


def unknown_names(question: Question, hits: Sequence[Hit], store: Store) -> list[str]:
    """The proper names in a question that nothing held, or nothing found, mentions.

    A name of capitals or digits (GPT-4, SME) may be spelt out in the law: it is unknown only if it
    stands nowhere. A plain one (Brussels, Mistral) must stand in what was found.
    """
    found: set[str] = set()
    for hit in hits:
        if hit.provision.kind in FORMALITIES:
            continue
        i = hit.instrument
        found |= _stems(hit) | stems_of(" ".join((i.title, i.short, i.publisher, *i.aliases)))
    return [
        name
        for name in question.names
        if store.frequency(name) == 0
        or (name.isalpha() and name[1:].islower() and stem(name.lower()) not in found)
    ]


def coverage(question: Question, hits: Sequence[Hit], store: Store) -> float:
    """The share of the question's words, weighed by rarity, that the hits' passages hold."""
    held: set[str] = set()
    for hit in hits:
        held |= _stems(hit)
    weights = {w: rarity(store, w) for w in question.words}
    total = sum(weights.values())
    found = sum(weight for w, weight in weights.items() if stem(w) in held)
    return found / total if total else 0.0


def rarity(store: Store, word: str) -> float:
    """Between 0 (in every passage) and 1 (in none)."""
    return 1.0 - math.sqrt(min(1.0, store.frequency(word) / max(1, len(store))))


def _stems(hit: Hit) -> set[str]:
    """The words of a hit's passage and its heading path."""
    body = hit.provision.text[hit.passage.start : hit.passage.end]
    return stems_of(hit.passage.context) | stems_of(body)
