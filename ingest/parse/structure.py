"""Structure of a text that comes as blocks: acts, bills and codes, numbered guidelines, headings.

Each block is read by the schemes of the field, most specific first; what none recognises is a
paragraph of the nearest heading, or of its page, so that every word can be cited. How sure the
result is, and what it rests on, is told beside it.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from ingest.parse.blocks import Block, BlockKind, Document
from ingest.parse.builder import OpenPart, OutlineBuilder
from ingest.parse.markers import Found, Lists, leading
from ingest.parse.outline import Outline
from ingest.parse.pinpoint import Place
from kb.errors import ParseError
from kb.model import ProvisionKind

LONGEST_HEADING = 200  # characters
TITLE = 120  # characters of an item that is but a title ("a. Actions")
LEAF = 9  # the rank of a plain paragraph; headings have ranks from 0 to 8
ITEM = 10  # times its depth, the rank of an item; a paragraph in it ranks half a step more


@dataclass(frozen=True, slots=True)
class Recognised:
    """An outline, and what it was recognised by."""

    outline: Outline
    title: str
    schemes: dict[str, int]  # how many units each scheme found
    confidence: float  # 0 to 1: the share of the text that lies in a numbered or headed unit
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a block begins."""

    scheme: str
    rank: int
    step: str  # of the id: "art_5", "sec_1"
    pinpoint: str
    kind: ProvisionKind
    heading: str
    rest: str = ""  # what follows its number on the line, where a list may begin


def structured(document: Document) -> Recognised:
    """The outline of a document. Raises ParseError if it holds no text."""
    if not any(b.text.strip() for b in document.blocks):
        raise ParseError("There is no text in it; a scan has to be read by OCR first.")
    reading = _Reading(document)
    for block in document.blocks:
        if block.text.strip():
            reading.take(block)
    outline = reading.builder.outline()
    return Recognised(
        outline,
        document.title or _first_heading(document),
        dict(reading.schemes),
        _share_in_units(outline),
        (*document.notes, *reading.notes()),
    )


