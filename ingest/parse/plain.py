"""Plain text as blocks: paragraphs between blank lines, items and headings within them."""

import re

from charset_normalizer import from_bytes

from ingest.parse.blocks import Block, BlockKind, Document, Left
from ingest.parse.clean import clean
from ingest.parse.markers import leading
from kb.errors import ParseError

MOST_CHARACTERS = 5_000_000
LONGEST_HEADING = 120
_UNIT = re.compile(
    r"(?:SECTION|SEC\.|Section|Sec\.|§|Article|ARTICLE|CHAPTER|Chapter|TITLE|PART|ANNEX|APPENDIX)"
    r"\s*[\dIVXLC]|\d{3,6}(?:\.\d+)+\.\s|[A-Z][A-Z]{2,14}\s\d+(?:\.\d+)*[:.]\s"
)
_ENDS = re.compile(r"[.;:,!?”\"’)](?:\s(?:and|or))?$")
_RULE = re.compile(r"\W{3,}")


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of bytes, and its encoding: by its mark, UTF-8, else the likeliest.

    Raises ParseError for bytes that are no text.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _likeliest(content[:200_000], name)
        text = content.decode(encoding, "replace")
    if "\0" in text[:10_000]:
        raise ParseError(f"{name} is no text; PDF, HTML, DOCX, XML, Markdown and text are read.")
    return text, encoding


def _likeliest(content: bytes, name: str) -> str:
    """Western text has few letters beyond ASCII, too few for a guess by their frequency."""
    if 4 * sum(byte > 127 for byte in content) < len(content):
        return "windows-1252"
    best = from_bytes(content).best()
    if best is None:
        raise ParseError(f"{name} is in no encoding that is known; save it as UTF-8.")
    return best.encoding


def read_plain(content: bytes, name: str) -> Document:
    """The blocks of a text. Raises ParseError for one that is no text or too long."""
    raw, encoding = decoded(content, name)
    if len(raw) > MOST_CHARACTERS:
        raise ParseError(f"{name} has over {MOST_CHARACTERS:,} characters; split it.")
    text, hidden = clean(raw.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    blocks: list[Block] = []
    left: list[Left] = [Left(hidden, "invisible characters")] if hidden else []
    for group in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in group.split("\n") if line.strip()]
        for words in _paragraphs(lines):
            if _RULE.fullmatch(words):
                left.append(Left(words, "ruled line"))
            else:
                blocks.append(_block(words, alone=len(lines) == 1))
    notes = () if encoding.startswith("utf") else (f"read as {encoding}, which is a guess",)
    return Document(tuple(blocks), tuple(left), notes=notes)


def _paragraphs(lines: list[str]) -> list[str]:
    """The lines of a group joined, but where one begins a unit or an item."""
    found: list[list[str]] = []
    for line in lines:
        ended = not found or bool(_ENDS.search(found[-1][-1]))
        title = len(found) == 1 and _UNIT.match(found[-1][0]) and len(found[-1]) == 1
        begins = _UNIT.match(line) or _RULE.fullmatch(line) or (leading(line)[0] and ended)
        if not found or begins or (title and leading(line)[0]):
            found.append([line])
        else:
            found[-1].append(line)
    return [" ".join(words) for words in found]


def _block(text: str, *, alone: bool) -> Block:
    short = alone and len(text) <= LONGEST_HEADING and not _ENDS.search(text)
    shouted = text.isupper() and any(c.isalpha() for c in text) and len(text) <= LONGEST_HEADING
    if (short and (_UNIT.match(text) or text.istitle() or shouted)) or (shouted and alone):
        return Block(text, BlockKind.HEADING, 2)
    return Block(text)
