"""The XHTML of the Publications Office as a sequence of blocks: lines of text with their role.

Two families of class names are read: the Official Journal's ("oj-ti-art", or without its prefix
"ti-art") and the consolidated texts' ("title-article-norm"). What matters later is the role of a
line, its marker and how many list items it is in, which is the same in both.
"""

import html
import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from lxml import etree

from ingest.parse.line import AMENDMENT_MARK, FOOTNOTE_MARK, Line
from ingest.parse.outline import Dropped
from ingest.parse.pinpoint import read_marker
from kb.errors import ParseError


class Role(Enum):
    """What a line is in the act."""

    TITLE = auto()  # of the act or of an annex
    DIVISION = auto()  # "CHAPTER V"
    DIVISION_TITLE = auto()
    ARTICLE = auto()  # "Article 53"
    ARTICLE_TITLE = auto()
    GROUP = auto()  # a heading inside an annex
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """One line. Without text, it only says what was dropped there."""

    role: Role
    text: str
    marker: str = ""  # "(a)", if the line begins a list item
    depth: int = 0  # how many list items it is in, its own included
    level: int = 1  # of a GROUP heading
    anchor: str = ""  # the id of the preamble, recital or closing formula that it is in
    dropped: tuple[Dropped, ...] = ()  # with offsets in `text`


