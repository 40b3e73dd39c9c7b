"""Licences, terms and policies, split along their own structure.

Numbered and lettered sections nest as their numbering does: `sec_1/b/i` is "Section 1(b)(i)",
`sec_3/1` is "Section 3.1", `att_A/c` is "Attachment A, point (c)". Groups of sections that are
numbered through ("Section II" over clauses 2 to 4) hold them as chapters hold articles: the clauses
are `sec_2` to `sec_4`. A heading without a number is `sec_` and its words in lower case. What
stands before the first section is `tit` and `pre`; paragraphs without numbers, where there are
several, are `par_1`, `par_2`, ... of what they stand in.
"""

from ingest.parse.licence_blocks import Paragraph, paragraphs, strip_front_matter
from ingest.parse.licence_headings import (
    defined_term,
    explains,
    inner_heading,
    is_heading,
    is_title,
    leading_heading,
)
from ingest.parse.licence_names import collect, name
from ingest.parse.licence_numbers import Number, readings
from ingest.parse.licence_tree import Node, is_clause
from ingest.parse.outline import Dropped, Outline, Part
from kb.errors import ParseError
from kb.model import ProvisionKind

__all__ = ["parse_licence", "strip_front_matter"]

LONGEST_GAP = 2  # sections that a text may have left out of a sequence


def parse_licence(source: str) -> Outline:
    """The outline of a licence text (without a YAML head, see `strip_front_matter`).

    Raises ParseError if there is no text.
    """
    blocks = list(paragraphs(source))
    if not any(not b.decoration for b in blocks):
        raise ParseError("The licence file holds no text.")
    builder = _Builder()
    for n, block in enumerate(blocks):
        following = next((b for b in blocks[n + 1 :][:3] if not b.decoration), None)
        builder.add(block, following)
    return builder.outline()


