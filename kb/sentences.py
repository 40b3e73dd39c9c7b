"""Sentences of legal text, as spans, so that what is quoted can be found again to the letter.

A line is a block (a paragraph or a list item) and always ends a sentence. Within a line a sentence
ends at . ! or ? before a space and a capital, a quote or a digit, unless the dot belongs to an
abbreviation, an initial or a list number.
"""

import re

_END = re.compile(r"[.!?][\"”’)\]]*(?= +[\"“‘(\[]?[A-Z0-9])")
_ABBREVIATIONS = frozenset(
    """al approx art arts cf ch co corp dr e.g ed eg etc i.e ie inc ltd mr mrs ms no nos p par para
    paras pp pt sec secs st u.k u.s v vol vs""".split()
)
_ROMAN = re.compile(r"[IVX]+$")
_LAST_WORD = re.compile(r"[\w.]*$")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The (start, end) of each sentence, without white space around it, in order."""
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for mark in _END.finditer(text, line.start(), line.end()):
            if not _abbreviated(text, line.start(), mark.start()):
                spans.append((start, mark.end()))
                start = mark.end()
        spans.append((start, line.end()))
    return [s for s in (_trimmed(text, *span) for span in spans) if s[0] < s[1]]


def _abbreviated(text: str, line_start: int, dot: int) -> bool:
    if text[dot] != ".":
        return False
    found = _LAST_WORD.search(text, line_start, dot)
    word = found.group() if found else ""
    before = text[line_start : dot - len(word)].strip()
    is_marker = not before and (word.isdigit() or (len(word) <= 4 and word.islower()))
    is_initial = len(word) == 1 and word.isalpha()
    return (
        word.lower() in _ABBREVIATIONS or is_marker or is_initial or _ROMAN.match(word) is not None
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
