"""The extractive answer: the sentences of the law that answer, each with its citation.

Sentences of the provisions found are compared with the question; the nearest are shown as they
stand, an item of a list with the words that the list hangs on. Amendments that touch what is cited
are put beside it. When the sources don't support an answer, that is the answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb import abstain
from kb.corpus import Elsewhere
from kb.model import (
    Answer,
    AnswerSentence,
    Citation,
    Hit,
    Provision,
    ProvisionKind,
    TextKind,
)
from kb.names import Mentions
from kb.question import Question, stem, stems_of
from kb.retrieve import Retriever, superseded_notes
from kb.sentences import sentence_spans
from kb.store.reader import Store
from kb.verify import verified

LOOKED_AT = 8  # provisions whose sentences are compared
COVERING = 6  # of them, those that should hold the question's words
SENTENCE_WEIGHTS = (0.3, 0.2, 0.5)  # nearness, words shared, its provision's score; measured
NOT_BINDING = 0.85  # what a recital's or a policy's sentence counts beside a rule's
SHOWN = 4  # sentences at most, amendments apart
NEAR_ENOUGH = 0.86  # of the best sentence's score, to be shown beside it
MOST_OF_A_RULE = 2  # sentences of one provision; of one that does not bind, a single one
AMENDMENTS_SHOWN = 3
TOO_LITTLE = (
    "What was found is not close enough to the question to answer it. The provisions that came "
    "nearest are listed; a more specific question, or a source that deals with it, may help."
)
LIST_ITEMS = {ProvisionKind.POINT, ProvisionKind.INDENT, ProvisionKind.PARAGRAPH}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that might answer: a span of a provision."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.hit.provision.text[self.start : self.end]

    @property
    def in_context(self) -> str:
        """The sentence under the heading it stands under and the words it hangs on."""
        above = self.hit.provision.path[-2:-1] or ("",)
        return f"{above[0]}: {self.hit.passage.lead_in} {self.text}"


class Answerer:
    """Answers questions from one store."""

    def __init__(self, retriever: Retriever) -> None:
        self.retriever = retriever
        self.store: Store = retriever.store

    def ask(self, question: Question, as_of: date, instruments: Iterable[str] = ()) -> Answer:
        """A verified answer, or an abstention with its reason."""
        instruments = tuple(instruments)
        mentions = self.retriever.names.mentioned(question.text)
        result = self.retriever.search(question, LOOKED_AT, as_of, instruments)
        notes = self._notes(mentions, as_of)
        why = self._beforehand(question, mentions, as_of, result.hits)
        if why is None:
            ranked, nearness = self._ranked(question, result.hits)
            covered = abstain.coverage(question, result.hits[:COVERING], self.store)
            if not abstain.Support(nearness, covered).enough:
                why = TOO_LITTLE
        if why is not None:
            other = tuple(n for n in notes if n not in why)
            return Answer(
                question.text, as_of, True, why, notes=other, looked_at=tuple(result.hits)
            )
        answer = self._compose(question, as_of, _chosen(ranked), notes, result.hits)
        return verified(answer, self.store)

    def _beforehand(
        self, question: Question, mentions: Mentions, as_of: date, hits: Sequence[Hit]
    ) -> str | None:
        if mentions.elsewhere and not mentions.held:
            return _not_held(mentions.elsewhere[0])
        out = self._out_of_date(mentions, as_of)
        if out and len(out) == len(mentions.held):
            return self._not_on(out[0], as_of)
        unknown = abstain.unknown_names(question, hits, self.store)
        if unknown:
            return (
                f"No text found in this knowledge base mentions {' or '.join(unknown)}. "
                "A source that does would answer it."
            )
        if not hits:
            return "No text that holds on that date is in reach of the question."
        return None

    def _notes(self, mentions: Mentions, as_of: date) -> tuple[str, ...]:
        """What a reader must know of the texts that the question names."""
        elsewhere = map(_not_held, mentions.elsewhere)
        return (*elsewhere, *(self._not_on(id, as_of) for id in self._out_of_date(mentions, as_of)))

    def _out_of_date(self, mentions: Mentions, as_of: date) -> list[str]:
        """The instruments that are named and of which no version held on the day is stored."""
        on_the_day = {v.instrument for v in self.store.versions_on(as_of)}
        return [id for id in mentions.held if id not in on_the_day]

    def _not_on(self, instrument: str, as_of: date) -> str:
        spans = [v.in_force for v in self.store.versions.values() if v.instrument == instrument]
        first = min(s.from_ or date.min for s in spans)
        last = max(s.until or date.max for s in spans)
        short = self.store.instruments[instrument].short
        if as_of < first:
            return f"{short}: not yet there on {as_of}; the first version is of {first}."
        return f"{short}: no version of {as_of} is held; the last one held ended on {last}."

    def _ranked(
        self, question: Question, hits: Sequence[Hit]
    ) -> tuple[list[tuple[float, _Candidate]], float]:
        """Candidates with their scores, best first, and the best cosine among them."""
        candidates = [c for hit in hits for c in _candidates(hit)]
        if not candidates:
            return [], 0.0
        vectors = self.retriever.embedder.encode(
            [question.text, *(c.in_context for c in candidates)]
        )
        cosines = vectors[1:] @ vectors[0]
        best_hit = max(hit.score for hit in hits)
        asked = set(question.stems)
        scored = []
        for cosine, c in zip(cosines, candidates, strict=True):
            shared = len(asked & stems_of(c.text)) / max(1, len(asked))
            parts = (float(cosine), shared, c.hit.score / best_hit)
            score = sum(w * p for w, p in zip(SENTENCE_WEIGHTS, parts, strict=True))
            scored.append((score if c.hit.provision.binding else NOT_BINDING * score, c))
        scored.sort(key=lambda pair: -pair[0])
        return scored, float(cosines.max())

    def _compose(
        self,
        question: Question,
        as_of: date,
        chosen: Sequence[_Candidate],
        notes: tuple[str, ...],
        hits: Sequence[Hit],
    ) -> Answer:
        citations: list[Citation] = []
        sentences: list[AnswerSentence] = []
        answering: list[Provision] = []

        def cite(hit: Hit, provision: Provision, start: int, end: int) -> Citation:
            for c in citations:
                if (c.provision.id, c.provision.version, c.start, c.end) == (
                    provision.id, provision.version, start, end,
                ):  # fmt: skip
                    return c
            citations.append(
                Citation(len(citations) + 1, provision, hit.version, hit.instrument, start, end)
            )
            return citations[-1]

        for c in chosen:
            provision, start, end = self._finest(c.hit.provision, c.start, c.end)
            lead_in = self._lead_in(provision, start)
            cited = [cite(c.hit, *lead_in)] if lead_in else []
            cited.append(cite(c.hit, provision, start, end))
            answering.append(provision)
            sentences.append(
                AnswerSentence(" ".join(x.quote for x in cited), tuple(x.n for x in cited))
            )
        for digest in self._amendments(answering, as_of):
            version = self.store.versions[digest.version]
            citation = Citation(
                len(citations) + 1, digest, version, self.store.instruments[version.instrument],
                0, len(digest.text),
            )  # fmt: skip
            citations.append(citation)
            sentences.append(
                AnswerSentence(
                    f"Amended with effect from {version.in_force.from_}: {digest.text}",
                    (citation.n,),
                )
            )
        extra = [*notes, *superseded_notes((c.version for c in citations), as_of, self.store)]
        if any(c.provision.text_kind == TextKind.DIGEST for c in citations):
            extra.append("What is marked as a digest is our summary, not the text itself.")
        return Answer(
            question=question.text,
            as_of=as_of,
            abstained=False,
            why=None,
            answer=tuple(sentences),
            citations=tuple(citations),
            notes=tuple(dict.fromkeys(extra)),
            looked_at=tuple(hits),
        )

    def _amendments(self, cited: Sequence[Provision], as_of: date) -> list[Provision]:
        """Digests of amendments that touch what is cited, and are not cited themselves."""
        already = {p.id for p in cited if p.text_kind == TextKind.DIGEST}
        found: dict[str, Provision] = {}
        for provision in cited:
            for digest in self.store.amendments(provision, as_of):
                if digest.id not in already:
                    found.setdefault(digest.id, digest)
        return list(found.values())[:AMENDMENTS_SHOWN]

    def _finest(self, provision: Provision, start: int, end: int) -> tuple[Provision, int, int]:
        """The smallest subdivision that holds the span, and the span in it."""
        for child in self.store.children(provision):
            if child.text_kind != provision.text_kind:
                continue
            offset = child.start - provision.start
            if offset <= start and end <= offset + len(child.text):
                return self._finest(child, start - offset, end - offset)
        return provision, start, end

    def _lead_in(self, provision: Provision, start: int) -> tuple[Provision, int, int] | None:
        """The sentence of the parent on which an item's first sentence hangs ("... shall:")."""
        if start > 0 or provision.kind not in LIST_ITEMS or provision.parent is None:
            return None
        if provision.text_kind == TextKind.DIGEST:
            return None
        parent = self.store.provision(provision.version, provision.parent)
        if parent is None or parent.text_kind == TextKind.DIGEST:
            return None
        siblings = self.store.children(parent)
        before = parent.text[: siblings[0].start - parent.start]
        spans = sentence_spans(before)
        if not spans or not before[: spans[-1][1]].endswith((":", "—", ",")):
            return None
        return parent, *spans[-1]


