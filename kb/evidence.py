"""What in the provisions found answers a question: their sentences, and what we say of them.

What is near in meaning, shares words, stands in what was found first and bears the kind of figure
that is asked for is promising; the most promising are read with the question by the cross-encoder,
under their heading and the words that they hang on. Where there is none, nearness in meaning and
shared words decide.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb import abstain
from kb.embedding import Vectors
from kb.facets import asked_for, bears, parts_of
from kb.model import Hit, Passage, Provision, ProvisionKind, TextKind, nested, unit_of
from kb.question import Question, stem, stems_of
from kb.retrieve import Retriever
from kb.sentences import sentence_spans
from kb.store.reader import Store

LISTS = {ProvisionKind.PARAGRAPH, ProvisionKind.POINT}
LIST_LEAST, LIST_MOST = 120, 1_400  # characters of a list that is shown whole
PASSAGES = 6  # of an article or section, looked into
READ = 14  # sentences at most that the cross-encoder reads
READ_OF_EACH = 3  # of each of the provisions found first
READ_FIRST = 4
WEIGHTS = (0.3, 0.2, 0.5)  # without it: nearness, words shared, the provision's score; measured
NOT_BINDING = 0.85  # what a recital's or a policy's sentence counts beside a rule's, without it
NEAR_ENOUGH = 0.86  # of the best sentence's score, to be shown beside it, without it
WITHIN = 3.5  # of the best sentence's score, with it
SHOWN = 10  # at most, amendments apart
MOST_OF_A_RULE = 2  # of one provision; of one that does not bind, a single one
FIRST = 3  # provisions found first, of which the best sentence is shown if it is any good


@dataclass(frozen=True, slots=True)
class Promise:
    """What counts for a sentence; fitted on the development questions, see bench/README.md."""

    near: float = 3.5  # the cosine of its passage and the question
    asked: float = 2.0  # and of the nearest question that its provision answers
    shared: float = 1.3  # its part of the question's words, by rarity; of the best sentence's
    place: float = 0.2  # lost for each provision that was found before its own
    last_place: int = 7
    named: float = 3.0  # the very provision that is asked for by its number
    own: float = 0.4  # our own words: they answer in a sentence
    binding: float = 1.2
    bears: float = 1.5  # a date or an amount, where one is asked for
    fit: float = 0.1  # a point of the cross-encoder
    same_unit: float = 0.2  # lost for each sentence chosen before it of the article or section,
    same_list: float = 0.3  # and of the list or paragraph


PROMISE = Promise()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a provision, or one of ours about it."""

    hit: Hit
    provision: Provision
    passage: Passage
    start: int
    end: int
    says: str = ""  # our own words, the span then being the whole provision
    near: float = 0.0  # the cosine of its passage and the question
    asked: float = 0.0  # and of the nearest question that its provision answers

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
    read: bool  # whether the cross-encoder read them


def weigh(question: Question, hits: Sequence[Hit], retriever: Retriever) -> Weighed:
    """All evidence in the provisions found."""
    if not hits:
        return Weighed((), 0.0, retriever.reranker is not None)
    if retriever.reranker is None:
        return _by_nearness(question, hits, retriever)
    asked = retriever.asked(question)
    found = _all([asked, *parts_of(question.text)], hits, retriever)
    likely = _likeliest(question, asked, found, retriever)
    fits = retriever.reranker.scores(asked, [e.in_context for _, e in likely])
    scored = [(s + PROMISE.fit * fit, e) for fit, (s, e) in zip(fits, likely, strict=True)]
    scored.sort(key=lambda pair: -pair[0])
    return Weighed(tuple(scored), max(fits, default=-12.0), True)


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
        again = PROMISE.same_unit * units[evidence.unit]
        return score - again - PROMISE.same_list * lists[evidence.provision.parent]

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
    best_hit = max(hit.score for hit in hits)
    asked = set(question.stems)
    scored = []
    for cosine, c in zip(cosines, candidates, strict=True):
        shared = len(asked & stems_of(c.text)) / max(1, len(asked))
        parts = (float(cosine), shared, c.hit.score / best_hit)
        score = sum(w * p for w, p in zip(WEIGHTS, parts, strict=True))
        scored.append((score if c.provision.binding else NOT_BINDING * score, c))
    scored.sort(key=lambda pair: -pair[0])
    return Weighed(tuple(scored), float(cosines.max()), False)


