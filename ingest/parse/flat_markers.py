"""Finds the paragraphs and list items of an article that came as one line of running text.

A number or letter is taken for a marker only where its turn has come ("2." after "1.", "(b)"
after "(a)") and where a clause can begin, and never inside a reference such as "points (a) and
(b)" or "Article 6(1)".
"""

import re
from dataclasses import dataclass

_ROMAN = {
    n: f"{tens}{units}"
    for t, tens in enumerate(("", "x", "xx", "xxx"))
    for u, units in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
    if (n := 10 * t + u)
}
_STARTS = {"a": "letters", "i": "roman", "1": "numbers"}

_TOKEN = re.compile(
    r"(?<!\S)(?:(?P<paragraph>\d{1,3})\.(?= [A-Z‘“(])|\((?P<item>[a-z]{1,6}|\d{1,3})\)(?= ))"
    r"|(?<!\S)(?P<dash>—)(?= [a-z])"
)

# A comma goes on with a reference to several, as in "points (a), (b) and (c)"; after one, as in
# "point (a), and (c) ...", it ends a clause.
_ONE = r"(?:\(?\d+[a-z]?\)?(?:\(\w{1,5}\))*|(?:\(\w{1,5}\))+)"
_MANY = r"Articles?|paragraphs|points|subparagraphs|Annexes|indents|letters"
_SINGLE = r"paragraph|point|subparagraph|Annex|indent|letter"
_REFERENCE = re.compile(
    rf"\b(?:{_MANY}) {_ONE}(?:(?:, and|, or|,| and| or| to)(?: (?:in )?points?)? {_ONE}(?![.\w]))*"
    rf"|\b(?:{_SINGLE}) {_ONE}(?:(?: and| or| to) {_ONE}(?![.\w]))*"
)
_SENTENCE_END = re.compile(r"(?<!\bNo)(?<!e\.g)(?<!i\.e)\.(?= [A-Z‘“])")
_CLAUSE_END = re.compile(r"[.:;,’\"](?: ?(?:and|or|and/or))?$")


@dataclass(frozen=True, slots=True)
class Found:
    """Where a paragraph, an item or (with neither) an unnumbered subparagraph begins."""

    at: int
    paragraph: str = ""
    marker: str = ""  # "(a)" or a dash
    depth: int = 0  # of an item, from 1


@dataclass(slots=True)
class _Level:
    """An open list, and its last item."""

    style: str
    last: str
    at: int
    ends: set[str]  # the characters with which its items before the last one end


def find_markers(text: str) -> list[Found]:
    """The beginnings in an article's text, in order. The title before them is left alone."""
    return _Reader(text).read()


def sentence_end(text: str, start: int, end: int) -> int | None:
    """The offset after the first sentence in a span, if another one follows in it."""
    for match in _SENTENCE_END.finditer(text, start, end):
        before = text[start : match.start()]
        if before.count("‘") <= before.count("’"):  # not inside a quotation
            return match.end()
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._references = [m.span() for m in _REFERENCE.finditer(text)]
        self._paragraph = 0
        self._levels: list[_Level] = []
        self._found: list[Found] = []

    def read(self) -> list[Found]:
        for token in _TOKEN.finditer(self._text):
            if any(a < token.start() < b for a, b in self._references):
                continue
            before = self._text[: token.start()].rstrip()
            if token["paragraph"]:
                self._read_paragraph(token.start(), token["paragraph"], before)
            elif token["item"]:
                self._read_item(token.start(), token["item"], before)
            else:
                self._read_dash(token.start(), before)
        self._end_lists(0, len(self._text))
        return self._found

    def _read_paragraph(self, at: int, number: str, before: str) -> None:
        if int(number) != self._paragraph + 1:
            return
        # Before the first one stands the article's title, which has no stop.
        fits = _CLAUSE_END.search(before) if self._paragraph else not re.search(r"[.:;]", before)
        if fits:
            self._end_lists(0, at)
            self._paragraph += 1
            self._found.append(Found(at, paragraph=number))

    def _read_item(self, at: int, label: str, before: str) -> None:
        if not _CLAUSE_END.search(before):
            return
        style = _STARTS.get(label)
        if style and before.endswith(":"):
            same = next((n for n, lv in enumerate(self._levels) if lv.style == style), None)
            if same is not None:  # a second list of the paragraph
                self._end_lists(same, at)
            self._open(_Level(style, label, at, set()), f"({label})")
            return
        for n in range(len(self._levels) - 1, -1, -1):
            level = self._levels[n]
            if label == _successor(level):
                del self._levels[n + 1 :]
                level.ends.add(re.sub(r"\W*\b(?:and|or|and/or)$", ";", before)[-1])
                level.last, level.at = label, at
                self._found.append(Found(at, marker=f"({label})", depth=n + 1))
                return

    def _read_dash(self, at: int, before: str) -> None:
        if self._levels and self._levels[-1].style == "dashes" and _CLAUSE_END.search(before):
            level = self._levels[-1]
            level.ends.add(before[-1])
            level.at = at
            self._found.append(Found(at, marker="—", depth=len(self._levels)))
        elif before.endswith(":"):
            self._open(_Level("dashes", "", at, set()), "—")

    def _open(self, level: _Level, marker: str) -> None:
        self._levels.append(level)
        self._found.append(Found(level.at, marker=marker, depth=len(self._levels)))

    def _end_lists(self, n: int, end: int) -> None:
        """End the lists from level n on, at `end`; what follows the last item is its own line.

        Items end with semicolons and the last one with a full stop, so that a sentence after it
        is a new subparagraph. Where items end with full stops there is no telling.
        """
        lists, self._levels = self._levels[n:], self._levels[:n]
        if not lists or "." in lists[-1].ends:
            return
        stop = sentence_end(self._text, lists[-1].at, end)
        if stop is not None:
            self._found.append(Found(stop + 1))


def _successor(level: _Level) -> str:
    if level.style == "numbers":
        return str(int(level.last) + 1)
    if level.style == "roman":
        value = next(n for n, roman in _ROMAN.items() if roman == level.last)
        return _ROMAN.get(value + 1, "")
    if level.style == "letters":
        last = level.last
        return last[0] * (len(last) - 1) + chr(ord(last[-1]) + 1) if last[-1] != "z" else "aa"
    return ""