class _Reading:
    """The state of reading a document from its first block to its last."""

    def __init__(self, document: Document) -> None:
        self.builder = OutlineBuilder()
        self.schemes: Counter[str] = Counter()
        self._lists = Lists()
        self._items: list[Place] = []  # the item last opened at each depth
        self._titled = 0  # the depth of the item that is a title, and holds what follows it
        self._paragraph: Place | None = None  # the plain paragraph that is open
        self._introduces = False  # whether the last block ended with a colon
        self._listed: Place | None = None  # what the outermost list is in
        self._plain: Counter[str] = Counter()
        self._untitled: OpenPart | None = None  # an article whose heading is the next block
        self._paged = any(b.page for b in document.blocks)
        self._page: int | None = None
        self._on_a_page = False  # text stands below a page, there being no heading yet
        self._numbered: dict[str, list[int]] = {}
        self._acts = sum(bool(_ARTICLE.match(b.text)) for b in document.blocks) >= 3

    def take(self, block: Block) -> None:
        text = " ".join(block.text.split())
        unit = self._unit(block, text)
        untitled, self._untitled = self._untitled, None
        if unit is not None:
            self._open(unit, block)
        elif block.kind == BlockKind.HEADING and untitled is not None:
            untitled.heading = text[:LONGEST_HEADING]
        elif block.kind == BlockKind.HEADING and text.strip():
            self._open(_headed(block, text), block)
        else:
            self._body(block, text)
        self.builder.line(text)

    def notes(self) -> list[str]:
        gaps = [
            f"{scheme}: numbers are missing between {a} and {b}"
            for scheme, numbers in self._numbered.items()
            for a, b in pairwise(numbers)
            if b > a + 1
        ]
        return gaps[:10]

    def _unit(self, block: Block, text: str) -> _Unit | None:
        for read in _SCHEMES:
            unit = read(block, text)
            if unit is not None and (unit.scheme != "articles" or self._acts):
                return unit
        return None

    def _open(self, unit: _Unit, block: Block) -> None:
        self.schemes[unit.scheme] += 1
        self._no_items()
        if self._on_a_page:
            self.builder.close(0)
            self._on_a_page = False
        number = re.search(r"_(\d+)$", unit.step)
        if number:
            self._numbered.setdefault(unit.scheme, []).append(int(number[1]))
        pinpoint = unit.pinpoint + self._on_page(block)
        place = Place(self._free(unit.step), unit.kind, pinpoint)
        opened = self.builder.open(unit.rank, place, heading=unit.heading)
        if unit.scheme == "articles" and not unit.heading:
            self._untitled = opened
        for n, marker in enumerate(leading(unit.rest)[0]):
            self._item(marker, block, introduced=n > 0)

    def _no_items(self) -> None:
        self._lists.reset()
        self._items.clear()
        self._titled = 0
        self._paragraph = self._listed = None

    def _body(self, block: Block, text: str) -> None:
        markers, rest = leading(text)
        introduced, self._introduces = self._introduces, text.endswith(":")
        title = len(text) <= TITLE and text[-1] not in ".;:,"
        if markers and self.builder.enclosing(LEAF) is not None:
            for n, marker in enumerate(markers):
                self._item(marker, block, introduced=introduced or n > 0)
            if rest and title:
                self._titled = len(self._items)
            return
        # A title among items groups those that follow, and ends no list.
        depth = len(self._items) - (not introduced) if title and self._items else self._titled
        if depth:
            holder: Place | None = self._items[depth - 1]
            rank = ITEM * (depth + 1) + ITEM // 2
        else:
            self._turn_to_page(block)
            holder, rank = self.builder.enclosing(LEAF), LEAF
        above = holder.id if holder else ""
        self._plain[above] += 1
        n = self._plain[above]
        pinpoint = f"{_bare(holder.pinpoint)}, paragraph {n}" if holder else f"Paragraph {n}"
        id = f"{above}/par_{n}" if above else f"par_{n}"
        page = "" if self._on_a_page else self._on_page(block)
        place = Place(self._free(id), ProvisionKind.PARAGRAPH, pinpoint + page)
        self._paragraph = None if depth and title else place
        self.builder.open(rank, place)

    def _turn_to_page(self, block: Block) -> None:
        """Where no heading has come yet, pages hold the text."""
        bare = self._on_a_page or self.builder.enclosing(LEAF) is None
        if bare and self._paged and block.page != self._page:
            self._page, self._on_a_page = block.page, True
            page = Place(self._free(f"pg_{block.page}"), ProvisionKind.SECTION,
                         f"Page {block.page}")  # fmt: skip
            self.builder.open(0, page)

    def _section(self) -> Place:
        holder = self.builder.enclosing(LEAF)
        assert holder is not None  # items are taken below a heading or a page only
        return holder

    def _item(self, marker: Found, block: Block, *, introduced: bool = False) -> None:
        after, self._paragraph = self._paragraph, None
        begins = not self._lists.continues(marker)
        if after is not None and begins:
            self._lists.keep(self._titled)  # a list that the paragraph, or its title, introduces
        depth = self._lists.depth(marker, introduced=introduced)
        del self._items[depth - 1 :]
        self._titled = min(self._titled, depth - 1)
        if self._items:
            parent = self._items[-1]
        elif begins or self._listed is None:
            self._listed = parent = self._section()
        else:
            parent = self._listed
        if after is not None and begins:
            if self.builder.has(f"{parent.id}/{self._step(parent, marker)}"):
                parent = after  # the second list of a section goes by its paragraph
            if not self._items:
                self._listed = parent
        if not self._items and self.builder.enclosing(ITEM) != self._listed:
            self.builder.close(LEAF)
        step, rank = self._step(parent, marker), ITEM * (depth + 1)
        pinpoint = f"{_bare(parent.pinpoint)}({marker.label})" + self._on_page(block)
        kind = ProvisionKind.PARAGRAPH if step.startswith("par_") else ProvisionKind.POINT
        self.schemes["list items"] += 1
        place = Place(self._free(f"{parent.id}/{step}"), kind, pinpoint)
        self.builder.close(rank)
        self.builder.open(rank, place)
        self._items.append(place)

    def _step(self, parent: Place, marker: Found) -> str:
        """The last step of an item's id: in acts, numbered paragraphs hold lettered points."""
        if not self._acts:
            return marker.label
        paragraph = "/" not in parent.id and not marker.bracketed
        return f"par_{marker.label}" if paragraph else f"pnt_{marker.label}"

    def _on_page(self, block: Block) -> str:
        return f", page {block.page}" if block.page else ""

    def _free(self, id: str) -> str:
        found, n = id, 1
        while self.builder.has(found):
            n += 1
            found = f"{id}_{n}"
        return found


def _bare(pinpoint: str) -> str:
    """A pinpoint without its page: of what lies in it, the page is its own."""
    return re.sub(r", page \d+$", "", pinpoint)


# The schemes