class _Builder:
    """Reads paragraph by paragraph, keeping the sections that are open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0
        self.dropped: list[Dropped] = []
        self.notes: list[str] = []
        self.roots: list[Node] = []
        self.open: list[Node] = []
        self.last: dict[str, int] = {}  # by style: the last number, for those numbered through
        self.titled = False

    # Reading

    def add(self, block: Paragraph, following: Paragraph | None) -> None:
        if block.decoration:
            self.dropped.append(Dropped(self.length, block.text, "decoration"))
            return
        number = self._believed(block)
        if block.runs_on and block.marker and not number:
            self._run_on(block.text)
            return
        start = self._write(block.text)
        if number:
            self._numbered(block, number, start)
        elif not self.titled and is_title(block.text, first=not self.roots):
            self._title(start)
        elif self._names_what_is_open(block.text, start):
            self.open[-1].heading = block.text.strip(" .:#")
        elif block.alone and is_heading(block.text) and following is not None:
            self._heading(block.text, start)
        else:
            self._loose(block, start)
        self.titled = self.titled or bool(number) or not self._in_title()
        for node in self.open:
            node.end = self.length

    def _run_on(self, text: str) -> None:
        """Add a line to the paragraph before it."""
        last = self.open[-1]
        self.lines[-1] += f" {text}"
        self.length += 1 + len(text)
        for node in (*self.open, *last.loose[-1:]):
            node.end = self.length

    def _write(self, text: str) -> int:
        start = self.length + 1 if self.lines else 0
        self.lines.append(text)
        self.length = start + len(text)
        return start

    def _in_title(self) -> bool:
        return bool(self.open) and self.open[-1].kind == ProvisionKind.TITLE

    def _title(self, start: int) -> None:
        if not self.roots:
            self._open(Node(ProvisionKind.TITLE, start), None)

    def _heading(self, text: str, start: int) -> None:
        binding = not explains(text)
        kind = ProvisionKind.SECTION if binding else ProvisionKind.PREAMBLE
        if not binding and any(n.kind == ProvisionKind.SECTION for n in self.roots):
            kind = ProvisionKind.FINAL
        node = Node(kind, start, heading=text.strip(" .:#"), binding=binding)
        self._open(node, None)

    def _names_what_is_open(self, text: str, start: int) -> bool:
        """Whether a heading names the attachment whose number stood alone just before it."""
        node = self.open[-1] if self.open else None
        bare = node is not None and node.marker is not None and node.marker.word not in ("", "*")
        return bool(
            bare
            and node
            and not node.heading
            and node.end == start - 1
            and not node.loose
            and is_heading(text)
        )

    def _loose(self, block: Paragraph, start: int) -> None:
        if not self.open or self._in_title():
            self._open(Node(ProvisionKind.PREAMBLE, start), None)
        # A paragraph set further out than a list's items goes on with what the list stands in.
        while self.open[-1].parent and self.open[-1].number and block.indent < self.open[-1].indent:
            self.open.pop()
        heading = defined_term(block.text) or leading_heading(block.text)
        node = Node(ProvisionKind.PARAGRAPH, start, heading=heading, parent=self.open[-1])
        node.end = start + len(block.text)
        self.open[-1].loose.append(node)

    # Numbering

    def _believed(self, block: Paragraph) -> Number | None:
        """The reading of a paragraph's numbering that continues an open list or starts one."""
        if block.marker is None:
            return None
        found = readings(block.marker)
        going_on = self._going_on(found, block)
        if going_on:
            return going_on[0]
        for number in found:
            if number.style == "*" or self._starts(number, block):
                return number
        return None

    def _going_on(self, found: list[Number], block: Paragraph) -> tuple[Number, Node] | None:
        """The open item that a paragraph follows, with the reading by which it does.

        Where an inner and an outer list could both go on ("5." after 4 inside 4), the heading
        decides: an item with one follows items that have one.
        """
        following = [
            (number, node)
            for node in reversed(self.open)
            for number in found
            if node.number and self._continues(node.number, number, block)
        ]
        titled = bool(self._item_heading(block))
        alike = [pair for pair in following if bool(pair[1].heading) == titled]
        return next(iter(alike or following), None)

    def _continues(self, before: Number, number: Number, block: Paragraph) -> bool:
        if before.style != number.style or before.prefix != number.prefix:
            return False
        if number.style == "*" or number.value == before.value + 1:
            return True
        return block.alone and 1 < number.value - before.value <= LONGEST_GAP + 1

    def _starts(self, number: Number, block: Paragraph) -> bool:
        if number.prefix:
            return self._holder_of(number) is not None or (block.alone and number.value <= 1)
        if number.value in (0, 1):
            return block.alone or self._expects_list()
        if block.marker and block.marker.word and block.alone and self._item_heading(block):
            return number.style not in self.last
        # Clauses numbered through several groups go on where the group before left off.
        through = self.last.get(number.style, 0) + 1 == number.value
        return through and (block.alone or self._expects_list())

    def _expects_list(self) -> bool:
        before = self.lines[-1].rstrip() if self.lines else ""
        return not before or before[-1] in ".:;,—" or bool(self.open) or is_heading(before)

    def _holder_of(self, number: Number) -> Node | None:
        """The open section whose number is a dotted number's prefix."""
        for node in reversed(self.open):
            if node.number and (*node.number.prefix, node.number.value) == number.prefix:
                return node
        return None

    def _numbered(self, block: Paragraph, number: Number, start: int) -> None:
        assert block.marker is not None
        node = Node(
            ProvisionKind.SECTION,
            start,
            marker=block.marker,
            number=number,
            heading=self._item_heading(block),
            binding=not explains(self._item_heading(block)),
            indent=block.indent,
        )
        if not node.binding and any(n.number for n in self.roots):
            node.kind = ProvisionKind.FINAL
        self._open(node, self._parent_for(number, block))
        # Only clauses of the text's own groups are numbered through; lists within them are not.
        if node.parent is None or (node.parent.parent is None and not is_clause(node.parent)):
            self.last[number.style] = number.value

    @staticmethod
    def _item_heading(block: Paragraph) -> str:
        rest = block.text[block.marker.length if block.marker else 0 :].lstrip(" .:–—-")
        return defined_term(rest) or inner_heading(rest)

    def _nests(self, node: Node, indent: int) -> bool:
        """Whether a list that begins anew, right after an item of its own style, lies within it."""
        line = self.lines[-2].rstrip()  # the last one is the item's own
        return indent > node.indent or line.endswith(":") or node.end - node.start == len(line) < 60

    def _parent_for(self, number: Number, block: Paragraph) -> Node | None:
        assert block.marker is not None
        going_on = self._going_on([number], block)
        if going_on:
            return going_on[1].parent
        top = self.open[-1] if self.open else None
        if (
            top
            and top.number
            and (top.number.style, top.number.prefix) == (number.style, number.prefix)
            and not self._nests(top, block.indent)
        ):
            return top.parent
        if number.prefix and self._holder_of(number):
            return self._holder_of(number)
        if block.marker.word not in ("", "*") or top is None or top.kind == ProvisionKind.TITLE:
            return None
        if top.kind == ProvisionKind.PREAMBLE and not top.heading and number.style.startswith("1"):
            return None
        return top

    def _open(self, node: Node, parent: Node | None) -> None:
        while self.open and self.open[-1] is not parent:
            self.open.pop()
        node.parent = parent
        node.end = self.length
        (parent.children if parent else self.roots).append(node)
        self.open.append(node)

    def outline(self) -> Outline:
        """The finished outline, checked."""
        name(self.roots, self.notes)
        parts: list[Part] = []
        for root in self.roots:
            collect(root, parts)
        outline = Outline("\n".join(self.lines), parts, self.dropped, self.notes)
        outline.check()
        return outline
