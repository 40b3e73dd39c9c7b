"""A version's text as it is read: page by page, each page an article, a section or an annex.

What groups such units (a chapter, a preamble) is a page too, with its own words alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.model import Provision, TextKind, unit_of

CHUNK = 40  # entries of the contents that stand in one list; more are folded into several
_UP_TO_DIVISION = re.compile(r"[^(,]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one provision that are not those of its subdivisions."""

    provision: Provision
    depth: int  # below the page
    text: str
    first: bool  # whether these are its first words; its others follow its subdivisions


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at a time."""

    id: str
    pinpoint: str
    heading: str
    parts: tuple[Provision, ...]  # in which it begins; several where only parts of a unit are held
    group: str | None  # the page of the chapter that it is in
    depth: int  # in the contents
    groups: bool  # whether other pages lie in it


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the contents, which opens a page."""

    page: str
    label: str
    depth: int


class Book:
    """The provisions of one version, as pages in the order of the text."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._all = {p.id: p for p in provisions}
        self._below: dict[str, list[Provision]] = {}
        for p in provisions:
            if p.parent in self._all:
                self._below.setdefault(p.parent or "", []).append(p)
        self._grouping = {
            p.parent for p in provisions if p.parent and not p.id.startswith(f"{p.parent}/")
        }
        # A section of a chapter groups articles, so that the chapter around it does too.
        for id in list(self._grouping):
            self._grouping.update(self._around(id))
        self.pages: dict[str, Page] = {}
        for p in provisions:
            self._put(p)
        self._in_order = [p.id for p in self.pages.values() if not p.groups or self._says(p)]

    def page_of(self, id: str) -> Page | None:
        """The page on which a provision stands."""
        if id in self.pages:
            return self.pages[id]
        around = (a for a in self._around(id) if a in self.pages)
        return self.pages.get(next(around, unit_of(id)))

    def next_to(self, page: Page, step: int) -> Page | None:
        """The page before (-1) or after (1); chapters that say nothing themselves are left out."""
        order = list(self.pages)
        at = order.index(page.id) + step
        while 0 <= at < len(order):
            if order[at] in self._in_order:
                return self.pages[order[at]]
            at += step
        return None

    def first(self) -> Page | None:
        return self.pages[self._in_order[0]] if self._in_order else None

    def contents(self, current: Page) -> list[Row]:
        """The contents around a page: its own chapter is unfolded, the others are a line each."""
        unfolded = {current.id}
        group = current.group
        while group:
            unfolded.add(group)
            group = self.pages[group].group
        return list(self._rows(None, current, unfolded))

    def within(self, page: Page) -> list[Page]:
        """The pages of a chapter."""
        return [p for p in self.pages.values() if p.group == page.id]

    def pieces(self, page: Page) -> list[Piece]:
        """What a page shows, in the order of the text."""
        if page.groups:
            return [p for part in page.parts for p in self._pieces(part, 0) if p.depth == 0]
        return [p for part in page.parts for p in self._pieces(part, len(page.parts) > 1)]

    def provisions(self, page: Page) -> list[Provision]:
        return list({p.provision.id: p.provision for p in self.pieces(page)}.values())

    def containing(self, words: Sequence[str]) -> list[Provision]:
        """The provisions that have all of the words; of nested ones those innermost."""
        wanted = [w.casefold() for w in words]

        def has(p: Provision) -> bool:
            said = f"{p.pinpoint} {p.heading} {p.text}".casefold()
            return all(w in said for w in wanted)

        held = (p for p in self._all.values() if p.id not in self._grouping)
        found = [p for p in held if has(p)] if wanted else []
        outer = {a for p in found for a in self._around(p.id)}
        return [p for p in found if p.id not in outer]

    def _around(self, id: str) -> Iterator[str]:
        """What a provision lies in, innermost first."""
        held = self._all.get(id)
        while held is not None and held.parent in self._all:
            yield held.parent or ""
            held = self._all[held.parent or ""]

    def _put(self, p: Provision) -> None:
        """Make a page of a provision that is one, or that no page holds."""
        parent = p.parent if p.parent in self._all else None
        if parent is not None and parent not in self._grouping:
            return
        groups = p.id in self._grouping
        depth = self.pages[parent].depth + 1 if parent else 0
        unit = unit_of(p.id)
        if parent is not None or unit == p.id or groups or unit in self._all:
            self.pages[p.id] = Page(p.id, p.pinpoint, p.heading, (p,), parent, depth, groups)
            return
        known = self.pages.get(unit)
        name = _UP_TO_DIVISION.match(p.pinpoint)
        self.pages[unit] = Page(
            unit,
            known.pinpoint if known else (name[0].strip() if name else p.pinpoint),
            "",
            (*known.parts, p) if known else (p,),
            None,
            0,
            False,
        )

    def _says(self, page: Page) -> bool:
        """Whether a chapter has words of its own besides its heading."""
        return any(piece.text for piece in self.pieces(page))

    def _rows(self, group: str | None, current: Page, unfolded: set[str]) -> Iterator[Row]:
        entries = [p for p in self.pages.values() if p.group == group]
        for at in range(0, len(entries), CHUNK):
            chunk = entries[at : at + CHUNK]
            if len(entries) > CHUNK and not any(p.id in unfolded for p in chunk):
                yield Row(chunk[0].id, _range(chunk), chunk[0].depth)
                continue
            for page in chunk:
                yield Row(page.id, name(page), page.depth)
                if page.id in unfolded and page.groups:
                    yield from self._rows(page.id, current, unfolded)

    def _pieces(self, p: Provision, depth: int) -> Iterator[Piece]:
        below = self._below.get(p.id, [])
        if p.text_kind == TextKind.DIGEST or any(not _lies_in(c, p) for c in below):
            below = [c for c in below if not _lies_in(c, p)]
            yield Piece(p, depth, p.text.strip(), True)
            for child in below:
                yield from self._pieces(child, depth + 1)
            return
        at = 0
        for n, child in enumerate(below):
            words = p.text[at : child.start - p.start]
            if n == 0:
                yield Piece(p, depth, without_heading(words, p), True)
            elif words.strip():
                yield Piece(p, depth, words.strip(), False)
            yield from self._pieces(child, depth + 1)
            at = child.end - p.start
        rest = p.text[at:] if below else without_heading(p.text, p)
        if not below or rest.strip():
            yield Piece(p, depth, rest.strip(), not below)


def name(page: Page) -> str:
    """ "Article 53 · Obligations for providers" """
    return named(page.pinpoint, page.heading)


def named(pinpoint: str, heading: str) -> str:
    """A pinpoint with its heading, where it does not say it already."""
    return f"{pinpoint} · {heading}" if heading and heading not in pinpoint else pinpoint


def without_heading(text: str, of: Provision) -> str:
    """Words of a provision without the lines that only repeat its pinpoint and heading."""
    shown = _words(f"{of.pinpoint} {of.heading}")
    lines = text.strip().splitlines()
    while lines and (not lines[0].strip() or f" {_words(lines[0])} " in f" {shown} "):
        lines.pop(0)
    return "\n".join(lines).strip()


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _lies_in(child: Provision, p: Provision) -> bool:
    start = child.start - p.start
    return start >= 0 and p.text[start : start + len(child.text)] == child.text


def _range(pages: Sequence[Page]) -> str:
    return f"{pages[0].pinpoint} – {pages[-1].pinpoint}"
