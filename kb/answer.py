"""The extractive answer: what answers in the provisions found, each sentence with its citation.

A provision's own sentences are shown as they stand, an item of a list with the words that the list
hangs on; what we say of a provision in our own words is shown with the words that bear it out.
Amendments that touch what is cited are put beside it. When the sources don't support an answer,
that is the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kb import abstain
from kb.application import Application, Start, asks_from_when, starts
from kb.candidates import Asked
from kb.cite import quoted
from kb.corpus import Elsewhere
from kb.evidence import Evidence, Weighed, chosen, weigh
from kb.lead import leads
from kb.model import (
    Answer,
    AnswerSentence,
    Citation,
    Hit,
    Provision,
    ProvisionKind,
    ReferenceKind,
    TextKind,
    unit_of,
)
from kb.names import Mentions
from kb.question import Question, read_question
from kb.retrieve import POINTS, Retriever, superseded_notes
from kb.sentences import sentence_spans
from kb.side_by_side import compares, side_by_side, subject
from kb.store.reader import Store
from kb.unstated import Likely, Unstated, UnstatedModel
from kb.verify import verified

LOOKED_AT = 6  # provisions whose sentences are compared
NAMED = {
    "art": "Article", "rct": "Recital", "anx": "Annex", "cpt": "Chapter", "sec": "Section",
}  # fmt: skip
COVERING = 6  # of them, those that should hold the question's words
AMENDMENTS_SHOWN = 3
RULES_DATED = 2  # of which it is said from when they apply
HOPELESS = 1.0  # the odds, as a logarithm
TOO_LITTLE = (
    "What was found is not close enough to the question to answer it. The provisions that came "
    "nearest are listed; a more specific question, or a source that deals with it, may help."
)
LIST_ITEMS = {ProvisionKind.POINT, ProvisionKind.INDENT, ProvisionKind.PARAGRAPH}


class Answerer:
    """Answers questions from one store."""

    def __init__(
        self,
        retriever: Retriever,
        unstated: Iterable[Unstated] = (),
        applications: Mapping[str, Application] | None = None,
    ) -> None:
        self.retriever = retriever
        self._applications = applications or {}
        self._unstated = UnstatedModel.of(retriever.embedder)
        self._why = {kind.kind: kind.why for kind in unstated}
        self.store: Store = retriever.store

    def ask(self, question: Question, as_of: date, instruments: Iterable[str] = ()) -> Answer:
        """A verified answer, or an abstention with its reason."""
        instruments = tuple(instruments)
        mentions = self.retriever.names.mentioned(question.text)
        named = [id for id in mentions.held if not instruments or id in instruments]
        if compares(question.text, named):
            of_each = read_question(subject(question.text, mentions.words))
            compared = side_by_side(
                [
                    (self.store.instruments[id].short, self.ask(of_each, as_of, (id,)))
                    for id in named
                ]
            )
            if compared is not None:
                return replace(compared, question=question.text)
        asked = self.retriever.asked(question)
        result = self.retriever.search(asked, LOOKED_AT, as_of, instruments)
        notes = self._notes(mentions, as_of)
        why = self._beforehand(mentions, as_of, result.hits)
        unknown = abstain.unknown_names(question, result.hits, self.store, mentions.words)
        if why is None and unknown and not self._reads:
            why = _unmentioned(unknown)
        if why is None:
            why = self._no_such_unit(question, mentions)
        if why is None:
            weighed = weigh(asked, result.hits, self.retriever)
            likely = self._likely(asked)
            support = support_of(asked, weighed, result.hits, self.store, likely)
            why = self._unsupported(asked, unknown, support, likely)
        if why is not None:
            other = tuple(n for n in notes if n not in why)
            return Answer(
                question.text, as_of, True, why, notes=other, looked_at=tuple(result.hits)
            )
        answer = self._compose(question, as_of, chosen(weighed, result.hits), notes, result.hits)
        return verified(replace(answer, confidence=support.confidence), self.store)

    def is_hopeless(self, question: Question) -> bool:
        """Whether it is all but sure that no legal text states what is asked."""
        likely = self._likely(self.retriever.asked(question))
        return likely is not None and likely.odds > HOPELESS

    def _likely(self, asked: Asked) -> Likely | None:
        """How likely no text states what is asked, if that is known for the model in use."""
        return self._unstated.likely(asked.vectors[1]) if self._unstated else None

    @property
    def _reads(self) -> bool:
        return self.retriever.reranker is not None

    def _beforehand(self, mentions: Mentions, as_of: date, hits: Sequence[Hit]) -> str | None:
        if mentions.elsewhere and not mentions.held:
            return _not_held(mentions.elsewhere[0])
        out = self._out_of_date(mentions, as_of)
        if out and len(out) == len(mentions.held):
            return self._not_on(out[0], as_of)
        if not hits:
            return "No text that holds on that date is in reach of the question."
        return None

    def _unsupported(
        self,
        asked: Asked,
        unknown: Sequence[str],
        support: abstain.Support,
        likely: Likely | None,
    ) -> str | None:
        """Why what was found does not bear an answer."""
        question, of_a_text = asked.question, bool(asked.named)
        decisive = [n for n in unknown if abstain.is_asked_about(n, question, of_a_text)]
        if decisive:
            return _unmentioned(decisive)
        if support.enough:
            return None
        return self._why.get(likely.kind, TOO_LITTLE) if likely and likely.odds > 0 else TOO_LITTLE

    def _no_such_unit(self, question: Question, mentions: Mentions) -> str | None:
        """Why a question on an article that the text it names does not have is not answered."""
        if len(mentions.held) != 1:
            return None
        instrument = mentions.held[0]
        held = set(self.store.provision_ids(instrument)) if question.references else set()
        kinds = {id.split("/")[1].partition("_")[0] for id in held if "/" in id}
        for reference in question.references:
            kind, _, number = reference.unit.partition("_")
            if kind in kinds and f"{instrument}/{reference.unit}" not in held:
                short = self.store.instruments[instrument].short
                return f"{short}: what is held of it has no {NAMED[kind]} {number}."
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

    def _compose(
        self,
        question: Question,
        as_of: date,
        evidence: Sequence[Evidence],
        notes: tuple[str, ...],
        hits: Sequence[Hit],
    ) -> Answer:
        citations: list[Citation] = []
        sentences: list[AnswerSentence] = []
        answering: list[Provision] = []

        def cite(provision: Provision, start: int, end: int) -> Citation:
            for c in citations:
                if (c.provision.id, c.provision.version, c.start, c.end) == (
                    provision.id, provision.version, start, end,
                ):  # fmt: skip
                    return c
            version = self.store.versions[provision.version]
            instrument = self.store.instruments[provision.instrument]
            citations.append(
                Citation(len(citations) + 1, provision, version, instrument, start, end)
            )
            return citations[-1]

        begun = self._starts(question, evidence, hits, as_of)
        direct = [
            AnswerSentence(s.told(self.store.instruments[s.source.instrument].short, as_of),
                           (cite(s.source, s.start, s.end).n,), own_words=True)
            for s in begun
        ]  # fmt: skip
        for c in evidence:
            if c.says:
                cited = [cite(c.provision, *quoted(c.provision, c.says))]
                answering.append(c.provision)
                sentences.append(AnswerSentence(c.says, (cited[0].n,), own_words=True))
                continue
            provision, start, end = self._finest(c.provision, c.start, c.end)
            lead_in = self._lead_in(provision, start)
            cited = [cite(*lead_in)] if lead_in else []
            cited.append(cite(provision, start, end))
            answering.append(provision)
            sentences.append(
                AnswerSentence(" ".join(x.quote for x in cited), tuple(x.n for x in cited))
            )
        first = (hits[0].version.id, unit_of(hits[0].provision.id))
        direct += [
            AnswerSentence(lead.says, sentences[evidence.index(lead.evidence)].citations, True)
            for lead in leads(question.text, self._dating_first(question, evidence))
            if not (begun and lead.dated) or lead.evidence.unit == first
        ]
        for digest in self._amendments(answering, as_of):
            citation = cite(digest, 0, len(digest.text))
            since = citation.version.in_force.from_
            sentences.append(
                AnswerSentence(f"Amended with effect from {since}: {digest.text}", (citation.n,))
            )
        extra = [*notes, *superseded_notes((c.version for c in citations), as_of, self.store)]
        if any(c.provision.text_kind == TextKind.DIGEST for c in citations):
            extra.append("What is marked as a digest is our summary, not the text itself.")
        return Answer(
            question=question.text,
            as_of=as_of,
            abstained=False,
            why=None,
            answer=(*direct, *sentences),
            citations=tuple(citations),
            notes=tuple(dict.fromkeys(extra)),
            looked_at=tuple(hits),
        )

    def _dating_first(self, question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The same; where it is asked from when something applies, what sets this first."""
        if not asks_from_when(question.text):
            return list(evidence)
        sources = {a.source for a in self._applications.values()}
        return sorted(evidence, key=lambda e: e.unit[1] not in sources)

    def _starts(
        self, question: Question, evidence: Sequence[Evidence], hits: Sequence[Hit], as_of: date
    ) -> list[Start]:
        """From when what was found first applies, where this is asked: the two best rules, if one
        day is for both, else the best. What sets dates is no such rule, and what a breach costs is
        one beside others only if it was found before them."""
        if not asks_from_when(question.text):
            return []
        shown = {e.unit for e in evidence}
        rules: list[Provision] = []
        fines: list[Provision] = []
        for hit in hits:
            unit = unit_of(hit.provision.id)
            if (hit.version.id, unit) not in shown or hit.instrument.id not in self._applications:
                continue
            if self._sets(unit, ReferenceKind.DATE):
                continue
            if not self._sets(unit, ReferenceKind.FINE):
                rules.append(hit.provision)
            elif not rules:
                fines.append(hit.provision)

        def begun(provisions: Sequence[Provision]) -> list[Start]:
            return starts(provisions, self._applications, self.store, as_of)[:1]

        return [*begun(rules[:RULES_DATED]), *begun(fines[:1])]

    def _sets(self, unit: str, kind: ReferenceKind) -> bool:
        """Whether an article sets dates or fines, in any version of its text."""
        instrument = unit.partition("/")[0]
        versions = (v.id for v in self.store.versions.values() if v.instrument == instrument)
        return any(unit in self.store.units_for(v, kind) for v in versions)

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


def support_of(
    asked: Asked,
    weighed: Weighed,
    hits: Sequence[Hit],
    store: Store,
    likely: Likely | None = None,
) -> abstain.Support:
    """How well what was found bears an answer."""
    covered = abstain.coverage(asked.question, hits[:COVERING], store)
    if not weighed.read:
        return abstain.Support(weighed.nearness, covered)
    fits = sorted((h.fit / POINTS for h in hits), reverse=True)
    return abstain.Support(
        nearness=fits[0] if fits else 0.0,
        coverage=covered,
        asked=max((h.asked for h in hits), default=0.0),
        second=fits[1] if len(fits) > 1 else 0.0,
        unstated=likely.odds if likely else 0.0,
        read=True,
    )


def _unmentioned(names: Sequence[str]) -> str:
    return (
        f"No text found in this knowledge base mentions {' or '.join(names)}. "
        "A source that does would answer it."
    )


def _not_held(text: Elsewhere) -> str:
    return f"{text.title} is not in this knowledge base; its text is at {text.url}."
