"""When the sources don't hold an answer.

Two signs are looked at here: a proper name in the question that what was found does not mention,
and how well what was found supports an answer at all: what the cross-encoder says of it, how near
questions come that it answers, how likely it is that no text states such a thing. How these count
was fitted on the tuning questions; see bench/README.md. (Texts that are known of and not held are
the answer's business.)
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import Confidence, Hit, ProvisionKind, Trust
from kb.question import Question, stem, stems_of
from kb.signals import rankings
from kb.store.reader import Store

# Titles, "Having regard to ...", "Done at ...": they say nothing that answers.
FORMALITIES = {ProvisionKind.TITLE, ProvisionKind.CITATION, ProvisionKind.FINAL}
LEAST_SUPPORT = 0.55  # without a cross-encoder
_TEXTS = "Act|Law|Code|Directive|Regulation|Statute|Licen[cs]e|Policy|Treaty|Convention|Bill"
_PIECE = re.compile(r"[^\W_]+")
HIGH, FAIR = 0.76, 0.48  # closeness from which on an answer is called so; of tuning questions all
# that is needed was found then for all, for seven in eight, and below for six in ten
NEARNESS_OF_CLOSENESS = 0.3
NEARNESS_COUNTS = 0.75  # against 1 - this for coverage


@dataclass(frozen=True, slots=True)
class Support:
    """How well what was found supports an answer."""

    nearness: float  # of the question and the nearest sentence: a cosine, or points, in tens
    coverage: float  # share of the question's words, weighed by rarity, in what was found
    asked: float = 0.0  # the cosine of the nearest question that it answers
    second: float = 0.0  # the points, in tens, of what was found second
    unstated: float = 0.0  # the odds that no text states what is asked, see `kb.unstated`
    one: float = 1.0  # so that there is a threshold
    read: bool = False  # whether the cross-encoder gave the points

    @property
    def points(self) -> float:
        """The odds that this answers, where the cross-encoder read it: 0 is the threshold."""
        return rankings()["support"].score(self)

    @property
    def closeness(self) -> float:
        """How near what was found comes to what is asked."""
        return self.asked + NEARNESS_OF_CLOSENESS * self.nearness

    @property
    def confidence(self) -> Confidence | None:
        """In words; the limits were fitted on the tuning questions."""
        if not self.read:
            return None
        if self.closeness >= HIGH:
            return Confidence(Trust.HIGH, "what is cited speaks of just what the question does.")
        if self.closeness >= FAIR:
            return Confidence(Trust.FAIR, "what is cited puts it in other words than the question.")
        return Confidence(
            Trust.LOW, "what was found is only near to the question; take it as a place to start."
        )

    @property
    def enough(self) -> bool:
        if self.read:
            return self.points >= 0.0
        both = NEARNESS_COUNTS * self.nearness + (1 - NEARNESS_COUNTS) * self.coverage
        return both >= LEAST_SUPPORT


def unknown_names(
    question: Question, hits: Sequence[Hit], store: Store, named: frozenset[str] = frozenset()
) -> list[str]:
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
        if not set(_PIECE.findall(name.lower())) <= named
        and (store.frequency(name) == 0 or (_is_plain(name) and stem(name.lower()) not in found))
    ]


def is_asked_about(name: str, question: Question, of_a_text: bool = False) -> bool:
    """Whether a name that nothing mentions is what the question turns on.

    A law or a licence is, and a product ("GPT-4") unless a text is asked about it (`of_a_text`:
    "does the AI Act cover GPT-4?"); a plain name of where or who the asker is ("we, a Milan
    studio", "in Brussels") is not.
    """
    if any(c.isdigit() for c in name):
        return not of_a_text
    exact = re.escape(name)
    if re.search(rf"{exact}(?:\s+[A-Z][\w.]*)*\s+({_TEXTS})\b", question.text):
        return True
    # An acronym spoken of as a law: "Brazil's LGPD", "under PIPL", "what does POPIA require".
    if not name.isupper() or len(name) < 3:
        return False
    spoken_of = rf"(?:['’]s|\bunder(?: the)?) {exact}\b|\b{exact} (?:says?|requires?|provides?)\b"
    return re.search(spoken_of, question.text) is not None


def _is_plain(name: str) -> bool:
    return name.isalpha() and name[1:].islower()


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