def _not_held(text: Elsewhere) -> str:
    return f"{text.title} is not in this knowledge base; its text is at {text.url}."


def _candidates(hit: Hit) -> list[_Candidate]:
    """The sentences of what was found; a digest, which is brief, is one."""
    start, end = hit.passage.start, hit.passage.end
    if hit.provision.text_kind == TextKind.DIGEST:
        return [_Candidate(hit, start, end)]
    return [
        _Candidate(hit, start + s, start + e)
        for s, e in sentence_spans(hit.provision.text[start:end])
        if _is_statement(hit.provision, start + s, start + e)
    ]


def _chosen(ranked: Sequence[tuple[float, _Candidate]]) -> list[_Candidate]:
    """The best sentence and those nearly as good, each said once."""
    if not ranked:
        return []
    best = ranked[0][0]
    chosen: list[_Candidate] = []
    said: set[str] = set()
    from_provision: Counter[str] = Counter()
    for score, candidate in ranked:
        if len(chosen) == SHOWN or score < NEAR_ENOUGH * best:
            break
        key = " ".join(stem(w) for w in candidate.text.lower().split())
        provision = candidate.hit.provision
        most = MOST_OF_A_RULE if provision.binding else 1
        if key not in said and from_provision[provision.id] < most:
            said.add(key)
            from_provision[provision.id] += 1
            chosen.append(candidate)
    return chosen


def _is_statement(provision: Provision, start: int, end: int) -> bool:
    """Whether a span says something: not a heading, a number or a list's mere opening."""
    text = provision.text[start:end]
    if provision.kind in abstain.FORMALITIES or text in (provision.heading, provision.pinpoint):
        return False
    return len(text.split()) >= 4 and not text.endswith(":")
