"""Ids and pinpoints of the subdivisions of acts: ELI's names, and how a lawyer writes them."""

import re
from dataclasses import dataclass

from kb.model import ProvisionKind

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth", "twentieth"),
)

# ELI's short names; "class" and "group" are headings met in annexes only.
_DIVISIONS = {
    "title": "tis",
    "part": "prt",
    "chapter": "cpt",
    "section": "sec",
    "subsection": "sbs",
    "class": "cls",
    "group": "grp",
}

_MARKER = re.compile(
    r"(?P<open>\()?(?P<label>\d+(?:\.\d+)*[a-z]{0,2}|[a-z]{1,5}|[A-Z])(?P<close>\)|\.)\.?"
)
_DASH = re.compile(r"[—–•·-]")

# The defined term of "(1) ‘AI system’ means ...", in any of the quotation marks that acts use.
_TERM = re.compile(
    r"(?:\S+ )?(?:‘(?P<a>.+?)’|“(?P<b>.+?)”|\"(?P<c>.+?)\"|'(?P<d>.+?)')(?![\w])"
    r".{0,160}?\b(?:means?|has the meaning|have the meaning|shall mean)\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A subdivision's identity: its id below the instrument, its kind, its pinpoint."""

    id: str
    kind: ProvisionKind
    pinpoint: str


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a list item: "(a)", "1.", "3.1." or, with an empty label, a dash."""

    label: str
    bracketed: bool = True


def read_marker(text: str) -> Marker | None:
    """The marker that `text` is, as a whole; None if it is none."""
    if _DASH.fullmatch(text):
        return Marker("")
    match = _MARKER.fullmatch(text)
    if match is None or (match["open"] and match["close"] != ")"):
        return None
    return Marker(match["label"], bracketed=match["close"] == ")")


def defined_term(text: str) -> str:
    """The term that a definition defines, without its quotation marks; "" if it is none."""
    match = _TERM.match(text)
    return next(filter(None, match.groups()), "") if match else ""


def ordinal(n: int) -> str:
    """ "first" to "twentieth", then "21st" and so on."""
    if n <= len(_ORDINALS):
        return _ORDINALS[n - 1]
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def division(word: str, number: str, parent: Place | None) -> Place:
    """A title, part, chapter or section: of the act, or of the annex or chapter `parent`."""
    word = word.lower().replace("-", "")
    local = f"{_DIVISIONS[word]}_{number}"
    kind = (
        ProvisionKind.CHAPTER
        if word in ("title", "part", "chapter") and (parent is None or not in_annex(parent))
        else ProvisionKind.SECTION
    )
    name = f"{word.capitalize()} {number}"
    if parent is None:
        return Place(local, kind, name)
    return Place(f"{parent.id}/{local}", kind, f"{parent.pinpoint}, {name}")


def headed(annex: Place, heading: str, n: int) -> Place:
    """The part of an annex under its nth heading that has no number."""
    pinpoint = f"{annex.pinpoint}, under “{heading}”"
    return Place(f"{annex.id}/hdg_{n}", ProvisionKind.SECTION, pinpoint)


def article(number: str) -> Place:
    return Place(f"art_{number}", ProvisionKind.ARTICLE, f"Article {number}")


def paragraph(parent: Place, number: str) -> Place:
    pinpoint = f"{parent.pinpoint}({number})"
    return Place(f"{parent.id}/par_{number}", ProvisionKind.PARAGRAPH, pinpoint)


def annex(number: str) -> Place:
    """An annex; `number` is "" for an act's only one."""
    if not number:
        return Place("anx", ProvisionKind.ANNEX, "Annex")
    return Place(f"anx_{number}", ProvisionKind.ANNEX, f"Annex {number}")


def in_annex(place: Place) -> bool:
    return place.id.startswith("anx")


def point(parent: Place, marker: Marker) -> Place:
    """A lettered or numbered item of a list in `parent`.

    In articles brackets are enough, "Article 5(1)(h)(iii)"; in annexes, and after the words of
    `nth_list`, the first one is called a point: "Annex III, point 1(a)".
    """
    label = marker.label
    holder, _, outer = parent.id.rpartition("/pnt_")
    if holder and "/" not in outer:
        if label.startswith(f"{outer}."):  # point 3.1 says itself that it is in point 3
            pinpoint = parent.pinpoint.removesuffix(outer) + label
            return Place(f"{holder}/pnt_{label}", ProvisionKind.POINT, pinpoint)
        pinpoint = f"{parent.pinpoint}({label})"
    elif in_annex(parent) or parent.id.rpartition("/")[2].startswith("lst_"):
        pinpoint = f"{parent.pinpoint}, point {f'({label})' if marker.bracketed else label}"
    else:
        pinpoint = f"{parent.pinpoint}({label})"
    return Place(f"{parent.id}/pnt_{label}", ProvisionKind.POINT, pinpoint)


def indent(parent: Place, n: int) -> Place:
    """The nth dashed item in `parent`."""
    pinpoint = f"{parent.pinpoint}, {ordinal(n)} indent"
    return Place(f"{parent.id}/idt_{n}", ProvisionKind.INDENT, pinpoint)


def nth_list(parent: Place, n: int, subparagraph: int = 0) -> Place:
    """The nth list in `parent`, where its items begin again at (a) or 1; it is no part itself.

    In a paragraph it is called by its subparagraph, as lawyers do, if that one's number is known.
    """
    if subparagraph and parent.kind is ProvisionKind.PARAGRAPH:
        name = f"{ordinal(subparagraph)} subparagraph"
    else:
        name = f"{ordinal(n)} list"
    return Place(f"{parent.id}/lst_{n}", parent.kind, f"{parent.pinpoint}, {name}")
