"""What readers of files make of them before structure is recognised: blocks, in reading order.

A reader (PDF, HTML, DOCX, Markdown, plain text) knows its format and nothing of law; what the
blocks are in law (sections, points, outcomes) is found by `ingest.parse.structure`.
"""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list, its marker first
    ROW = "row"  # of a table, its cells joined by " | "


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row: one line, single spaces."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # of a heading, 1 the highest; of an item, its depth, 1 the outermost; else 0
    page: int | None = None  # the page on which it begins, from 1


@dataclass(frozen=True, slots=True)
class Left:
    """Source text that is in no block, and why."""

    text: str
    reason: str  # "running head", "page number", "footnote mark", "invisible characters"
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read."""

    blocks: tuple[Block, ...]
    left: tuple[Left, ...] = ()
    title: str = ""  # as the file's own metadata or first heading has it
    notes: tuple[str, ...] = ()  # what a reader was unsure of
