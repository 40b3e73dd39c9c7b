"""The numbers of a Word document's lists and headings, counted as Word counts them."""

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from ingest.parse.numerals import numeral

DEEPEST = 9  # levels that Word has


@dataclass(frozen=True, slots=True)
class _Level:
    format: str  # "decimal", "lowerLetter", "upperRoman", "bullet", ...
    text: str  # "%1.", "(%2)"
    start: int


class Numbers:
    """Gives each numbered paragraph, in order, what Word shows before it."""

    def __init__(self, document: Any) -> None:
        self._lists: dict[str, str] = {}  # the list's definition by number id
        self._levels: dict[str, dict[int, _Level]] = {}  # by definition
        self._counts: dict[str, list[int | None]] = {}  # by definition
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles = {
            s.style_id: s.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") for s in document.styles
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for definition in root.findall(qn("w:abstractNum")):
            id = str(definition.get(qn("w:abstractNumId")))
            self._levels[id] = dict(map(_level, definition.findall(qn("w:lvl"))))
        for num in root.findall(qn("w:num")):
            id = str(num.get(qn("w:numId")))
            self._lists[id] = _value(num.find(qn("w:abstractNumId")))
            for change in num.findall(qn("w:lvlOverride")):
                start = change.find(qn("w:startOverride"))
                if start is not None:
                    at = _number(change.get(qn("w:ilvl")))
                    self._restarts.setdefault(id, {})[at] = _number(_value(start))

    def of(self, paragraph: Any, style: str) -> tuple[str, int]:
        """The number shown, "" if none, and its level from 0."""
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        styled = self._styles.get(style)
        if own is None and styled is None:
            return "", 0
        id = _part(own, "w:numId") or _part(styled, "w:numId")
        at = min(DEEPEST - 1, _number(_part(own, "w:ilvl") or _part(styled, "w:ilvl")))
        definition = self._lists.get(id, "")
        level = self._levels.get(definition, {}).get(at)
        if level is None or id == "0":
            return "", 0
        counts = self._counts.setdefault(definition, [None] * DEEPEST)
        start = self._restarts.get(id, {}).pop(at, None)
        before = counts[at]
        counts[at] = start if start is not None else (
            level.start if before is None else before + 1
        )  # fmt: skip
        counts[at + 1 :] = [None] * (DEEPEST - at - 1)
        if level.format == "bullet":
            return "•", at
        return self._shown(level, definition, counts), at

    def _shown(self, level: _Level, definition: str, counts: list[int | None]) -> str:
        levels = self._levels[definition]

        def number(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            other = levels.get(n, level)
            count = counts[n]
            return numeral(other.start if count is None else count, other.format)

        return re.sub(r"%([1-9])", number, level.text).strip()


def _level(element: Any) -> tuple[int, _Level]:
    at = _number(element.get(qn("w:ilvl")))
    return at, _Level(
        _value(element.find(qn("w:numFmt"))) or "decimal",
        _value(element.find(qn("w:lvlText"))),
        _number(_value(element.find(qn("w:start"))) or "1"),
    )


def _part(properties: Any, tag: str) -> str:
    return _value(properties.find(qn(tag))) if properties is not None else ""


def _value(element: Any) -> str:
    return str(element.get(qn("w:val"), "")) if element is not None else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 7 else 0
