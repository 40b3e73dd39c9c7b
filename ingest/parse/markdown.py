"""Markdown as blocks, by CommonMark's rules with tables."""

from typing import Any

from markdown_it import MarkdownIt

from ingest.parse.blocks import Block, BlockKind, Document, Left
from ingest.parse.clean import clean
from ingest.parse.plain import MOST_CHARACTERS, decoded
from kb.errors import ParseError

MOST_NESTED = 100
_BULLETS = {"-", "*", "+"}


def read_markdown(content: bytes, name: str) -> Document:
    """The blocks of a Markdown text; raw HTML is left out, images keep their alternative text.

    Raises ParseError for one that is no text, too long or nested too deeply.
    """
    raw, _ = decoded(content, name)
    if len(raw) > MOST_CHARACTERS:
        raise ParseError(f"{name} has over {MOST_CHARACTERS:,} characters; split it.")
    reader = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable("table")
    making = _Making()
    for token in reader.parse(raw):
        making.take(token)
    return Document(tuple(making.blocks), tuple(making.left))


class _Making:
    """Blocks in the making, token by token."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left: list[Left] = []
        self._heading = 0
        self._lists: list[str] = []  # "" for bullets, else the delimiter of its numbers
        self._marker = ""
        self._row: list[str] | None = None

    def take(self, token: Any) -> None:
        if token.type == "heading_open":
            self._heading = int(token.tag[1])
        elif token.type == "heading_close":
            self._heading = 0
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(token.type)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            bullet = token.markup in _BULLETS
            self._marker = token.markup if bullet else f"{token.info}{token.markup}"
        elif token.type == "tr_open":
            self._row = []
        elif token.type == "tr_close" and self._row is not None:
            self._add(" | ".join(self._row), BlockKind.ROW)
            self._row = None
        elif token.type == "inline":
            self._inline(token)
        elif token.type in ("code_block", "fence"):
            self._add(token.content, BlockKind.PARAGRAPH)
        elif token.type == "html_block":
            self.left.append(Left(token.content, "raw HTML"))

    def _inline(self, token: Any) -> None:
        text = self._text(token)
        if self._row is not None:
            self._row.append(clean(text)[0].replace("\n", " "))
        elif self._heading:
            self._add(text, BlockKind.HEADING, self._heading)
        elif self._lists:
            marker, self._marker = self._marker, ""
            kind = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
            self._add(f"{marker} {text}" if marker else text, kind, len(self._lists))
        else:
            self._add(text, BlockKind.PARAGRAPH)

    def _text(self, token: Any) -> str:
        """What a reader of the rendered text sees."""
        pieces: list[str] = []
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                pieces.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                pieces.append(" ")
            elif child.type == "image":
                pieces.append(child.content)
            elif child.type == "html_inline":
                self.left.append(Left(child.content, "raw HTML"))
        return "".join(pieces)

    def _add(self, text: str, kind: BlockKind, level: int = 0) -> None:
        words, hidden = clean(text)
        words = " ".join(words.split())
        if hidden:
            self.left.append(Left(hidden, "invisible characters"))
        if words:
            self.blocks.append(Block(words, kind, level))
