"""Builds an outline line by line, with the provisions that are open at each line."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ingest.parse import pinpoint
from ingest.parse.outline import Dropped, Outline, Part
from ingest.parse.pinpoint import Marker, Place


class Rank(IntEnum):
    """What holds what in an act: a part ends all open ones of its rank and of later ones."""

    TOP = 0  # the title, the preamble, titles and parts of the act, annexes, the final formula
    CHAPTER = 1  # and citations and recitals in the preamble, first-level headings in annexes
    SECTION = 2
    SUBSECTION = 3
    ARTICLE = 4
    PARAGRAPH = 5
    ITEM = 10  # to which the item's depth is added


@dataclass(slots=True)
class OpenPart:
    """A provision whose lines are still coming; `heading` may be completed by a later line."""

    place: Place
    rank: int
    heading: str
    binding: bool
    parent: str | None
    start: int
    end: int = 0


class OutlineBuilder:
    """An outline in the making.

    Ranks order what can hold what: opening a part of some rank ends every open part of that rank
    or a higher one, and the new part hangs in what is still open.
    """

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._lines: list[str] = []
        self._length = 0  # of the lines joined
        self._dropped: list[Dropped] = []
        self._parts: list[OpenPart] = []
        self._stack: list[OpenPart] = []
        self._ids: set[str] = set()
        self._lists: dict[str, int] = {}  # by parent id: how many lists have begun in it
        self._indents: dict[str, int] = {}

    def has(self, id: str) -> bool:
        return id in self._ids

    def enclosing(self, rank: int) -> Place | None:
        """The place in which a part of this rank would hang."""
        return next((p.place for p in reversed(self._stack) if p.rank < rank), None)

    def open(self, rank: int, place: Place, *, heading: str = "", binding: bool = True) -> OpenPart:
        """Begin a provision at the next line."""
        self.close(rank)
        parent = self._stack[-1].place.id if self._stack else None
        part = OpenPart(place, rank, heading, binding, parent, self._next)
        self._parts.append(part)
        self._stack.append(part)
        self._ids.add(place.id)
        return part

    def item(
        self,
        rank: int,
        parent: Place,
        marker: Marker,
        *,
        heading: str = "",
        subparagraph: int = 0,
    ) -> OpenPart:
        """Begin a list item.

        Where the items of `parent` begin anew, ids get the list's number: art_9/par_2/pnt_a, then
        art_9/par_2/lst_2/pnt_a; the pinpoint names the subparagraph, if its number is known.
        """
        if not marker.label:
            n = self._indents[parent.id] = self._indents.get(parent.id, 0) + 1
            return self.open(rank, pinpoint.indent(parent, n))
        n = self._lists.setdefault(parent.id, 1)
        while True:
            holder = parent if n == 1 else pinpoint.nth_list(parent, n, subparagraph)
            place = pinpoint.point(holder, marker)
            if not self.has(place.id):
                self._lists[parent.id] = n
                return self.open(rank, place, heading=heading)
            n += 1

    def close(self, rank: int) -> None:
        """End the open provisions of this rank and above."""
        while self._stack and self._stack[-1].rank >= rank:
            self._stack.pop().end = self._length

    def line(self, text: str, dropped: Iterable[Dropped] = ()) -> None:
        """Add a line; the offsets of `dropped` count from its start."""
        start = self._next
        self._lines.append(text)
        self._length = start + len(text)
        self._dropped += (Dropped(start + d.at, d.text, d.reason) for d in dropped)

    def drop(self, text: str, reason: str) -> None:
        """Note source text that is left out here."""
        self._dropped.append(Dropped(self._length, text, reason))

    def outline(self) -> Outline:
        """The finished outline, checked."""
        self.close(-1)
        parts = [
            Part(
                id=p.place.id,
                kind=p.place.kind,
                pinpoint=p.place.pinpoint,
                heading=p.heading,
                start=p.start,
                end=p.end,
                parent=p.parent,
                binding=p.binding,
            )
            for p in self._parts
        ]
        outline = Outline("\n".join(self._lines), parts, self._dropped, self.notes)
        outline.check()
        return outline

    @property
    def _next(self) -> int:
        return self._length + 1 if self._length else 0
