"""The tree of a licence's sections while it is read."""

from dataclasses import dataclass, field

from ingest.parse.licence_blocks import Marker, Paragraph
from ingest.parse.licence_headings import defined_term, inner_heading
from ingest.parse.licence_numbers import Number
from kb.model import ProvisionKind

WORDS = {  # what numbering with a word opens: id prefix, and as pinpoints write it
    "section": ("sec", "Section"),
    "article": ("art", "Article"),
    "part": ("prt", "Part"),
    "attachment": ("att", "Attachment"),
    "annex": ("anx", "Annex"),
    "exhibit": ("exh", "Exhibit"),
    "appendix": ("app", "Appendix"),
    "schedule": ("sch", "Schedule"),
    "addendum": ("add", "Addendum"),
}
DEEPEST = 8  # levels; a text that would nest deeper is no licence, and must not exhaust memory
LONGEST_GAP = 2  # sections that a text may have left out of a sequence


@dataclass(eq=False)
class Node:
    """A provision in the making."""

    kind: ProvisionKind
    start: int
    marker: Marker | None = None
    number: Number | None = None
    heading: str = ""
    lead: str = ""  # its own first paragraph without the numbering, if that is short
    parent: "Node | None" = None
    binding: bool = True
    runs_in: bool = False  # its heading ends as the headings within paragraphs do: "Term. This ..."
    indent: int = 0  # columns before its first line
    body: int = 0  # columns before the line that is furthest out
    place: int = 0  # among its siblings of the same kind: unnumbered paragraphs, bullets
    end: int = 0
    children: list["Node"] = field(default_factory=list)
    loose: list["Node"] = field(default_factory=list)  # its own unnumbered paragraphs
    id: str = ""
    pinpoint: str = ""

    @property
    def is_bullet(self) -> bool:
        return self.number is not None and self.number.style == "*"

    @property
    def is_titled_only(self) -> bool:
        """Whether it is a number and a heading, with nothing under them yet."""
        only_heading = bool(self.heading) and self.lead.strip(" .:") == self.heading
        return self.number is not None and only_heading and not (self.loose or self.children)

    @property
    def is_bare(self) -> bool:
        """Whether it is one paragraph without a heading."""
        return not (self.heading or self.loose or self.children)


def is_clause(node: Node) -> bool:
    """Whether a section is numbered with a bare number: "4." or "4)"."""
    return bool(
        node.number
        and node.marker
        and not node.marker.word
        and not node.number.prefix
        and node.number.style.endswith("number0")
        and node.marker.shape != "(1)"
    )


class Sections:
    """The sections read so far, and the path of those that are open."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.open: list[Node] = []
        self.last: dict[tuple[str, tuple[int, ...]], int] = {}  # of those numbered through

    @property
    def top(self) -> Node | None:
        return self.open[-1] if self.open else None

    @property
    def group(self) -> Node | None:
        """The open group of sections that are numbered through: "Section II", "TERMS"."""
        outermost = self.open[0] if self.open else None
        if outermost is None:
            return None
        if outermost.marker:
            return outermost if outermost.marker.word in WORDS else None
        return outermost if outermost.heading and outermost.binding else None

    @property
    def in_title(self) -> bool:
        return self.top is not None and self.top.kind == ProvisionKind.TITLE

    def add(self, node: Node, parent: Node | None) -> None:
        """Open a section in `parent`, which is open; all that was open below it ends."""
        while self.open and self.open[-1] is not parent:
            self.open.pop()
        while parent is not None and len(self.open) >= DEEPEST:
            self.open.pop()
            parent = self.top
        node.parent = parent
        (parent.children if parent else self.roots).append(node)
        self.open.append(node)
        number = node.number
        # Only clauses of the text's own groups are numbered through; lists within them are not.
        outer = parent is None or (parent.parent is None and not is_clause(parent))
        if number and (outer or number.prefix):
            self.last[number.style, number.prefix] = number.value

    def extend(self, end: int) -> None:
        """Let what is open reach to `end`."""
        for node in self.open:
            node.end = end

    def going_on(self, found: list[Number], block: Paragraph) -> tuple[Number, Node] | None:
        """The open item that a paragraph follows, with the reading by which it does.

        Where an inner and an outer list could both go on ("5." after 4 inside 4), the heading
        decides: an item with one follows items that have one.
        """
        following = [
            (number, node)
            for node in reversed(self.open)
            for number in found
            if node.number and continues(node.number, number, block.alone)
        ]
        titled = bool(following) and bool(item_heading(block))
        alike = [pair for pair in following if bool(pair[1].heading) == titled]
        return next(iter(alike or following), None)

    def goes_through(self, number: Number) -> int:
        """By how much a number is beyond the last one of those numbered through; 0 if none is."""
        last = self.last.get((number.style, number.prefix))
        return 0 if last is None else number.value - last

    def holder_of(self, number: Number) -> Node | None:
        """The open section whose number is a dotted number's prefix, or begins it."""
        holders = [n for n in self.open if n.number and not n.is_bullet and n.number.in_full]
        for length in range(len(number.prefix), 0, -1):
            for node in reversed(holders):
                if node.number and node.number.in_full == number.prefix[:length]:
                    return node
        return None

    def has_sibling_like(self, node: Node) -> bool:
        """Whether the item before is a single paragraph too, as in a list of conditions."""
        siblings = node.parent.children if node.parent else self.roots
        return len(siblings) > 1 and bool(siblings[-2].number) and siblings[-2].is_bare


def item_heading(block: Paragraph) -> str:
    """The heading of a numbered paragraph, or the term that it defines."""
    if block.hashed:
        return block.rest.strip(" .:")
    return defined_term(block.rest, numbered=True) or inner_heading(block.rest)


def continues(before: Number, number: Number, alone: bool) -> bool:
    """Whether a number comes after another one in a list; alone, it may come after a gap."""
    if before.style != number.style or before.prefix != number.prefix:
        return False
    if number.style == "*" or number.value == before.value + 1:
        return True
    return alone and 1 < number.value - before.value <= LONGEST_GAP + 1