def _likeliest(
    question: Question, asked: str, found: Sequence[Evidence], retriever: Retriever
) -> list[tuple[float, Evidence]]:
    """Of much evidence the most promising with its score, some of each provision found first."""
    weights = {w: abstain.rarity(retriever.store, w) for w in Question(asked).words}
    places: dict[tuple[str, str], int] = {}
    for evidence in found:
        places.setdefault(evidence.unit, len(places))

    def shared(evidence: Evidence) -> float:
        stems = stems_of(f"{evidence.in_context} {evidence.provision.heading}")
        return sum(weight for w, weight in weights.items() if stem(w) in stems)

    in_common = [shared(e) for e in found]
    most = max(in_common, default=0.0) or 1.0
    wanted = asked_for(question.text)
    mentions = retriever.names.mentioned(question.text)
    texts = {*mentions.held, *mentions.likely}

    def is_named(provision: Provision) -> bool:
        of_a_text = not texts or provision.instrument in texts
        return of_a_text and any(r.matches_inner(provision.id) for r in question.references)

    def promise(common: float, evidence: Evidence) -> float:
        return (
            PROMISE.near * evidence.near
            + PROMISE.asked * evidence.asked
            + PROMISE.shared * common / most
            - PROMISE.place * min(places[evidence.unit], PROMISE.last_place)
            + PROMISE.named * is_named(evidence.provision)
            + PROMISE.own * bool(evidence.says)
            + PROMISE.binding * evidence.provision.binding
            + PROMISE.bears * bears(wanted, evidence.text)
        )

    scored = [(promise(c, e), e) for c, e in zip(in_common, found, strict=True)]
    scored.sort(key=lambda pair: -pair[0])
    taken: Counter[int] = Counter()
    sure: list[tuple[float, Evidence]] = []
    others: list[tuple[float, Evidence]] = []
    for pair in scored:
        place = places[pair[1].unit]
        taken[place] += 1
        kept = place < READ_FIRST and taken[place] <= READ_OF_EACH
        (sure if kept else others).append(pair)
    return [*sure, *others][:READ]


def _all(asked: Sequence[str], hits: Sequence[Hit], retriever: Retriever) -> list[Evidence]:
    """All that the provisions found say, with what comes near to a question or one of its parts."""
    vectors = retriever.embedder.encode(asked)
    vector = vectors[0]
    found: dict[tuple[str, str, int, int, str], Evidence] = {}
    for hit in (each for h in hits for each in h.together):
        for e in _evidence(hit, vector, retriever):
            key = (e.provision.version, e.provision.id, e.start, e.end, e.says)
            found.setdefault(key, e)  # a list of several passages comes with each
    return [replace(e, asked=_asked(e, vectors, retriever.store)) for e in found.values()]


def _asked(evidence: Evidence, vectors: Vectors, store: Store) -> float:
    """How near the question, or a part of it, comes to one that the evidence answers."""
    best = 0.0
    for row in store.rows_of_unit(*evidence.unit):
        passage = store.passage(row)
        if passage.asked and (near := float(max(vectors @ store.passage_vector(row)))) > best:
            answering = store.provision(passage.version, passage.provision)
            if answering is not None and evidence.overlaps(answering):
                best = near
    return best


def _evidence(hit: Hit, vector: Vectors, retriever: Retriever) -> Iterator[Evidence]:
    """What the passages of a hit's article or section say that are nearest to the question, its own
    first, and what we say of them."""
    store = retriever.store
    rows = store.rows_of_unit(hit.version.id, unit_of(hit.provision.id))
    own = max(
        (_near(r, vector, store) for r in rows if store.passage(r) == hit.passage), default=0.0
    )
    yield from _sentences(hit, hit.provision, hit.passage, own)
    others = [r for r in rows if store.passage(r).of_text and store.passage(r) != hit.passage]
    others.sort(key=lambda r: -_near(r, vector, store))
    for row in others[: PASSAGES - 1]:
        passage = store.passage(row)
        provision = store.provision(passage.version, passage.provision)
        if provision is not None:
            yield from _sentences(hit, provision, passage, _near(row, vector, store))
    for row in rows:
        passage = store.passage(row)
        provision = store.provision(passage.version, passage.provision)
        if passage.said and provision is not None:
            says, near = passage.said.partition(": ")[2], _near(row, vector, store)
            yield Evidence(hit, provision, passage, 0, len(provision.text), says, near)


def _near(row: int, vector: Vectors, store: Store) -> float:
    return float(store.passage_vector(row) @ vector)


def _sentences(
    hit: Hit, provision: Provision, passage: Passage, near: float = 0.0
) -> Iterator[Evidence]:
    """The sentences of a passage; a digest, which is brief, is one."""
    start, end = passage.start, passage.end
    if provision.text_kind == TextKind.DIGEST:
        yield Evidence(hit, provision, passage, start, end, near=near)
        return
    if provision.kind in LISTS and LIST_LEAST <= len(provision.text) <= LIST_MOST:
        lines = provision.text.split("\n")
        if len(lines) > 2 and lines[0].rstrip().endswith((":", "—")):
            whole = len(provision.text)
            yield Evidence(hit, provision, passage, 0, whole, near=near)  # a list
    for s, e in sentence_spans(provision.text[start:end]):
        if _is_statement(provision, start + s, start + e):
            yield Evidence(hit, provision, passage, start + s, start + e, near=near)


def _is_statement(provision: Provision, start: int, end: int) -> bool:
    """Whether a span says something: not a heading, a number or a list's mere opening."""
    text = provision.text[start:end]
    if provision.kind in abstain.FORMALITIES or text in (provision.heading, provision.pinpoint):
        return False
    return len(text.split()) >= 4 and not text.endswith(":")
