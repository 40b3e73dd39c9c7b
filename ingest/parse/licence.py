"""Licences, terms and policies, split along their own structure.

Numbered and lettered sections nest as their numbering does: `sec_1/b/i` is "Section 1(b)(i)",
`sec_3/1` is "Section 3.1", `att_A/c` is "Attachment A, point (c)". Groups of sections that are
numbered through ("Section II" over clauses 2 to 4) hold them as chapters hold articles: the clauses
are `sec_2` to `sec_4`. A heading without a number is `sec_` and its words in lower case. What
stands before the first section is `tit` and `pre`, what follows the last condition of a list and
is no part of it (a disclaimer, say) is `end`; paragraphs without numbers, where there are several,
are `par_1`, `par_2`, ... of what they stand in.
"""

from collections.abc import Sequence

from ingest.parse.licence_blocks import Paragraph, licence_text, paragraphs
from ingest.parse.licence_headings import (
    closes,
    defined_term,
    explains,
    is_copyright_line,
    is_heading,
    is_title,
    late_heading,
    leading_heading,
)
from ingest.parse.licence_names import collect, name
from ingest.parse.licence_numbers import Ahead, Number, readings
from ingest.parse.licence_tree import LONGEST_GAP, Node, Sections, item_heading
from ingest.parse.outline import Dropped, Outline, Part
from kb.errors import ParseError
from kb.model import ProvisionKind

__all__ = ["licence_text", "parse_licence"]

LONGEST_LEAD = 100  # characters of a paragraph that may turn out to be a heading


def parse_licence(source: str) -> Outline:
    """The outline of a licence text (without a YAML head, see `licence_text`).

    Raises ParseError if there is no text.
    """
    blocks = list(paragraphs(source))
    if all(block.decoration for block in blocks):
        raise ParseError("The licence file holds no text.")
    builder = _Builder(blocks)
    for at in range(len(blocks)):
        builder.add(at)
    return builder.outline()


