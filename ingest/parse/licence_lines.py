"""A licence text as lines without the decoration that is drawn around them.

Some texts stand in a box of asterisks, behind the marks of a programming language's comments, or
have Markdown's heading marks. What is taken off a line is kept beside it, so that no character of
the source is lost.
"""

import re
from collections import Counter
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\u2028\u2029]")
_DECORATION = re.compile(r"[\s\-=_*~#+.·•—–]{3,}")
_COMMENT = re.compile(r"\s*(\*|//+|#+|;+|%+|--|\|)(?=\s|$)")
_HASHES = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")

BOX_LINES = 3  # consecutive lines between asterisks that make a box
COMMENT_LINES = 5  # the shortest text that can stand in a comment
COMMENT_SHARE = 0.85  # of its lines start with the same mark


@dataclass(slots=True)
class SourceLine:
    """A line's words, with what was taken off before and after them."""

    text: str  # single spaces
    indent: int
    before: str = ""
    after: str = ""
    hashed: bool = False  # it had Markdown's mark of a heading

    @property
    def decoration(self) -> str:
        """All that the line holds, if that is only decoration."""
        drawn = not self.text or _DECORATION.fullmatch(self.text)
        return f"{self.before}{self.text}{self.after}" if drawn else ""


def source_lines(source: str) -> list[SourceLine]:
    """The lines of a text, in order."""
    raw = [line.expandtabs() for line in _LINE_END.split(source)]
    boxed = _boxed(raw)
    mark = _comment_mark(raw)
    lines: list[SourceLine] = []
    for n, line in enumerate(raw):
        before = after = ""
        if n in boxed:
            bare = line.strip()
            before, line, after = bare[0], bare[1:-1], bare[-1]
        elif mark and (found := _COMMENT.match(line)) and found[1] == mark:
            before, line = mark, line[found.end() :]
        alone = not lines or not lines[-1].text
        hashes = _HASHES.match(line) if alone else None
        if hashes:
            before, line = before + hashes[1], line[hashes.end() :]
        indent = len(line) - len(line.lstrip())
        lines.append(SourceLine(" ".join(line.split()), indent, before, after, bool(hashes)))
    return lines


def _boxed(lines: list[str]) -> set[int]:
    """The numbers of the lines that stand in a box."""
    boxed: set[int] = set()
    run: list[int] = []
    for n, line in enumerate([*lines, ""]):
        if _in_box(line.strip()):
            run.append(n)
            continue
        if len(run) >= BOX_LINES:
            boxed.update(run)
        run = []
    return boxed


def _in_box(line: str) -> bool:
    return len(line) > 2 and line[0] == line[-1] == "*" and line[1] == " "


def _comment_mark(lines: list[str]) -> str:
    """The mark with which nearly all lines start, "" if there is none."""
    filled = [line for line in lines if line.strip()]
    marks = Counter(found[1] for line in filled if (found := _COMMENT.match(line)))
    if len(filled) < COMMENT_LINES or not marks:
        return ""
    mark, count = marks.most_common(1)[0]
    return mark if count >= COMMENT_SHARE * len(filled) else ""
