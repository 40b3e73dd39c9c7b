"""What in the provisions found answers a question: their sentences, and what we say of them.

What is near in meaning, shares words, stands in what was found first and bears the kind of figure
that is asked for is promising (`kb.clues`). Where there is no cross-encoder, nearness in meaning
and shared words decide.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb import abstain
from kb.candidates import Asked
from kb.clues import Clues
from kb.facets import bears
from kb.model import (
    Hit,
    InstrumentKind,
    Passage,
    Provision,
    ProvisionKind,
    ReferenceKind,
    TextKind,
    nested,
    unit_of,
)
from kb.question import Question, stem, stems_of
from kb.retrieve import POINTS, Retriever
from kb.sentences import sentence_spans
from kb.store.reader import Store

LISTS = {ProvisionKind.PARAGRAPH, ProvisionKind.POINT}
LIST_LEAST, LIST_MOST = 120, 1_400  # characters of a list that is shown whole
PASSAGES = 10  # of an article or section, looked into
WEIGHTS = (0.3, 0.2, 0.5)  # without it: nearness, words shared, the provision's score; measured
NOT_BINDING = 0.85  # what a recital's or a policy's sentence counts beside a rule's, without it
NEAR_ENOUGH = 0.86  # of the best sentence's score, to be shown beside it, without it
WITHIN = 6.0  # of the best sentence's score, with it
SHOWN = 12  # at most, amendments apart
MOST_OF_A_RULE = 2  # of one provision; of one that does not bind, a single one
FIRST = 3  # provisions found first, of which the best sentence is shown if it is any good
SAME_UNIT, SAME_LIST = 0.2, 0.3  # lost for each sentence shown before of the section, of the list
_UNLESS = re.compile(
    r"\bunless\b|\bexcept|\bshall not apply\b|\bderogation\b|\bexempt|\bwithout prejudice\b"
    r"|\bonly (?:if|where|in so far)\b|\bnotwithstanding\b|\bdoes not apply\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a provision, or one of ours about it."""

    hit: Hit
    provision: Provision
    passage: Passage
    start: int
    end: int
    says: str = ""  # our own words, the span then being the whole provision
    clues: Clues = field(default_factory=Clues, compare=False)

    @property
    def text(self) -> str:
        return self.says or self.provision.text[self.start : self.end]

    @property
    def unit(self) -> tuple[str, str]:
        """The version and the article, annex or section of it; the hit's is the same."""
        return self.hit.version.id, unit_of(self.provision.id)

    def overlaps(self, provision: Provision) -> bool:
        """Whether its words are among a provision's, or that one's among them."""
        if TextKind.DIGEST in (provision.text_kind, self.provision.text_kind):
            return nested(provision.id, self.provision.id)
        start, end = self.provision.start + self.start, self.provision.start + self.end
        return provision.start < end and start < provision.end

    def repeats(self, other: "Evidence") -> bool:
        """Whether the same words of the same text are in both: a list's item and the list."""
        if self.says or other.says or self.unit != other.unit:
            return False
        start, end = self.provision.start + self.start, self.provision.start + self.end
        others = other.provision.start + other.start, other.provision.start + other.end
        digests = (self.provision.text_kind, other.provision.text_kind)
        return TextKind.DIGEST not in digests and start < others[1] and others[0] < end

    @property
    def in_context(self) -> str:
        """The sentence under the heading it stands under and the words it hangs on."""
        above = self.provision.path[-2:-1] or ("",)
        lead_in = "" if self.says else self.passage.lead_in
        return f"{above[0]}: {lead_in} {self.text}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence with its score, best first."""

    ranked: tuple[tuple[float, Evidence], ...]
    nearness: float  # of the best to the question: a cosine, or the cross-encoder's points
    read: bool  # whether the cross-encoder gave them


def weigh(asked: Asked, hits: Sequence[Hit], retriever: Retriever) -> Weighed:
    """All evidence in the provisions found."""
    if not hits:
        return Weighed((), 0.0, retriever.reranker is not None)
    if retriever.reranker is None:
        return _by_nearness(asked.question, hits, retriever)
    order = retriever.orders["sentence"]
    found = evidence(asked, hits, retriever)
    scored = [(order.score(e.clues), e) for e in found]
    scored.sort(key=lambda pair: -pair[0])
    return Weighed(tuple(scored), max(h.fit for h in hits), True)


