"""Answers in our own words: sentences that rest on citations, and the quotes that bear them out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from kb.model import (
    Answer,
    AnswerSentence,
    Cell,
    Citation,
    Confidence,
    Finding,
    Table,
    TextKind,
)
from kb.retrieve import superseded_notes
from kb.store.reader import Store
from kb.verify import verified

DIGESTS = "What is marked as a digest is our summary, not the text itself."
OWN_WORDS = "Sentences without a quotation are in our own words, after the provisions cited."


class Composer:
    """Builds one answer: what is said in our words, then what the provisions say themselves."""

    def __init__(self, question: str, as_of: date, confidence: Confidence | None = None) -> None:
        self.question, self._as_of, self._confidence = question, as_of, confidence
        self._cited: dict[int, Citation] = {}
        self._said: dict[str, AnswerSentence] = {}
        self._findings: list[Finding] = []
        self._columns: tuple[str, ...] = ()
        self._rows: list[tuple[str, tuple[Cell, ...]]] = []
        self._notes: list[str] = []

    def say(self, sentence: str, citations: Iterable[Citation]) -> bool:
        """A sentence of ours, if there is a citation for it to rest on; says whether it was."""
        made = tuple(citations)
        numbers = tuple(c.n for c in made)
        self._cited |= {c.n: c for c in made}
        if numbers:
            self._said.setdefault(sentence, AnswerSentence(sentence, numbers, own_words=True))
        return bool(numbers)

    def quote(self, citations: Iterable[Citation]) -> None:
        """What provisions say, letter for letter; a digest is no quotation, and is left out."""
        for c in citations:
            if c.provision.text_kind == TextKind.TEXT:
                self._cited[c.n] = c
                self._said.setdefault(c.quote, AnswerSentence(c.quote, (c.n,)))

    def compare(self, columns: Iterable[str]) -> None:
        """Begin a table with a column for each text."""
        self._columns = tuple(columns)

    def row(self, topic: str, cells: Iterable[tuple[str, Iterable[Citation]]]) -> None:
        """A row of it: what each text says, and the citations that this rests on."""
        made = []
        for says, citations in cells:
            cited = tuple(citations)
            self._cited |= {c.n: c for c in cited}
            made.append(Cell(says, tuple(c.n for c in cited)))
        self._rows.append((topic, tuple(made)))

    def find(self, finding: Finding) -> None:
        self._findings.append(finding)

    def note(self, *notes: str) -> None:
        self._notes += notes

    def answer(self, store: Store) -> Answer | None:
        """The answer, verified; None if nothing could be said. Raises UnverifiedQuote."""
        if not self._said:
            return None
        sentences = tuple(self._said.values())
        used = {n for s in sentences for n in s.citations}
        used |= {n for _, cells in self._rows for cell in cells for n in cell.citations}
        citations = tuple(self._cited[n] for n in sorted(used))
        notes = [*self._notes]
        notes += superseded_notes((c.version for c in citations), self._as_of, store)
        notes.append(OWN_WORDS)
        if any(c.provision.text_kind == TextKind.DIGEST for c in citations):
            notes.append(DIGESTS)
        numbers = {c.n: n for n, c in enumerate(citations, start=1)}
        made = Answer(
            question=self.question,
            as_of=self._as_of,
            abstained=False,
            why=None,
            answer=tuple(renumbered(s, numbers) for s in sentences),
            citations=tuple(with_number(c, numbers[c.n]) for c in citations),
            notes=tuple(dict.fromkeys(notes)),
            findings=tuple(self._findings),
            table=self._table(numbers),
            confidence=self._confidence,
        )
        return verified(made, store)

    def _table(self, numbers: Mapping[int, int]) -> Table | None:
        if not self._rows:
            return None
        rows = tuple(
            (topic, tuple(Cell(c.says, tuple(numbers[n] for n in c.citations)) for c in cells))
            for topic, cells in self._rows
        )
        return Table(self._columns, rows)


def joined(first: Answer, more: Answer, most: int) -> Answer:
    """An answer with what another one has besides, of provisions that it does not cite itself, up
    to `most` sentences in all. Both are verified, and so is what they make."""
    if more.abstained:
        return first
    cited = {(c.provision.version, c.provision.id) for c in first.citations}
    by_number = {c.n: c for c in more.citations}
    citations, sentences = list(first.citations), list(first.answer)
    for sentence in more.answer:
        quotes = [by_number[n] for n in sentence.citations]
        new = [c for c in quotes if (c.provision.version, c.provision.id) not in cited]
        if len(sentences) >= most or not new:
            continue
        to = {c.n: len(citations) + i for i, c in enumerate(quotes, start=1)}
        citations += [with_number(c, to[c.n]) for c in quotes]
        sentences.append(renumbered(sentence, to))
    return replace(
        first,
        answer=tuple(sentences),
        citations=tuple(citations),
        notes=tuple(dict.fromkeys((*first.notes, *more.notes))),
        looked_at=more.looked_at,
    )


def renumbered(sentence: AnswerSentence, to: Mapping[int, int]) -> AnswerSentence:
    """A sentence with new numbers for its citations."""
    numbers = tuple(to[n] for n in sentence.citations)
    return AnswerSentence(sentence.sentence, numbers, sentence.own_words)


def with_number(c: Citation, n: int) -> Citation:
    """A citation under another number."""
    return Citation(n, c.provision, c.version, c.instrument, c.start, c.end)
