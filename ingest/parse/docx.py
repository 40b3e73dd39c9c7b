"""Word documents as blocks, with the numbers that Word shows but does not store as text.

Tracked insertions count as text and deletions do not; hidden runs, comments, heads and feet of
pages and notes are left out.
"""

import io
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn

from ingest.parse.blocks import Block, BlockKind, Document, Left
from ingest.parse.clean import clean
from ingest.parse.docx_numbers import Numbers
from ingest.parse.plain import MOST_CHARACTERS
from kb.errors import ParseError

MOST_BYTES = 200_000_000  # unpacked
MOST_FILES = 5_000
MOST_RATIO = 200  # unpacked to packed, of a part of over a megabyte
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), f"{_COMPATIBILITY}Fallback"}


def read_docx(content: bytes, name: str) -> Document:
    """The blocks of a Word document. Raises ParseError for a broken, encrypted or bloated one."""
    _check_size(content, name)
    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        numbers = Numbers(document)
    except ParseError:
        raise
    except Exception as e:  # whatever a broken package makes the library raise
        raise ParseError(f"{name} is no Word document that can be read.") from e
    making = _Making(document, numbers, name)
    making.read(body, 0)
    title = clean(document.core_properties.title or "")[0].replace("\n", " ")
    return Document(tuple(making.blocks), tuple(making.left), title)


def _check_size(content: bytes, name: str) -> None:
    """Refuse an archive that would unpack to far more than a text holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as e:
        raise ParseError(f"{name} is no Word document that can be read.") from e
    if len(files) > MOST_FILES:
        raise ParseError(f"{name} holds {len(files)} files, which no text needs; it is refused.")
    if sum(f.file_size for f in files) > MOST_BYTES:
        raise ParseError(f"{name} unpacks to over {MOST_BYTES // 1_000_000} MB; it is refused.")
    for f in files:
        if f.file_size > 1_000_000 and f.file_size > MOST_RATIO * max(1, f.compress_size):
            raise ParseError(f"{name} is packed like a bomb ({f.filename[:60]}); it is refused.")


class _Making:
    """Blocks in the making."""

    def __init__(self, document: Any, numbers: Numbers, name: str) -> None:
        self.blocks: list[Block] = []
        self.left: list[Left] = []
        self._styles = {s.style_id: s for s in document.styles}
        self._numbers = numbers
        self._name = name
        self._characters = 0

    def read(self, holder: Any, depth: int) -> None:
        """The paragraphs and tables of the body, a cell or a content control."""
        if depth > 100:
            raise ParseError(f"{self._name} is nested over 100 levels deep.")
        for element in holder:
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                self.read(element, depth + 1)

    def _paragraph(self, p: Any) -> None:
        words = self._words(p)
        if not words:
            return
        style = self._style(p)
        level = _heading_level(style, self._styles)
        marker, depth = self._numbers.of(p, style)
        text = f"{marker} {words}" if marker and not words.startswith(marker) else words
        if level:
            self.blocks.append(Block(text, BlockKind.HEADING, level))
        elif marker:
            self.blocks.append(Block(text, BlockKind.ITEM, depth + 1))
        else:
            self.blocks.append(Block(text))

    def _table(self, table: Any) -> None:
        for row in table.iter(qn("w:tr")):
            cells = [
                " ".join(filter(None, (self._words(p) for p in cell.iter(qn("w:p")))))
                for cell in row.findall(qn("w:tc"))
            ]
            told = [c for c in cells if c]
            if told:
                self.blocks.append(Block(" | ".join(told), BlockKind.ROW))

    def _style(self, p: Any) -> str:
        found = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return str(found.get(qn("w:val"))) if found is not None else "Normal"

    def _words(self, p: Any) -> str:
        pieces: list[str] = []
        self._collect(p, pieces)
        words, hidden = clean("".join(pieces))
        if hidden:
            self.left.append(Left(hidden, "invisible characters"))
        self._characters += len(words)
        if self._characters > MOST_CHARACTERS:
            raise ParseError(f"{self._name} has over {MOST_CHARACTERS:,} characters; split it.")
        return " ".join(words.split())

    def _collect(self, element: Any, pieces: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag in _DELETED or not isinstance(tag, str):
                continue
            if tag == qn("w:t"):
                pieces.append(child.text or "")
            elif tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
                pieces.append(" ")
            elif tag == qn("w:noBreakHyphen"):
                pieces.append("-")
            elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                self.left.append(Left(str(child.get(qn("w:id"))), "footnote mark"))
            elif tag == qn("w:r"):
                self._run(child, pieces)
            elif tag not in (qn("w:pPr"), qn("w:rPr"), qn("w:tbl")):
                self._collect(child, pieces)

    def _run(self, run: Any, pieces: list[str]) -> None:
        own: list[str] = []
        self._collect(run, own)
        properties = run.find(qn("w:rPr"))
        text = "".join(own)
        if properties is None or not text.strip():
            pieces.append(text)
        elif _on(properties.find(qn("w:vanish"))):
            self.left.append(Left(text, "hidden"))
        else:
            raised = properties.find(qn("w:vertAlign"))
            power = raised is not None and raised.get(qn("w:val")) == "superscript"
            power = power and text.strip().isdigit() and "".join(pieces).rstrip().endswith("10")
            pieces.append(f"^{text}" if power else text)


def _on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(qn("w:val")) not in ("0", "false", "off")


def _heading_level(style_id: str, styles: dict[str, Any]) -> int:
    """1 to 9 for a heading by its style or a style that it is based on; 0 for none."""
    style, steps = styles.get(style_id), 0
    while style is not None and steps < 20:
        name = (style.name or "").lower()
        if name == "title":
            return 1
        if name.startswith("heading ") and name[8:].isdigit():
            return int(name[8:])
        style, steps = getattr(style, "base_style", None), steps + 1
    return 0
