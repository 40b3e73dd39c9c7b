"""Where provisions refer to one another, read out of the texts themselves.

"Articles 8 to 15", "points (a) and (b) of Article 53(1)", "Chapter III, Section 4", "Annex XI",
"Section 5" lead from the provision that says so to the ones meant; what is said of another act
("Article 6 of Regulation (EU) 2016/679") leads there if it is held. Each reference has a kind, by
what its provision is for: dates, fines, definitions, exceptions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from kb.model import Provision, ProvisionKind, Reference, ReferenceKind, TextKind, unit_of

_NUMBER = r"(?:\d{1,3}[a-z]{0,2}|[IVXLC]{1,6})"
_INNER = r"(?:\s?\((?:\d{1,3}|[a-z]{1,3})\))*"
_NAMED = re.compile(
    rf"\b(?P<kind>Article|Recital|Annex|Chapter|Section|Title|Attachment|Appendix|Clause|Exhibit)"
    rf"(?P<many>s|es)?\s+(?P<list>(?:{_NUMBER}|[A-E])(?![\w]){_INNER}"
    rf"(?:(?:\s?,\s?|\s?,?\s(?:and|or|to)\s){_NUMBER}(?![\w]){_INNER})*)",
    re.IGNORECASE,
)
_ITEM = re.compile(rf"(?P<to>\bto\s+)?(?P<n>{_NUMBER}|[A-E])(?![\w]){_INNER}", re.IGNORECASE)
_OTHER_ACT = re.compile(
    r"^[^.;]{0,80}?\bof\s+(?:the\s+)?(?:Regulation|Directive|Decision|Treaty|TFEU|TEU|Charter|"
    r"Protocol|Council|that (?:Regulation|Directive|Decision)|Framework)[^.;]{0,40}?"
    r"(?P<number>(?:19|20)\d\d/\d+|\d+/(?:19|20)\d\d)?",
)
_DATES = re.compile(
    r"entry into force|\bapplica(?:tion|bility)$|date of application|transitional|already placed|"
    r"commencement|effective date",
    re.I,
)
_FINES = re.compile(r"\bfines?\b|penalt|sanction|infringement", re.I)
_EXCEPTION = re.compile(
    r"shall not apply|do(?:es)? not apply|not be (?:required|prohibited)|by way of derogation|"
    r"with(?:out)? the exception|except|unless|exempt|notwithstanding|without prejudice",
    re.I,
)
_PREFIX = {"article": "art", "recital": "rct", "annex": "anx", "chapter": "cpt", "title": "tis",
           "section": "sec", "attachment": "att", "appendix": "app", "clause": "sec",
           "exhibit": "exh"}  # fmt: skip
# Acts of the Union by their number, as other acts name them.
_ACTS = {"2024/1689": "eu-ai-act", "2016/679": "gdpr", "2024/2847": "cra"}
_LONGEST_RANGE = 60


def references(provisions: Sequence[Provision]) -> list[Reference]:
    """The references among a version's provisions, and into other acts, each once.

    Sources and targets are units: articles, annexes, recitals, top sections. A reference to a
    chapter or section of an act is one to each article in it.
    """
    instrument = provisions[0].instrument if provisions else ""
    places = _Places(provisions)
    found: dict[Reference, None] = {}
    for provision in _with_own_text(provisions):
        source = unit_of(provision.id)
        kind_of_unit = _purpose(places.heading(source))
        for at, end, target in _named(provision.text, instrument, places):
            if target == source:
                continue
            kind = kind_of_unit or _kind(provision.text, at, end, target)
            found[Reference(source, target, kind)] = None
    return list(found)


class _Places:
    """The units of a version, and what lies in its chapters and sections."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._headings = {p.id: p.heading for p in provisions}
        self.units = {unit_of(p.id) for p in provisions}
        parents = {p.id: p.parent for p in provisions}
        self._inside: dict[str, list[str]] = {}
        for p in provisions:
            if p.kind != ProvisionKind.ARTICLE:
                continue
            above = parents.get(p.id)
            while above:
                self._inside.setdefault(above, []).append(p.id)
                above = parents.get(above)

    def heading(self, unit: str) -> str:
        return self._headings.get(unit, "")

    def inside(self, group: str) -> list[str]:
        """The articles of a chapter or section."""
        return self._inside.get(group, [])


