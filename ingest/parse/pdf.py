"""PDF as blocks: running heads, page numbers, contents and footnotes out, lines made paragraphs.

A page is set in lines; what is a heading, a paragraph or an item shows in size, weight, distance
and in how lines begin and end. What is left out is in `Document.left` with its reason and page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from ingest.parse.blocks import Block, BlockKind, Document, Left
from ingest.parse.markers import leading
from ingest.parse.pdf_furniture import furniture
from ingest.parse.pdf_lines import Pages, PdfLine, read_pages

LARGER = 1.12  # times the body's size: a heading
APART = 1.25  # times the usual distance of lines: a new paragraph
OFTEN = 3  # times that a bold line stands in the document: a table's head, not a heading
LONGEST_HEADING = 160  # characters of a bold line that is a heading
_BULLET = re.compile(r"[•▪‣◦●■–—-]\s")
_LABEL = re.compile(r"[A-Z][A-Z]{2,14}\s\d+(?:\.\d+)*[:.](?:\s|$)")
_ENDS = re.compile(r"[.;:!?”\"’)](?:\s(?:and|or))?$|,\s(?:and|or)$")
_HYPHEN = re.compile(r"(\w+)-$")
_WORD = re.compile(r"\w+(?:-\w+)*")
_NUMBERED = re.compile(r"(?:[A-Z]?\d+(?:\.\d+)*|[IVX]+|[A-Z])[.:]?\s+")


def read_pdf(content: bytes, name: str) -> Document:
    """The blocks of a PDF. Raises ParseError (see `read_pages`)."""
    pages = read_pages(content, name)
    body = _body_size(pages.lines)
    kept, left = furniture(pages.lines, body)
    making = _Making(pages, kept, body)
    for line in kept:
        making.take(line)
    making.end()
    hidden = "".join(line.hidden for line in pages.lines)
    if hidden:
        left.append(Left(hidden, "invisible characters"))
    left += [Left(m, "footnote mark", line.page) for line in kept for m in line.marks]
    notes = [f"page {n} could not be read" for n in pages.unread]
    return Document(tuple(making.blocks), tuple(left), pages.title or making.title(), tuple(notes))


class _Making:
    """Blocks in the making, line by line."""

    def __init__(self, pages: Pages, lines: Sequence[PdfLine], body: float) -> None:
        self.blocks: list[Block] = []
        self._bookmarks = {(page, _key(title)): level for title, level, page in pages.bookmarks}
        self._body = body
        self._sizes = sorted({line.size for line in lines if self._larger(line)}, reverse=True)
        self._leading = _usual_distance(lines, body)
        self._texts = Counter(line.text for line in lines)
        self._words = Counter(w.lower() for line in lines for w in _WORD.findall(line.text))
        self._open: list[PdfLine] = []
        self._heading = False

    def take(self, line: PdfLine) -> None:
        heading = self._is_heading(line)
        if self._open and not self._goes_on(line, heading):
            self.end()
        self._heading = heading
        self._open.append(line)

    def end(self) -> None:
        """Close the open block."""
        if not self._open:
            return
        first = self._open[0]
        text = self._joined(line.text for line in self._open)
        if self._heading:
            self.blocks.append(Block(text, BlockKind.HEADING, self._level(text, first), first.page))
        elif _BULLET.match(text):
            self.blocks.append(Block(text, BlockKind.ITEM, 1, first.page))
        else:
            self.blocks.append(Block(text, page=first.page))
        self._open = []

    def title(self) -> str:
        """The words set largest on the first page, if they are no numbered heading."""
        heads = [b for b in self.blocks if b.kind == BlockKind.HEADING and b.page == 1]
        largest = min(heads, key=lambda b: b.level, default=None)
        return "" if largest is None or _NUMBERED.match(largest.text) else largest.text

    def _larger(self, line: PdfLine) -> bool:
        return line.size >= LARGER * self._body

    def _is_heading(self, line: PdfLine) -> bool:
        if _BULLET.match(line.text) or not any(c.isalpha() for c in line.text):
            return False
        if (line.page, _key(line.text)) in self._bookmarks:
            return True
        if self._larger(line):
            return True
        bold = line.bold and line.size >= 0.97 * self._body and not line.text[0].islower()
        own = self._texts[line.text] < OFTEN or bool(_NUMBERED.match(line.text))
        short = len(line.text) <= LONGEST_HEADING and not line.text.endswith((",", ";"))
        return bold and own and short and not self._within_paragraph(line)

    def _within_paragraph(self, line: PdfLine) -> bool:
        """Whether a line stands in a paragraph that has not ended: emphasis, then."""
        if not self._open or self._heading:
            return False
        last = self._open[-1]
        near = 0 < last.y - line.y <= APART * self._leading
        return line.page == last.page and near and not _ENDS.search(last.text)

    def _level(self, text: str, line: PdfLine) -> int:
        marked = self._bookmarks.get((line.page, _key(text)))
        if marked is not None:
            return marked
        if self._larger(line):
            return 1 + min(4, self._sizes.index(line.size))
        return 2 + min(4, len(self._sizes))

    def _goes_on(self, line: PdfLine, heading: bool) -> bool:
        """Whether a line belongs to the block that is open."""
        last = self._open[-1]
        if heading != self._heading:
            return False
        gap = last.y - line.y
        if heading:
            near = line.page == last.page and 0 <= gap <= 1.6 * max(line.size, last.size)
            return near and abs(line.size - last.size) < 0.5 and not _NUMBERED.match(line.text)
        ended = bool(_ENDS.search(last.text))
        if line.page != last.page or gap < -0.5 * line.size:
            return not ended and not self._begins(line)
        if gap > APART * self._leading * max(1.0, line.size / self._body):
            return False
        if self._begins(line) and (ended or line.x < last.x - 2):
            return False
        # A first line is indented where the paragraph before it has ended.
        indented = line.x > last.x + 0.8 * line.size and len(self._open) > 1
        return not (indented and ended and self._open[-2].x <= last.x + 1)

    def _begins(self, line: PdfLine) -> bool:
        """Whether a line begins as an item does."""
        text = line.text
        return bool(_BULLET.match(text) or _LABEL.match(text) or leading(text)[0])

    def _joined(self, texts: Iterable[str]) -> str:
        joined = ""
        for text in texts:
            broken = _HYPHEN.search(joined)
            follows = re.match(r"\w+", text)
            if broken and follows and text[0].islower():
                whole, kept = broken[1] + follows[0], f"{broken[1]}-{follows[0]}"
                # A compound that the text writes with its hyphen elsewhere keeps it.
                hyphen = self._words[kept.lower()] > self._words[whole.lower()]
                joined = joined + text if hyphen else joined[:-1] + text
            elif broken and follows and broken[1].isupper() and follows[0].isupper():
                joined = joined[:-1] + text
            else:
                joined = f"{joined} {text}" if joined else text
        return joined


def _key(text: str) -> str:
    """A heading's words, by which a bookmark is known in the text."""
    return re.sub(r"\W+", " ", _NUMBERED.sub("", text, count=1)).strip().lower()


def _body_size(lines: Sequence[PdfLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _usual_distance(lines: Sequence[PdfLine], body: float) -> float:
    """How far the body's lines stand apart, in points."""
    gaps = [
        a.y - b.y
        for a, b in pairwise(lines)
        if a.page == b.page and 0 < a.y - b.y < 3 * body and a.size == b.size == body
    ]
    return median(gaps) if gaps else 1.2 * body
