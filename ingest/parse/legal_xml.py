"""What the readers of legal XML share: safe parsing, their tables' types, and reading a number.

Legal XML states its structure by the names of its elements; a `Format` says what each name is.
The walk itself is in `ingest.parse.legal_walk`. Names are local: namespaces differ by version.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from lxml import etree

from kb.errors import ParseError
from kb.model import ProvisionKind

DEEPEST = 100  # elements within one another
FOOTNOTE = "footnote"
_ENTITIES = "{} declares entities of its own, which no legal text needs."
_LONGEST_LABEL = 30
_WORDS = re.compile(
    r"\w+(?:[.‐‑–-]\w+)*(?:\s(?:bis|ter|quater|quinquies|sexies|septies|octies)\b)?", re.IGNORECASE
)
_DASHES = re.compile(r"[‐‑–]")
_ROMAN_OR_LETTER = re.compile(r"[ivxlcdm]+|[^\W\d_]", re.IGNORECASE)


class Shape(Enum):
    """How a provision is named, and in what."""

    FRONT = auto()  # once in a text, without a number: its preface, its preamble
    DIVISION = auto()  # groups units, and is named in the division around it
    UNIT = auto()  # is cited by its number, whatever division it is in: an article
    BELOW = auto()  # lies in a unit: "(2)"
    ANNEX = auto()


@dataclass(frozen=True, slots=True)
class Level:
    """What elements of one name are."""

    shape: Shape
    kind: ProvisionKind
    step: str  # of the id, before the number; "": the number alone
    word: str  # of the pinpoint
    binding: bool = True
    counted: bool = False  # without a number it is named by its place: "Recital 3", "first indent"


@dataclass(frozen=True, slots=True)
class Number:
    """What an element's `num` says; an empty label if it has none, or a dash."""

    label: str = ""
    bracketed: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A legal XML vocabulary."""

    level: Callable[[Any, str], Level | None]  # of an element and its local name
    number: Callable[[Any, Level], Number]
    dropped: Mapping[str, str]  # elements that are not of the text: why
    quoted: frozenset[str]  # they quote provisions, which are not this text's own
    inline: frozenset[str]
    titles: frozenset[str]  # they name the whole text or an annex


def parse_xml(content: bytes, name: str) -> Any:
    """The root of a file that may be hostile. Raises ParseError, naming the file."""
    # Before parsing, since libxml2 expands some entities in any case; noughts are those of UTF-16.
    if b"<!ENTITY" in content.replace(b"\0", b""):
        raise ParseError(_ENTITIES.format(name))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as e:
        raise ParseError(f"{name} is no well-formed XML: {_first(e)}.") from e
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ParseError(_ENTITIES.format(name))
    _check_depth(root, name)
    return root


def _first(error: Exception) -> str:
    """The first line of a message, without what lxml adds, and as a part of a sentence."""
    first = (str(error).splitlines() or [""])[0]
    return re.sub(r" ?\(<string>.*\)$", "", first).rstrip(". ") or "it is empty"


def _check_depth(root: Any, name: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ParseError(f"{name} is nested over {DEEPEST} elements deep.")


def local(e: Any) -> str:
    """An element's name without its namespace; "" for an entity."""
    return etree.QName(e).localname if isinstance(e.tag, str) else ""


def folded(e: Any) -> str:
    """All words in an element, with single spaces."""
    return " ".join(" ".join(e.itertext()).split())


def reason_to_drop(e: Any, tag: str, format: Format) -> str | None:
    """Why an element is no text of the law; None if it is."""
    marked = f"{e.get('type')} {e.get('class')}".lower()
    if "footnote" in marked and tag in ("note", "ref"):
        return FOOTNOTE
    if tag == "remark" and e.get("status") == "editorial":
        return "editorial remark"
    return format.dropped.get(tag)


def number_of(e: Any, level: Level) -> Number:
    """The number of a provision: as its `num` states it, or else as it is shown."""
    num = next((c for c in e if local(c) == "num"), None)
    if num is None:
        return Number()
    shown = _shown(num)
    label = label_in(num.get("value") or "", level.word) or label_in(shown, level.word)
    return Number(label, bracketed=shown.endswith(")"))


def _shown(num: Any) -> str:
    """The words of a `num`, without a footnote's mark or text, whose number is another."""
    pieces = [num.text or ""]
    for c in num:
        is_note = "note" in f"{local(c)} {c.get('class')}".lower()
        pieces += ["" if is_note else folded(c), c.tail or ""]
    return " ".join(" ".join(pieces).split())


def label_in(text: str, word: str) -> str:
    """ "5" in "Article 5", "I" in "CHAPTER I", "a" in "(a)"; "" in a dash."""
    found = [w for w in _WORDS.findall(text[:200]) if w.casefold() != word.casefold()]
    with_digit = (w for w in found if any(c.isdigit() for c in w))
    short = (w for w in found if _ROMAN_OR_LETTER.fullmatch(w))
    label = next(with_digit, None) or next(short, None) or next(iter(found), "")
    return _DASHES.sub("-", "".join(label.split()))[:_LONGEST_LABEL]