def chosen(weighed: Weighed, hits: Sequence[Hit]) -> list[Evidence]:
    """The best and those nearly as good, each said once; the first provisions' best among them."""
    if not weighed.ranked:
        return []
    best = weighed.ranked[0][0]
    least = best - WITHIN if weighed.read else NEAR_ENOUGH * best
    first = [(h.version.id, unit_of(h.provision.id)) for h in hits[:FIRST]]
    picked: list[Evidence] = []
    said: set[str] = set()
    rules: Counter[str] = Counter()
    lists: Counter[str | None] = Counter()
    units: Counter[tuple[str, str]] = Counter()

    def worth(scored: tuple[float, Evidence]) -> float:
        score, evidence = scored
        if not weighed.read:
            return score
        again = SAME_UNIT * units[evidence.unit]
        return score - again - SAME_LIST * lists[evidence.provision.parent]

    left = list(weighed.ranked)
    while left and len(picked) < SHOWN:
        scored = max(left, key=worth)
        if worth(scored) < least:
            break
        left.remove(scored)
        evidence = scored[1]
        waiting = [u for u in first if not units[u]] if weighed.read else []
        if evidence.unit not in waiting and len(picked) + len(waiting) >= SHOWN:
            continue  # the places that are left are for the provisions found first
        key = " ".join(stem(w) for w in evidence.text.lower().split())
        most = MOST_OF_A_RULE if evidence.provision.binding else 1
        if key in said or rules[evidence.provision.id] >= most:
            continue
        if any(evidence.repeats(p) for p in picked):
            continue
        said.add(key)
        rules[evidence.provision.id] += 1
        lists[evidence.provision.parent] += 1
        units[evidence.unit] += 1
        picked.append(evidence)
    return picked


def _by_nearness(question: Question, hits: Sequence[Hit], retriever: Retriever) -> Weighed:
    hits = [each for h in hits for each in h.together]
    candidates = [e for h in hits for e in _sentences(h, h.provision, h.passage)]
    if not candidates:
        return Weighed((), 0.0, False)
    vectors = retriever.embedder.encode([question.text, *(c.in_context for c in candidates)])
    cosines = vectors[1:] @ vectors[0]
    best_hit = max(hit.score for hit in hits) or 1.0
    asked = set(question.stems)
    scored = []
    for cosine, c in zip(cosines, candidates, strict=True):
        shared = len(asked & stems_of(c.text)) / max(1, len(asked))
        parts = (float(cosine), shared, c.hit.score / best_hit)
        score = sum(w * p for w, p in zip(WEIGHTS, parts, strict=True))
        scored.append((score if c.provision.binding else NOT_BINDING * score, c))
    scored.sort(key=lambda pair: -pair[0])
    return Weighed(tuple(scored), float(cosines.max()), False)


def evidence(asked: Asked, hits: Sequence[Hit], retriever: Retriever) -> list[Evidence]:
    """All that the provisions found say, each sentence with its clues."""
    found: dict[tuple[str, str, int, int, str], Evidence] = {}
    fit = [(place, h) for place, h in enumerate(hits, start=1) if not _of_another(h, asked)]
    for place, hit in fit or enumerate(hits, start=1):
        for each in hit.together:
            for e in _of_hit(each, place, hits[0].score, asked, retriever):
                key = (e.provision.version, e.provision.id, e.start, e.end, e.says)
                found.setdefault(key, e)  # a list of several passages comes with each
    _note_words(asked, list(found.values()), retriever.store)
    return list(found.values())


def _of_another(hit: Hit, asked: Asked) -> bool:
    """Whether it is of a licence that is not the one that is asked about: what one grants says
    nothing of another."""
    licence = hit.instrument.kind == InstrumentKind.LICENCE
    return licence and bool(asked.named) and hit.instrument.id not in asked.named


