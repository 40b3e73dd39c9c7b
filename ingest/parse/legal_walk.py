"""The walk through a legal XML file: its elements become provisions and lines of text."""

import html
import re
from dataclasses import dataclass, replace
from typing import Any

from ingest.parse.builder import OpenPart, OutlineBuilder
from ingest.parse.clean import clean
from ingest.parse.legal_places import Places
from ingest.parse.legal_xml import (
    Format,
    Level,
    folded,
    local,
    parse_xml,
    reason_to_drop,
)
from ingest.parse.line import Line
from ingest.parse.outline import Dropped, Outline
from ingest.parse.pinpoint import Place
from ingest.parse.plain import MOST_CHARACTERS
from kb.errors import ParseError
from kb.model import ProvisionKind

_ROWS = frozenset({"tr", "row", "tocItem", "referenceItem"})
_CELLS = frozenset({"td", "th", "column", "designator", "label", "target"})
_BREAKS = frozenset({"br", "eol", "eop", "img", "omissis"})
# "Article 5" stands on a line of its own; "(a)", "SEC. 2." and "3" begin the line of their text.
_NAMED = re.compile(r"[^\W\d]{2,}\.? (?:.*\w)")
_CLOSING = re.compile(r"[;:.,’”\"')\]]+")
_ENTITLED = (ProvisionKind.TITLE, ProvisionKind.ANNEX)


def read_legal_xml(content: bytes, name: str, format: Format) -> Outline:
    """The outline of a file in a legal XML format.

    Raises ParseError, naming the file, if it is not well-formed, means harm, or has no text.
    """
    walk = _Walk(format, name)
    walk.visit(parse_xml(content, name))
    outline = walk.finish()
    if not outline.text:
        raise ParseError(f"{name} has no text.")
    return outline


@dataclass(slots=True)
class _Open:
    """A provision that the walk is in; it becomes a part with its first line."""

    element: Any
    level: Level
    place: Place
    binding: bool
    heading: str = ""
    part: OpenPart | None = None

    def entitle(self, heading: str) -> None:
        self.heading = self.heading or heading
        if self.part is not None:
            self.part.heading = self.heading