_ROLES = {
    "doc-ti": Role.TITLE,
    "title-doc-first": Role.TITLE,
    "title-doc-last": Role.TITLE,
    "title-annex-1": Role.TITLE,
    "title-annex-2": Role.TITLE,
    "ti-section-1": Role.DIVISION,
    "title-division-1": Role.DIVISION,
    "ti-section-2": Role.DIVISION_TITLE,
    "title-division-2": Role.DIVISION_TITLE,
    "ti-art": Role.ARTICLE,
    "title-article-norm": Role.ARTICLE,
    "sti-art": Role.ARTICLE_TITLE,
    "stitle-article-norm": Role.ARTICLE_TITLE,
}
_GROUP = re.compile(r"(?:ti-grseq-|title-gr-seq-level-)(\d)")
_ANCHOR = re.compile(r"(?:tit|pbl|cit|rct|enc|fnp)_\d+")
_BLOCK_TAGS = frozenset(
    [
        *("p", "div", "hr", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
    ]
)
_HEADER_CLASSES = ("hd-", "reference", "disclaimer", "title-fam-member")
_FOOTER = re.compile(r"ELI: https?://|ISSN \d")
_DELETED = re.compile(r"(?:\S+ )?—{3,}")  # what a consolidated text has for a deleted provision


def read_blocks(source: bytes) -> list[Block]:
    """The lines of an act in order. Raises ParseError if it is not well-formed XML."""
    # The file comes from outside: no entity is resolved, no DTD or other address is read, and
    # libxml2's bounds on depth and size stay on.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"not well-formed XHTML: {error.msg}") from error
    body = next((e for e in root.iter("{*}body")), None)
    if body is None:
        raise ParseError("no body in the XHTML: is this the page of an act?")
    walker = _Walker()
    walker.visit(body)
    walker.flush()
    return walker.blocks


class _Walker:
    """Goes through the elements in order and cuts the text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = Line()
        self._depth = 0
        self._anchor = ""
        self._role = Role.TEXT
        self._level = 1
        self._holding = False  # inside a marker or a table row that is one line
        self._begun = False  # the act's own text has begun; before it, tables are page headers

    def visit(self, e: Any) -> None:
        """Read an element, without its tail."""
        if e.tag is etree.Entity:
            self._line.keep(_entity(e.text))
            return
        tag = etree.QName(e).localname
        classes = [c.removeprefix("oj-") for c in (e.get("class") or "").split()]
        reason = self._reason_to_drop(e, tag, classes)
        if reason is not None:
            if tag in _BLOCK_TAGS:
                self.flush()
            self._line.drop("".join(e.itertext()), reason)
            if tag in _BLOCK_TAGS:
                self.flush()
            return
        outer = (self._anchor, self._role, self._level)
        if _ANCHOR.fullmatch(_id(e)):
            self._anchor = _id(e)
            self._begun = True
        if tag == "p":
            self._role, self._level = _role(classes)
            self._begun = self._begun or self._role is not Role.TEXT
        is_block = tag in _BLOCK_TAGS
        if is_block:
            self.flush()
        cells = _cells(e, tag, classes)
        if cells is not None:
            self._row(cells)
        elif tag == "sup" or {"super", "superscript"} & set(classes):
            self._superscript("".join(e.itertext()))
        else:
            self._content(e)
        if "no-parag" in classes:
            self._line.marker_end = len(self._line.raw)
        if is_block:
            self.flush()
        self._anchor, self._role, self._level = outer

    def flush(self) -> None:
        """End the line, unless its text is still to come."""
        if self._holding or self._line.only_marker:
            return
        line, self._line = self._line, Line()
        text, dropped = line.finish()
        left_out = _reason_to_leave_out(text) if self._role is Role.TEXT else None
        if left_out:
            for piece in reversed(dropped):
                text = text[: piece.at] + piece.text + text[piece.at :]
            text, dropped = "", (Dropped(0, text, left_out),)
        if re.fullmatch(r"[;:.,’”]+", text) and self.blocks and self.blocks[-1].text:
            # "’;" after a quoted block ends that block's line.
            self.blocks[-1] = replace(self.blocks[-1], text=self.blocks[-1].text + text)
        elif text or dropped:
            where = (self._depth, self._level, self._anchor)
            self.blocks.append(Block(self._role, text, line.marker, *where, dropped))

    def _content(self, e: Any) -> None:
        self._line.keep(e.text or "")
        for child in e:
            self.visit(child)
            self._line.keep(child.tail or "")

    def _superscript(self, text: str) -> None:
        # An exponent would run into its base: 10 and 25 are not 1025.
        power = re.fullmatch(r"\s*[-−+]?\d+\s*", text) and re.search(r"[\w)]$", self._line.raw)
        self._line.keep(f"^{text}" if power else text)

    def _reason_to_drop(self, e: Any, tag: str, classes: list[str]) -> str | None:
        """Why an element is no text of the act; None if it is to be read."""
        if {"modref", "arrow"} & set(classes):
            return "amendment mark"
        if "note-tag" in classes or (tag == "a" and _id(e).startswith(("ntc", "src."))):
            return FOOTNOTE_MARK
        # One inside a list is quoted from another act, and stays.
        if "footnote" in classes or ("note" in classes and not self._depth and _refers_back(e)):
            return "footnote"
        if not self._begun and (
            any(c.startswith(_HEADER_CLASSES) for c in classes)
            or (tag == "table" and _is_page_header(e))
        ):
            return "page header"
        return None

    def _row(self, cells: list[Any]) -> None:
        """A list item, or a row of a table."""
        texts = [_fold("".join(c.itertext())) for c in cells]
        filled = [(c, t) for c, t in zip(cells, texts, strict=True) if t]
        marker = AMENDMENT_MARK.sub("", filled[0][1]).strip() if filled else ""
        if len(filled) > 1 and read_marker(marker):
            self._held(filled[0][0])
            self._line.marker, self._line.marker_end = marker, len(self._line.raw)
            self._depth += 1
            for cell, _ in filled[1:]:
                self.visit(cell)
            self._line.marker_end = -1
            self.flush()
            self._depth -= 1
            return
        one_line = all(len(list(c.iter("{*}p", "{*}table"))) <= 1 for c, _ in filled)
        for cell, _ in filled:
            if one_line:
                self._held(cell)
            else:
                self.visit(cell)

    def _held(self, cell: Any) -> None:
        outer, self._holding = self._holding, True
        self.visit(cell)
        self._line.keep(" ")
        self._holding = outer


def _reason_to_leave_out(text: str) -> str | None:
    """Why a whole line is no text of the act; None if it is."""
    if _FOOTER.match(text):
        return "page footer"
    return "deleted by an amendment" if _DELETED.fullmatch(text) else None


def _cells(e: Any, tag: str, classes: list[str]) -> list[Any] | None:
    """The parts of a table row or of one of the other two forms of a list item."""
    if tag == "tr" or "grid-list" in classes or "enumeration-spacing" in classes:
        return list(e)
    return None


def _role(classes: list[str]) -> tuple[Role, int]:
    for name in classes:
        if name in _ROLES:
            return _ROLES[name], 1
        group = _GROUP.fullmatch(name)
        if group:
            return Role.GROUP, int(group[1])
    return Role.TEXT, 1


def _is_page_header(table: Any) -> bool:
    names = (c.removeprefix("oj-") for e in table.iter() for c in (e.get("class") or "").split())
    return any(name.startswith((*_HEADER_CLASSES, "title-doc-")) for name in names)


def _refers_back(note: Any) -> bool:
    return any(_id(a).startswith("ntr") for a in note.iter("{*}a"))


def _id(e: Any) -> str:
    return e.get("id") or ""


def _entity(reference: str) -> str:
    """A named character such as &nbsp;; anything else that a file defines for itself is refused."""
    text = html.unescape(reference)
    if text == reference:
        raise ParseError(f"the XHTML uses an entity of its own, {reference}, which is not resolved")
    return text


def _fold(text: str) -> str:
    return " ".join(text.split())
