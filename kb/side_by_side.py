"""What several texts say to one question, side by side.

Licences are compared by their facts; any other texts by the sentences that answer in each.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from kb.composing import renumbered, with_number
from kb.model import Answer, AnswerSentence, Cell, Citation, Table, Trust

MOST_TEXTS = 4
ROWS = ("Nearest to the question", "Next", "Then")
SILENT = "Nothing near enough to the question was found in it."
_COMPARES = re.compile(
    r"\b(?:differ\w*|compar\w+|versus|vs\.?|side by side|in contrast)\b", re.IGNORECASE
)
_ASKING = frozenset(
    """how do does are is be was what which the a an and or of on in to with for as by between each
    differ differs different difference differences compare compares compared comparison versus vs
    side contrast against""".split()
)
_WORD = re.compile(r"[\w-]+")
_ORDER = (Trust.LOW, Trust.FAIR, Trust.HIGH)


def compares(question: str, texts: Sequence[str]) -> bool:
    """Whether a question that names those texts asks how they differ."""
    return 1 < len(texts) <= MOST_TEXTS and bool(_COMPARES.search(question))


def subject(question: str, names: Collection[str]) -> str:
    """What the texts are compared in: the question between the words that name them (lower case)
    and those that ask for a comparison; all of it, if nothing else is said."""
    words = [w for w in _WORD.findall(question) if w.lower() not in names]
    while words and words[0].lower() in _ASKING:
        del words[0]
    while words and words[-1].lower() in _ASKING:
        del words[-1]
    return " ".join(words) or question


def side_by_side(answers: Sequence[tuple[str, Answer]]) -> Answer | None:
    """What each text, called by its short name, answered by itself, as one answer with a table.

    None if none of them answered. Each answer is verified, and so is what they make.
    """
    given = [a for _, a in answers if not a.abstained]
    if not given:
        return None
    citations: list[Citation] = []
    columns: list[list[AnswerSentence]] = []
    for _, answer in answers:
        kept = _kept(answer)
        used = {n for s in kept for n in s.citations}
        cited = [c for c in answer.citations if c.n in used]
        to = {c.n: len(citations) + i for i, c in enumerate(cited, start=1)}
        columns.append([renumbered(s, to) for s in kept])
        citations += [with_number(c, to[c.n]) for c in cited]
    rows = tuple(
        (title, tuple(_cell(column, n) for column in columns))
        for n, title in enumerate(ROWS)
        if any(len(column) > n for column in columns)
    )
    sure = [a.confidence for a in given if a.confidence is not None]
    return replace(
        given[0],
        answer=tuple(s for column in columns for s in column),
        citations=tuple(citations),
        notes=tuple(dict.fromkeys(n for _, a in answers for n in a.notes)),
        table=Table(tuple(short for short, _ in answers), rows),
        confidence=min(sure, key=lambda c: _ORDER.index(c.trust), default=None),
        looked_at=tuple(h for _, a in answers for h in a.looked_at),
    )


def _kept(answer: Answer) -> list[AnswerSentence]:
    """The sentences that have a row, and those on how the law that they are of was amended."""
    amending = {c.n for c in answer.citations if c.version.base is not None}
    return [
        s for n, s in enumerate(answer.answer) if n < len(ROWS) or amending.issuperset(s.citations)
    ]


def _cell(column: Sequence[AnswerSentence], n: int) -> Cell:
    if n < len(column):
        return Cell(column[n].sentence, column[n].citations)
    return Cell(SILENT if n == 0 else "")