class _Walk:
    """Goes through the elements in order, and cuts their words into provisions and lines."""

    def __init__(self, format: Format, name: str) -> None:
        self._format = format
        self._name = name
        self._out = OutlineBuilder()
        self._places = Places()
        self._open: list[_Open] = []
        self._line = Line()
        self._waiting: tuple[str, tuple[Dropped, ...]] | None = None  # a line not yet written
        self._quoting = False  # numbers are another text's
        self._in_row = False  # blocks do not end the line
        self._row_at = 0  # where its row begins in the line
        self._next_cell = False
        self._length = 0

    def visit(self, e: Any) -> None:
        """Read an element, without its tail."""
        tag = local(e)
        if not tag:
            self._keep(self._entity(e))
            return
        reason = reason_to_drop(e, tag, self._format)
        if reason is not None:
            self._line.drop(folded(e), reason)
            return
        if tag in _BREAKS:
            self._keep(" ")
        level = self._format.level(e, tag)
        inline = level is None and self._is_inline(e, tag)
        if not inline:
            self.flush()
        own = not self._quoting and not self._in_row
        opened = level is not None and own and self._begin(e, level)
        outer = self._quoting, self._in_row
        self._quoting = self._quoting or tag in self._format.quoted
        self._enter_row(tag)
        self._content(e, tag, inline=inline)
        self._quoting, self._in_row = outer
        if opened:
            self._end()
        elif not inline:
            self.flush()

    def flush(self, *, force: bool = False) -> None:
        """End the line, unless it goes on: in a table's row, or after a bare marker."""
        if self._in_row:
            self._keep(" ")
        if self._in_row or (self._line.only_marker and not force):
            return
        line, self._line, self._next_cell = self._line, Line(), False
        text, dropped = line.finish()
        if self._waiting and (not text or _CLOSING.fullmatch(text)):
            before, more = self._waiting
            moved = (replace(d, at=d.at + len(before)) for d in dropped)
            self._waiting = before + text, (*more, *moved)
        elif text:
            self._write()
            self._waiting = text, dropped
        else:
            for piece in dropped:
                self._out.drop(piece.text, piece.reason)

    def finish(self) -> Outline:
        self.flush(force=True)
        self._write()
        try:
            return self._out.outline()
        except ParseError as e:
            raise ParseError(f"{self._name} has a structure that is not understood: {e}.") from e

    # Provisions

    def _begin(self, e: Any, level: Level) -> bool:
        """Enter the provision that an element is; False if it is none that has a name."""
        around = [(o.level, o.place) for o in self._open]
        place = self._places.name(level, self._format.number(e, level), around)
        if place is None:
            return False
        self.flush(force=True)
        self._write()
        binding = level.binding and all(o.binding for o in self._open)
        self._open.append(_Open(e, level, place, binding))
        return True

    def _end(self) -> None:
        self.flush(force=True)
        self._write()
        self._open.pop()
        self._out.close(len(self._open))

    def _write(self) -> None:
        """Write the waiting line, in the provisions that the walk is in."""
        if self._waiting is None:
            return
        (text, dropped), self._waiting = self._waiting, None
        self._length += len(text) + 1
        if self._length > MOST_CHARACTERS:
            raise ParseError(f"{self._name} has over {MOST_CHARACTERS:,} characters; split it.")
        for rank, o in enumerate(self._open):
            if o.part is None:
                o.part = self._out.open(rank, o.place, heading=o.heading, binding=o.binding)
        if not self._open:
            self._out.open(0, self._places.plain())
        self._out.line(text, dropped)

    # Text

    def _content(self, e: Any, tag: str, *, inline: bool) -> None:
        line, at, gaps = self._line, len(self._line.raw), len(self._line.gaps)
        self._quote(e.get("startQuote"), hold=not inline)
        self._keep(e.text or "")
        for child in e:
            self.visit(child)
            self._keep(child.tail or "")
        self._quote(e.get("endQuote"), hold=False)
        if line is not self._line:
            at = gaps = 0
        said = Line(self._line.raw[at:], self._line.gaps[gaps:])
        if tag == "num" and not self._in_row:
            self._number(said.finish()[0])
        elif tag == "heading" or tag in self._format.titles:
            self._entitle(e, tag, said.finish()[0])

    def _number(self, shown: str) -> None:
        if shown and not _NAMED.fullmatch(shown):
            self._hold(shown)
            self._keep(" ")

    def _hold(self, marker: str) -> None:
        """Let the line go on over the end of the block."""
        self._line.marker, self._line.marker_end = marker, len(self._line.raw)

    def _quote(self, mark: str | None, *, hold: bool) -> None:
        self._keep(mark or "")
        if mark and hold:
            self._hold(mark)

    def _entitle(self, e: Any, tag: str, said: str) -> None:
        if not self._open or self._quoting:
            return
        o = self._open[-1]
        if e.getparent() is o.element or (tag != "heading" and o.level.kind in _ENTITLED):
            o.entitle(said.rstrip(" .:—–"))

    def _keep(self, text: str) -> None:
        kept, hidden = clean(text)
        if kept and self._next_cell:
            self._next_cell = False
            if re.search(r"\w", self._line.raw[self._row_at :]):
                self._line.keep(" | ")
        before, after = text[:1].isspace(), text[-1:].isspace()
        self._line.keep(f"{' ' * before}{kept}{' ' * after}")
        if hidden:
            self._line.drop(hidden, "invisible characters")

    def _enter_row(self, tag: str) -> None:
        """Note where a table's row or one of its cells begins."""
        if tag in _ROWS and not self._in_row:
            self._in_row, self._row_at = True, len(self._line.raw)
        elif tag in _CELLS and self._in_row:
            self._next_cell = True

    def _is_inline(self, e: Any, tag: str) -> bool:
        """By its name; one that is not known, by the words around it."""
        if tag in self._format.inline:
            return True
        previous, parent = e.getprevious(), e.getparent()
        before = (parent.text if parent is not None else "") if previous is None else previous.tail
        known = tag in ("num", "heading", "p", "content") or tag in _ROWS | _CELLS
        return not known and tag not in self._format.quoted and bool(
            (before or "").strip() and (e.tail or "").strip()
        )  # fmt: skip

    def _entity(self, e: Any) -> str:
        """A named character such as &nbsp;; anything else is refused."""
        text = html.unescape(e.text)
        if text == e.text:
            raise ParseError(f"{self._name} uses the entity {e.text}, which nothing defines.")
        return text