def _of_hit(
    hit: Hit, place: int, best: float, asked: Asked, retriever: Retriever
) -> Iterator[Evidence]:
    """What the passages of a hit's article or section say that are nearest to the question, its own
    first, and what we say of them."""
    store = retriever.store
    rows = store.rows_of_unit(hit.version.id, unit_of(hit.provision.id))
    passages = [store.passage(row) for row in rows]
    vectors = store.passage_vectors(rows)
    near = (vectors @ asked.vectors.T).max(axis=1)
    like = (vectors @ asked.vectors[1:].T).max(axis=1)  # to questions, as it stands
    mapped = retriever.mapped.cosines(rows, vectors, asked.vectors[1:]).max(axis=1)
    reached: dict[str, float] = {}  # how near a question comes that each provision answers
    for n, p in enumerate(passages):
        if p.asked:
            reached[p.provision] = max(reached.get(p.provision, 0.0), float(like[n]))
    answering = [(store.provision(hit.version.id, id), cosine) for id, cosine in reached.items()]
    order = [n for n, p in enumerate(passages) if p.of_text]
    order.sort(key=lambda n: (passages[n] != hit.passage, -(near[n] + mapped[n])))
    said = [n for n, p in enumerate(passages) if p.said]
    for n in (*order[:PASSAGES], *said):
        passage = passages[n]
        provision = store.provision(passage.version, passage.provision)
        if provision is None:
            continue
        for e in _sayings(hit, provision, passage):
            clues = e.clues
            clues.near, clues.mapped = float(near[n]), float(mapped[n])
            clues.asked = max(
                (c for to, c in answering if to is not None and e.overlaps(to)), default=0.0
            )
            clues.first, clues.place = float(place == 1), 1 / place
            clues.score = best - hit.score
            clues.fit, clues.read = hit.fit / POINTS, float(passage == hit.passage)
            _note_kind(e, asked)
            yield e


def _sayings(hit: Hit, provision: Provision, passage: Passage) -> Iterator[Evidence]:
    if passage.said:
        says = passage.said.partition(": ")[2]
        yield Evidence(hit, provision, passage, 0, len(provision.text), says)
    else:
        yield from _sentences(hit, provision, passage)


def _note_kind(e: Evidence, asked: Asked) -> None:
    """What a sentence is, and whether it bears what is asked for."""
    clues, provision = e.clues, e.provision
    of_a_text = not asked.named or provision.instrument in asked.named
    clues.named = float(
        of_a_text and any(r.matches_inner(provision.id) for r in asked.question.references)
    )
    clues.own = float(bool(e.says))
    clues.digest = float(provision.text_kind == TextKind.DIGEST)
    clues.binding = float(provision.binding)
    clues.bears = float(bears(asked.wanted, e.text))
    clues.unless = float(ReferenceKind.EXCEPTION in asked.wanted and bool(_UNLESS.search(e.text)))
    clues.list = float("\n" in e.text)
    clues.opening = float(e.start == 0)
    clues.length = math.log10(1 + len(e.text.split()))


def _note_words(asked: Asked, found: Sequence[Evidence], store: Store) -> None:
    """The part of the question's words that each shares, by rarity, of what the best one does."""
    weights = {stem(w): abstain.rarity(store, w) for w in Question(asked.text).words}
    shared = []
    for e in found:
        stems = stems_of(f"{e.in_context} {e.provision.heading}")
        shared.append(sum(weight for s, weight in weights.items() if s in stems))
    most = max(shared, default=0.0) or 1.0
    for e, common in zip(found, shared, strict=True):
        e.clues.shared = common / most


def _sentences(hit: Hit, provision: Provision, passage: Passage) -> Iterator[Evidence]:
    """The sentences of a passage; a digest, which is brief, is one."""
    start, end = passage.start, passage.end
    if provision.text_kind == TextKind.DIGEST:
        yield Evidence(hit, provision, passage, start, end)
        return
    if provision.kind in LISTS and LIST_LEAST <= len(provision.text) <= LIST_MOST:
        lines = provision.text.split("\n")
        if len(lines) > 2 and lines[0].rstrip().endswith((":", "—")):
            yield Evidence(hit, provision, passage, 0, len(provision.text))  # a list
    for s, e in sentence_spans(provision.text[start:end]):
        if _is_statement(provision, start + s, start + e):
            yield Evidence(hit, provision, passage, start + s, start + e)


def _is_statement(provision: Provision, start: int, end: int) -> bool:
    """Whether a span says something: not a heading, a number or a list's mere opening."""
    text = provision.text[start:end]
    if provision.kind in abstain.FORMALITIES or text in (provision.heading, provision.pinpoint):
        return False
    return len(text.split()) >= 4 and not text.endswith(":")