class _Builder:
    """Reads paragraph by paragraph, keeping the sections that are open."""

    def __init__(self, blocks: Sequence[Paragraph]) -> None:
        self.blocks = blocks
        self.ahead = Ahead([block.marker for block in blocks if block.marker])
        self.lines: list[list[str]] = []  # each in the pieces that turned out to be one paragraph
        self.length = 0
        self.dropped: list[Dropped] = []
        self.notes: list[str] = []
        self.sections = Sections()
        self.titled = self.has_sections = self.ruled = False

    # Reading

    def add(self, at: int) -> None:
        """Read the paragraph at an index."""
        block = self.blocks[at]
        if block.decoration:
            self.dropped.append(Dropped(self.length, block.text, "decoration"))
            self.ruled = block.alone
            return
        if block.marker:
            self.ahead.move_on()
        number = self._believed(block)
        if block.runs_on and block.marker and not number and self.lines:
            self._run_on(block)
        else:
            self._place(block, number, self._next_text(at), self._write(block))
        self.titled = self.titled or bool(number) or not self.sections.in_title
        self.ruled = False
        self.sections.extend(self.length)

    def _place(
        self, block: Paragraph, number: Number | None, following: Paragraph | None, start: int
    ) -> None:
        if number:
            self._numbered(block, number, start)
        elif not self.titled and is_title(block.text, first=self._title_is_to_come()):
            if not self.sections.roots:
                self.sections.add(Node(ProvisionKind.TITLE, start), None)
        elif self._names_what_is_open(block, start):
            self.sections.open[-1].heading = block.text.strip(" .:")
        elif self._is_heading(block, following):
            self._heading(block.text, start)
        else:
            self._loose(block, start)

    def _next_text(self, at: int) -> Paragraph | None:
        return next((b for b in self.blocks[at + 1 : at + 4] if not b.decoration), None)

    def _title_is_to_come(self) -> bool:
        return all(is_copyright_line(" ".join(line)) for line in self.lines[:-1])

    def _write(self, block: Paragraph) -> int:
        start = self.length + 1 if self.lines else 0
        self.lines.append([])
        self._append(block, start)
        return start

    def _run_on(self, block: Paragraph) -> None:
        """Add a line to the paragraph before it."""
        self._append(block, self.length + 1)
        top = self.sections.top
        if top and top.loose:
            top.loose[-1].end = self.length

    def _append(self, block: Paragraph, start: int) -> None:
        self.lines[-1].append(block.text)
        self.length = start + len(block.text)
        self.dropped += (Dropped(start + at, what, "decoration") for at, what in block.dropped)

    def _is_heading(self, block: Paragraph, following: Paragraph | None) -> bool:
        """Whether a paragraph without a number is the heading of what follows."""
        if following is None or not block.text.strip(" .:"):
            return False
        if block.hashed:
            return True
        # In texts that are not wrapped, a blank line after it may be all that sets a heading off.
        if not block.alone:
            after_sentence = not block.runs_on and self.lines[-2][-1].endswith(".")
            if not (after_sentence and following.alone):
                return False
        # The lines of an address or a verse are capitalised and short, one below the other.
        alike = not (following.alone or following.marker or len(following.text) > LONGEST_LEAD / 2)
        return is_heading(block.text) and not alike and not following.text[0].islower()

    def _heading(self, text: str, start: int) -> None:
        kind, binding = ProvisionKind.SECTION, not explains(text)
        if not binding:
            kind = ProvisionKind.FINAL if self.has_sections else ProvisionKind.PREAMBLE
        elif closes(text):
            kind = ProvisionKind.FINAL
        self.has_sections = self.has_sections or kind == ProvisionKind.SECTION
        node = Node(kind, start, heading=text.strip(" .:"), binding=binding)
        node.runs_in = text.endswith(".")
        self.sections.add(node, None)

    def _names_what_is_open(self, block: Paragraph, start: int) -> bool:
        """Whether a heading names the attachment whose number stood alone just before it."""
        node = self.sections.top
        if node is None or node.marker is None or node.marker.word in ("", "*"):
            return False
        return (
            node.is_bare
            and node.end == start - 1
            and not node.lead
            and (block.hashed or is_heading(block.text))
        )

    def _loose(self, block: Paragraph, start: int) -> None:
        if self.sections.in_title or not self.sections.open:
            self.sections.add(Node(ProvisionKind.PREAMBLE, start), None)
        self._leave_lists(block)
        if not self.sections.open:
            self.sections.add(Node(ProvisionKind.FINAL, start), None)
        heading = defined_term(block.text) or leading_heading(block.text)
        top = self.sections.open[-1]
        if top.runs_in and block.text.startswith(f"{heading}.") and heading:
            top = Node(ProvisionKind.SECTION, start, heading=heading, runs_in=True)
            self.sections.add(top, None)
        node = Node(ProvisionKind.PARAGRAPH, start, heading=heading, parent=top)
        node.end = start + len(block.text)
        top.loose.append(node)

    def _leave_lists(self, block: Paragraph) -> None:
        """End the items that a paragraph without a number does not belong to."""
        if self.ruled and self.sections.open[0].number and not self.ahead.any_left:
            self.sections.open.clear()  # a rule across the page after the last section
        while (top := self.sections.top) and top.number and self._is_over(top, block):
            self.sections.open.pop()

    def _is_over(self, item: Node, block: Paragraph) -> bool:
        """Whether a paragraph goes on with what an item's list stands in, not with the item.

        It does if it is set further out. Else it does after the last one of items that are a single
        paragraph each: the disclaimer after a list of conditions is no part of the last condition.
        """
        if item.parent and block.indent < item.body:
            return True
        if not (block.alone and item.is_bare and block.indent <= item.indent):
            return False
        if block.text[0].islower() or self.lines[-2][-1].endswith((":", ",")):
            return False
        if item.is_bullet:
            return True
        assert item.number is not None
        return self.sections.has_sibling_like(item) and not self.ahead.has_next(item.number)

    # Numbering

    def _believed(self, block: Paragraph) -> Number | None:
        """The reading of a paragraph's numbering that continues an open list or starts one."""
        if block.marker is None:
            return None
        if block.marker.shape == "1" and not (block.alone and late_heading(block.rest)):
            return None  # a number without punctuation, but no heading
        if block.marker.word not in ("", "*") and block.runs_on and not self._expects_list():
            return None  # "Section 4" within a sentence
        found = readings(block.marker)
        going_on = self.sections.going_on(found, block)
        if going_on:
            return going_on[0]
        return next((number for number in found if self._starts(number, block)), None)

    def _starts(self, number: Number, block: Paragraph) -> bool:
        """Whether a number begins a list, or one that was interrupted goes on with it."""
        sets_off = block.alone or (self._expects_list() and not block.runs_on)
        if number.style == "*":
            return sets_off or self._expects_list() or block.text[0] not in "-–—o"
        first = number.value in (0, 1)
        if number.prefix:
            if self.sections.holder_of(number):
                return sets_off or self._expects_list()
            return block.alone and (first or self.sections.goes_through(number) == 1)
        titled = bool(item_heading(block))
        if first:
            return sets_off or self._begins_within(number, block, titled)
        if block.marker and block.marker.word and block.alone and titled:
            return (number.style, number.prefix) not in self.sections.last
        # Clauses numbered through several groups go on where the group before left off.
        ahead = self.sections.goes_through(number)
        if ahead == 1:
            return sets_off or self._expects_list()
        gap = block.alone and titled and self.ahead.has_next(number)
        return 1 < ahead <= LONGEST_GAP + 1 and gap

    def _begins_within(self, number: Number, block: Paragraph, titled: bool) -> bool:
        """Whether a list begins at a line within a paragraph.

        "(1)" at the start of a wrapped line mostly stands in a sentence that enumerates.
        """
        followed = self.ahead.has_next(number)
        if not self._expects_list():
            return titled and followed
        enumerates = block.text.startswith("(") and not self.lines[-1][-1].endswith(".")
        return followed or not enumerates

    def _expects_list(self) -> bool:
        if not self.lines:
            return True
        before = self.lines[-1][-1]
        if before.endswith((".", ":", ";", ",", "—", " and", " or")) or is_heading(before):
            return True
        top = self.sections.top
        return top is not None and (
            top.is_titled_only or (top.is_bare and bool(late_heading(top.lead)))
        )

    def _numbered(self, block: Paragraph, number: Number, start: int) -> None:
        assert block.marker is not None
        heading = item_heading(block)
        rest = block.rest
        node = Node(
            ProvisionKind.SECTION,
            start,
            marker=block.marker,
            number=number,
            heading=heading,
            lead=rest if len(rest) <= LONGEST_LEAD else "",
            binding=not explains(heading),
            indent=block.indent,
            body=block.body,
        )
        if not node.binding and self.has_sections:
            node.kind = ProvisionKind.FINAL
        self.has_sections = True
        self.sections.add(node, self._parent_for(number, block))

    def _parent_for(self, number: Number, block: Paragraph) -> Node | None:
        assert block.marker is not None
        going_on = self.sections.going_on([number], block)
        if going_on:
            return going_on[1].parent
        if number.value > 1 and not number.prefix and self.sections.goes_through(number) > 0:
            return self.sections.group
        top = self.sections.top
        while top and top.is_bullet and block.indent <= top.indent:
            top = top.parent  # numbered items stand in a bullet only if they are set further in
        if top and top.number and self._begins_anew(top, number, block):
            return top.parent
        if number.prefix:
            return self.sections.holder_of(number) or self.sections.group
        if block.marker.word not in ("", "*") or top is None or top.kind == ProvisionKind.TITLE:
            return None
        if top.number is None and not top.binding and item_heading(block):
            return None  # a section that follows a preamble is no part of it
        headless = top.kind in (ProvisionKind.PREAMBLE, ProvisionKind.FINAL) and not top.heading
        return None if headless and number.style.startswith("1") else top

    def _begins_anew(self, before: Node, number: Number, block: Paragraph) -> bool:
        """Whether a list of the same style as the item before it stands beside it, not in it."""
        assert before.number is not None
        if (before.number.style, before.number.prefix) != (number.style, number.prefix):
            return False
        line = self.lines[-2][-1]  # the last one is the item's own
        within = block.indent > before.indent or line.endswith(":") or before.is_titled_only
        return not within

    def outline(self) -> Outline:
        """The finished outline, checked."""
        name(self.sections.roots, self.notes)
        parts: list[Part] = []
        for root in self.sections.roots:
            collect(root, parts)
        text = "\n".join(" ".join(pieces) for pieces in self.lines)
        outline = Outline(text, parts, self.dropped, self.notes)
        outline.check()
        return outline
