"""HTML pages as blocks: the words that a browser would show, without what surrounds the text.

Scripts, styles, forms and hidden elements are no text; navigation, heads and feet of the page are
left out where the page marks them, and noted.
"""

import re
from typing import Any

from lxml import etree, html

from ingest.parse.blocks import Block, BlockKind, Document, Left
from ingest.parse.clean import clean
from ingest.parse.numerals import numeral
from ingest.parse.plain import MOST_CHARACTERS, decoded
from kb.errors import ParseError

DEEPEST = 100  # elements within one another
_SILENT = {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math",
           "form", "button", "select", "input", "textarea", "head", "canvas", "video",
           "audio"}  # fmt: skip
_AROUND = {"nav": "navigation", "header": "page head", "footer": "page foot", "aside": "aside"}
_ROLES = {"navigation": "navigation", "banner": "page head", "contentinfo": "page foot",
          "search": "navigation"}  # fmt: skip
_BLOCKS = {"p", "div", "section", "article", "main", "blockquote", "pre", "address", "figure",
           "figcaption", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot",
           "caption", "tr", "hr", "body", "center", "details", "summary", "fieldset", "header",
           "footer", "aside", "nav", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])",
                     re.IGNORECASE)  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def read_html(content: bytes, name: str) -> Document:
    """The blocks of a page. Raises ParseError for one without text, too long or too deep."""
    text = _decoded(content, name)
    if len(text) > MOST_CHARACTERS * 4:
        raise ParseError(f"{name} has over {MOST_CHARACTERS * 4:,} characters; split it.")
    # The file comes from outside: nothing is fetched, libxml2's bounds on depth and size stay on.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False,
                             remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise ParseError(f"{name} is no HTML page that can be read.") from e
    body = next(iter(root.iter("body")), root)
    walk = _Walk(name)
    walk.visit(_main(body), 0)
    walk.flush()
    title = next((t.text_content() for t in root.iter("title")), "")
    return Document(tuple(walk.blocks), tuple(walk.left), " ".join(clean(title)[0].split()))


def _decoded(content: bytes, name: str) -> str:
    """By the byte order mark or UTF-8; else as the page says; else the likeliest."""
    said = _CHARSET.search(content[:2000])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if said:
        try:
            return content.decode(said[1].decode("ascii"), "replace")
        except LookupError:
            pass
    return decoded(content, name)[0]


def _main(body: Any) -> Any:
    """The element that holds the text, where the page says which, and it holds most of it."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and 2 * _length(found[0]) > _length(body):
            return found[0]
    return body


def _length(element: Any) -> int:
    return sum(len(t.strip()) for t in element.itertext())


class _Walk:
    """Goes through the elements in order and cuts their words into blocks."""

    def __init__(self, name: str) -> None:
        self.blocks: list[Block] = []
        self.left: list[Left] = []
        self._name = name
        self._words: list[str] = []
        self._heading = 0
        self._lists: list[tuple[str, int]] = []  # (tag, items so far)
        self._item = ""  # the marker that waits for its item's words
        self._row: list[str] | None = None

    def visit(self, e: Any, depth: int) -> None:
        """Read an element, without its tail."""
        if depth > DEEPEST:
            raise ParseError(f"{self._name} is nested over {DEEPEST} elements deep.")
        if not isinstance(e.tag, str):
            return
        tag = e.tag.lower().rpartition("}")[2]
        reason = _left_out(e, tag)
        if reason is not None:
            if reason and (words := " ".join(clean(" ".join(e.itertext()))[0].split())):
                self.left.append(Left(words, reason))
            return
        if tag == "sup":
            self._superscript(e)
            return
        if tag in _BLOCKS and self._row is None:
            self.flush()
        self._enter(tag, e)
        self._words.append(e.text or "")
        for child in e:
            self.visit(child, depth + 1)
            self._words.append(child.tail or "")
        self._leave(tag)

    def flush(self) -> None:
        """Close the block whose words have come."""
        words, hidden = clean("".join(self._words))
        self._words = []
        if hidden:
            self.left.append(Left(hidden, "invisible characters"))
        words = " ".join(words.split())
        if not words:
            return
        if self._heading:
            self.blocks.append(Block(words, BlockKind.HEADING, self._heading))
        elif self._item:
            marker, self._item = self._item, ""
            own = marker == "•" or words.startswith(marker)
            text = words if own else f"{marker} {words}"
            self.blocks.append(Block(text, BlockKind.ITEM, len(self._lists)))
        else:
            self.blocks.append(Block(words))

    def _enter(self, tag: str, e: Any) -> None:
        if tag in ("ul", "ol"):
            start = e.get("start", "1")
            self._lists.append((e.get("type") or "1" if tag == "ol" else "•",
                                int(start) - 1 if start.isdigit() else 0))  # fmt: skip
        elif tag == "li" and self._lists:
            style, n = self._lists[-1]
            value = e.get("value", "")
            n = int(value) if value.isdigit() and len(value) < 6 else n + 1
            self._lists[-1] = (style, n)
            self._item = _marker(style, n)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = int(tag[1])
        elif tag == "tr" and self._row is None:
            self._row = []
        elif tag == "br":
            self._words.append(" ")

    def _leave(self, tag: str) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.append(" ".join(clean("".join(self._words))[0].split()))
            self._words = []
            return
        if tag == "tr" and self._row is not None:
            row, self._row = self._row, None
            self._add_row(row)
            return
        if tag in _BLOCKS and self._row is None:
            self.flush()
        elif tag in _BLOCKS:
            self._words.append(" ")
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._item = ""
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._heading = 0

    def _add_row(self, cells: list[str]) -> None:
        told = [c for c in cells if c]
        if len(told) == 2 and len(told[0]) <= 6 and not told[0][-1].isalnum():
            self.blocks.append(Block(" ".join(told)))  # a marker and its item, set as a table
        elif told:
            self.blocks.append(Block(" | ".join(told), BlockKind.ROW))

    def _superscript(self, e: Any) -> None:
        text = "".join(e.itertext()).strip()
        before = "".join(self._words).rstrip()
        if before.endswith("10") and text.lstrip("-−").isdigit() and e.find(".//a") is None:
            self._words.append(f"^{text}")
        elif text.isdigit() or e.find(".//a") is not None:
            self.left.append(Left(text, "footnote mark"))
        else:
            self._words.append(text)


def _left_out(e: Any, tag: str) -> str | None:
    """Why an element is no text ("" where there is nothing to be told of); None if it is."""
    if tag in _SILENT:
        return ""
    if tag in _AROUND and not (tag in ("header", "aside") and _within_text(e)):
        return _AROUND[tag]
    if e.get("hidden") is not None or _HIDDEN.search(e.get("style") or ""):
        return "hidden"
    role = (e.get("role") or "").lower()
    return _ROLES.get(role)


def _within_text(e: Any) -> bool:
    """A head or aside of a section or an article belongs to the text."""
    return any(a.tag in ("article", "section", "main") for a in e.iterancestors())


_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def _marker(style: str, n: int) -> str:
    if style == "•":
        return "•"
    shown = numeral(n, _FORMATS.get(style, "decimal"))
    return f"{shown}." if shown.isdigit() else f"({shown})"
