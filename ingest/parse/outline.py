"""What every parser returns: a version's text, its provisions as spans of it, and what was dropped.

The text is canonical: one line per block of the source, single spaces, a list marker on the line
of its item ("(a) draw up ..."). Provisions form a tree of nested spans. A character belongs to the
innermost provision whose span holds it, so each one is in exactly one provision by construction;
`check` refuses an outline in which a character other than white space is in none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kb.errors import ParseError
from kb.model import ProvisionKind


@dataclass(frozen=True, slots=True)
class Part:
    """A provision as parsed: a span of the outline's text, in document order, parents first."""

    id: str  # the path below the instrument: "art_53/par_1/pnt_a"
    kind: ProvisionKind
    pinpoint: str  # "Article 53(1)(a)"
    heading: str  # its own heading without its number; "" if none
    start: int
    end: int
    parent: str | None  # a part's id; structure, not the id's prefix: art_53 hangs in cpt_V/sec_2
    binding: bool = True  # False for recitals, preambles and the like, whatever the instrument


@dataclass(frozen=True, slots=True)
class Dropped:
    """Source characters that are not in the text, where they stood, and why they were left out."""

    at: int  # the offset in the outline's text at which they stood
    text: str
    reason: str  # "page header", "footnote mark", ...


@dataclass(slots=True)
class Outline:
    """A parsed version."""

    text: str
    parts: list[Part]
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what the parser was unsure of

    def children(self, parent: str | None) -> Iterator[Part]:
        return (p for p in self.parts if p.parent == parent)

    def check(self) -> None:
        """Raise ParseError unless ids are unique, spans nest, and every character is placed."""
        seen: dict[str, Part] = {}
        for part in self.parts:
            if part.id in seen:
                raise ParseError(f"two provisions would have the id {part.id}")
            if not 0 <= part.start < part.end <= len(self.text):
                raise ParseError(f"{part.id}: its span {part.start}:{part.end} is not in the text")
            if part.parent is not None:
                parent = seen.get(part.parent)
                if parent is None:
                    raise ParseError(f"{part.id}: its parent {part.parent} does not come before it")
                if not (parent.start <= part.start and part.end <= parent.end):
                    raise ParseError(f"{part.id}: its span leaves that of {part.parent}")
            seen[part.id] = part
        self._check_siblings_and_cover()

    def _check_siblings_and_cover(self) -> None:
        ends: dict[str | None, int] = {}
        covered = 0
        for part in self.parts:
            if part.start < ends.get(part.parent, 0):
                raise ParseError(f"{part.id}: overlaps the provision before it")
            ends[part.parent] = part.end
            if part.parent is None:
                if self.text[covered : part.start].strip():
                    raise ParseError(f"text before {part.id} is in no provision")
                covered = part.end
        if self.text[covered:].strip():
            raise ParseError("text at the end is in no provision")