def _with_own_text(provisions: Sequence[Provision]) -> Iterator[Provision]:
    """The outermost addressable provisions: their texts hold those of what lies in them."""
    tops = [ProvisionKind.CHAPTER, ProvisionKind.TITLE, ProvisionKind.PREAMBLE]
    for p in provisions:
        if unit_of(p.id) == p.id and p.kind not in tops and p.text_kind == TextKind.TEXT:
            yield p


def _named(text: str, instrument: str, places: _Places) -> Iterator[tuple[int, int, str]]:
    """(start, end, unit) of each provision that a text names."""
    for m in _NAMED.finditer(text):
        other = _OTHER_ACT.match(text[m.end() : m.end() + 160])
        if other and not re.match(r"\s*(?:of this|,? and|,? or|;)", text[m.end() :]):
            number = other["number"] or ""
            act = _ACTS.get(number)
            if act and act != instrument:
                for n in _numbers(m["list"]):
                    yield m.start(), m.end(), f"{act}/{_PREFIX[m['kind'].lower()]}_{n}"
            continue
        for n in _numbers(m["list"]):
            yield from (
                (m.start(), m.end(), unit) for unit in _units(m, n, text, instrument, places)
            )


def _units(m: re.Match[str], n: str, text: str, instrument: str, places: _Places) -> Iterable[str]:
    prefix = _PREFIX[m["kind"].lower()]
    id = f"{instrument}/{prefix}_{n}"
    if prefix in ("cpt", "tis"):
        section = re.match(r",? Section\s+(\d+)", text[m.end() :])
        return places.inside(f"{id}/sec_{section[1]}" if section else id)
    if prefix == "sec" and id not in places.units:
        chapter = re.match(r" of Chapter\s+([IVXLC]+)", text[m.end() :])
        return places.inside(f"{instrument}/cpt_{chapter[1]}/sec_{n}") if chapter else ()
    return (id,) if id in places.units else ()


def _numbers(listed: str) -> list[str]:
    """The numbers of "8 to 15", "16, 22 and 26", "XI or XII", without paragraphs and points."""
    found: list[str] = []
    for item in _ITEM.finditer(listed):
        n = item["n"]
        n = n.upper() if re.fullmatch(r"[IVXLC]+", n) or len(n) == 1 else n.lower()
        if item["to"] and found and found[-1].isdigit() and n.isdigit():
            first, last = int(found[-1]), int(n)
            if first < last <= first + _LONGEST_RANGE:
                found += [str(i) for i in range(first + 1, last)]
        found.append(n)
    return found


def _purpose(heading: str) -> ReferenceKind | None:
    """What an article is for, where its heading says so."""
    if heading.lower().startswith("definition"):
        return ReferenceKind.DEFINITION
    if _DATES.search(heading):
        return ReferenceKind.DATE
    if _FINES.search(heading):
        return ReferenceKind.FINE
    return None


def _kind(text: str, start: int, end: int, target: str) -> ReferenceKind:
    """By the sentence that the reference stands in, and by what it leads to."""
    before = max(text.rfind(mark, 0, start) for mark in (". ", ";", "\n"))
    after = min((i for mark in (". ", ";", "\n") if (i := text.find(mark, end)) >= 0),
                default=len(text))  # fmt: skip
    if _EXCEPTION.search(text[before + 1 : after]):
        return ReferenceKind.EXCEPTION
    return ReferenceKind.LIST if "/anx_" in target else ReferenceKind.PLAIN