_ARTICLE = re.compile(r"(?:Article|ARTICLE)\s+(?P<n>\d+[a-z]?)\b[.:]?\s*(?P<h>.*)$")
_DIVISION = re.compile(
    r"(?P<w>TITLE|PART|CHAPTER|ANNEX|APPENDIX|SCHEDULE|Title|Part|Chapter|Annex|Appendix|Schedule)"
    r"\s+(?P<n>[IVXLC]+|\d+|[A-Z])\b[.:]?\s*[-–—]?\s*(?P<h>.*)$"
)
_US_SECTION = re.compile(
    r"(?P<w>SECTION|SEC\.|Section|Sec\.|§)\s*(?P<n>\d[\d.\-]*\w?)(?:\.|:)?\s+(?P<h>.*)$"
)
_CODE_SECTION = re.compile(r"(?P<n>\d{3,6}(?:[.\-]\d+)*)\.\s+(?=\(|[A-Z])(?P<h>.*)$")
_LABELLED = re.compile(r"(?P<w>[A-Z][A-Z]{2,14})\s(?P<n>\d+(?:\.\d+)*)(?P<e>[:.]?)\s+(?P<h>\S.*)$")
_DECIMAL = re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2})*)\.?\s+(?P<h>[A-Z“\"].*)$")
_RANKS = {"title": 0, "part": 0, "annex": 0, "appendix": 0, "schedule": 0, "chapter": 1}
_SHORT = {"title": "tis", "part": "prt", "chapter": "cpt", "annex": "anx", "appendix": "app",
          "schedule": "sch"}  # fmt: skip


def _article(block: Block, text: str) -> _Unit | None:
    m = _ARTICLE.match(text)
    if m is None or (block.kind != BlockKind.HEADING and len(text) > LONGEST_HEADING):
        return None
    return _Unit("articles", 4, f"art_{m['n']}", f"Article {m['n']}", ProvisionKind.ARTICLE,
                 _title(m["h"]), m["h"])  # fmt: skip


def _division(block: Block, text: str) -> _Unit | None:
    m = _DIVISION.match(text)
    if m is None or len(text) > LONGEST_HEADING:
        return None
    if block.kind != BlockKind.HEADING and not m["w"].isupper() and m["h"]:
        return None  # "Part of the ..." in running text
    word = m["w"].lower()
    kind = ProvisionKind.ANNEX if word == "annex" else ProvisionKind.CHAPTER
    return _Unit("divisions", _RANKS[word], f"{_SHORT[word]}_{m['n']}",
                 f"{word.capitalize()} {m['n']}", kind, _title(m["h"]))  # fmt: skip


def _us_section(block: Block, text: str) -> _Unit | None:
    m = _US_SECTION.match(text)
    if m is None or (m["w"] in ("Section", "Sec.") and block.kind != BlockKind.HEADING):
        return None
    number = m["n"].rstrip(".")
    return _Unit("sections", 4, f"sec_{number}", f"Section {number}", ProvisionKind.SECTION,
                 _title(m["h"]), m["h"])  # fmt: skip


def _code_section(block: Block, text: str) -> _Unit | None:
    m = _CODE_SECTION.match(text)
    if m is None:
        return None
    return _Unit("code sections", 5, f"sec_{m['n']}", f"Section {m['n']}", ProvisionKind.SECTION,
                 _title(m["h"]), m["h"])  # fmt: skip


def _labelled(block: Block, text: str) -> _Unit | None:
    m = _LABELLED.match(text)
    if m is None or not ("." in m["n"] or m["e"]):
        return None
    steps = m["n"].split(".")
    heading = m["h"] if block.kind == BlockKind.HEADING else ""
    return _Unit("labelled outcomes", 6 + min(2, len(steps) - 1),
                 f"{m['w'].lower()}_{'/'.join(steps)}", f"{m['w']} {m['n']}",
                 ProvisionKind.SECTION, _title(heading))  # fmt: skip


def _decimal(block: Block, text: str) -> _Unit | None:
    m = _DECIMAL.match(text)
    if m is None or len(text) > LONGEST_HEADING or block.kind != BlockKind.HEADING:
        return None
    steps = m["n"].split(".")
    return _Unit("numbered headings", 1 + min(6, len(steps)), f"sec_{'/'.join(steps)}",
                 f"Section {m['n']}", ProvisionKind.SECTION, _title(m["h"]))  # fmt: skip


def _headed(block: Block, text: str) -> _Unit:
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].rstrip("-") or "heading"
    return _Unit("headings", 1 + min(6, max(1, block.level)), f"sec_{slug}", text[:120],
                 ProvisionKind.SECTION, text[:200])  # fmt: skip


_SCHEMES: tuple[Callable[[Block, str], _Unit | None], ...] = (
    _article, _division, _us_section, _code_section, _labelled, _decimal,
)  # fmt: skip


def _title(text: str) -> str:
    """A heading's words; none where a sentence or a list begins at once."""
    sentence = text.startswith("(") or text.endswith(":") or len(text) > LONGEST_HEADING
    return "" if sentence else text


def _first_heading(document: Document) -> str:
    """The heading with which a document begins, if it does."""
    first = document.blocks[0]
    return first.text if first.kind == BlockKind.HEADING and not _DECIMAL.match(first.text) else ""


def _share_in_units(outline: Outline) -> float:
    """The share of the text's characters that lie in something other than pages and paragraphs."""
    inside = sum(
        p.end - p.start
        for p in outline.parts
        if p.parent is None and not re.match(r"(pg|par)_", p.id)
    )
    return round(inside / max(1, len(outline.text)), 3)
