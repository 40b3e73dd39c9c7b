"""Akoma Ntoso (OASIS LegalDocML): acts, bills and other documents, with their attachments.

Read are version 3.0 and the older ones. Lists, unnumbered paragraphs and subparagraphs and other
elements without a number are not provisions; their text is that of the provision around them.
"""

import re
from typing import Any

from ingest.parse.legal_walk import read_legal_xml
from ingest.parse.legal_xml import (
    FOOTNOTE,
    Format,
    Level,
    Number,
    Shape,
    folded,
    local,
    number_of,
)
from ingest.parse.outline import Outline
from kb.model import ProvisionKind as Kind

_LEVELS = {
    "coverPage": Level(Shape.FRONT, Kind.TITLE, "cov", "Cover page", binding=False),
    "preface": Level(Shape.FRONT, Kind.TITLE, "tit", "Title", binding=False),
    "preamble": Level(Shape.FRONT, Kind.PREAMBLE, "pbl_1", "Preamble", binding=False),
    "formula": Level(Shape.FRONT, Kind.PREAMBLE, "enc_1", "Enacting formula", binding=False),
    "conclusions": Level(Shape.FRONT, Kind.FINAL, "fnp_1", "Final formula"),
    "citation": Level(Shape.UNIT, Kind.CITATION, "cit", "Citation", binding=False, counted=True),
    "recital": Level(Shape.UNIT, Kind.RECITAL, "rct", "Recital", binding=False, counted=True),
    "book": Level(Shape.DIVISION, Kind.CHAPTER, "bok", "Book"),
    "tome": Level(Shape.DIVISION, Kind.CHAPTER, "tom", "Tome"),
    "title": Level(Shape.DIVISION, Kind.CHAPTER, "tis", "Title"),
    "subtitle": Level(Shape.DIVISION, Kind.CHAPTER, "sbt", "Subtitle"),
    "part": Level(Shape.DIVISION, Kind.CHAPTER, "prt", "Part"),
    "subpart": Level(Shape.DIVISION, Kind.CHAPTER, "sbp", "Subpart"),
    "division": Level(Shape.DIVISION, Kind.CHAPTER, "div", "Division"),
    "subdivision": Level(Shape.DIVISION, Kind.CHAPTER, "sdv", "Subdivision"),
    "chapter": Level(Shape.DIVISION, Kind.CHAPTER, "cpt", "Chapter"),
    "subchapter": Level(Shape.DIVISION, Kind.CHAPTER, "sbc", "Subchapter"),
    "article": Level(Shape.UNIT, Kind.ARTICLE, "art", "Article"),
    "section": Level(Shape.UNIT, Kind.SECTION, "sec", "Section"),
    "rule": Level(Shape.UNIT, Kind.SECTION, "rul", "Rule"),
    "subsection": Level(Shape.BELOW, Kind.PARAGRAPH, "sbs", "Subsection"),
    "paragraph": Level(Shape.BELOW, Kind.PARAGRAPH, "par", "Paragraph"),
    "subparagraph": Level(Shape.BELOW, Kind.POINT, "sub", "Subparagraph"),
    "alinea": Level(Shape.BELOW, Kind.POINT, "aln", "Alinea"),
    "clause": Level(Shape.BELOW, Kind.POINT, "cls", "Clause"),
    "subclause": Level(Shape.BELOW, Kind.POINT, "scl", "Subclause"),
    "subrule": Level(Shape.BELOW, Kind.PARAGRAPH, "srl", "Subrule"),
    "level": Level(Shape.BELOW, Kind.POINT, "lvl", "Level"),
    "point": Level(Shape.BELOW, Kind.POINT, "pnt", "Point", counted=True),
    "item": Level(Shape.BELOW, Kind.POINT, "pnt", "Point", counted=True),
    "indent": Level(Shape.BELOW, Kind.INDENT, "idt", "Indent", counted=True),
    "regulation": Level(Shape.UNIT, Kind.SECTION, "reg", "Regulation"),
}
# What these are where they only group others.
_GROUPS = {
    "section": Level(Shape.DIVISION, Kind.SECTION, "sec", "Section"),
    "subsection": Level(Shape.DIVISION, Kind.SECTION, "sbs", "Subsection"),
}
_ANNEX = re.compile(r"annex(?:e|ure)?|schedule|appendix|attachment", re.IGNORECASE)
_ANNEX_TITLE = re.compile(
    rf"\W*((?i:{_ANNEX.pattern}))\b(?:\W*\b([IVXLC]+[a-z]?|\d+[A-Za-z]?|[A-Z])(?!\w))?"
)
_INLINE = frozenset(
    """a abbr affectedDocument b concept courtType date def docAuthority docCommittee docDate
    docIntroducer docJurisdiction docketNumber docNumber docProponent docPurpose docStage docStatus
    docTitle docType embeddedText entity event extractText fillIn i inline ins judge lawyer
    legislature location mmod mod mref narrative neutralCitation noteRef object omissis opinion
    organization outcome party person placeholder process quantity quotedText recordedTime ref
    relatedDocument remark rmod role rref session shortTitle signature span sub sup term time u
    vote br eol eop img""".split()
)
_DROPPED = {
    "meta": "metadata",
    "authorialNote": FOOTNOTE,
    "noteRef": FOOTNOTE,
    "footnote": FOOTNOTE,
    "note": FOOTNOTE,
    "notes": FOOTNOTE,
    "del": "deleted by an amendment",
}


def parse_akn(content: bytes, name: str) -> Outline:
    """The outline of an Akoma Ntoso file; `name` is what a ParseError calls it."""
    return read_legal_xml(content, name, _AKN)


def _level(e: Any, tag: str) -> Level | None:
    called = _called(e, tag)
    if _ANNEX.fullmatch(called):
        return _annex(e, called)
    return (_GROUPS if called in _GROUPS and _groups(e) else _LEVELS).get(called)


def _called(e: Any, tag: str) -> str:
    """An element's name; that of a generic container is in an attribute."""
    return e.get("name", "") if tag == "hcontainer" else tag


def _groups(e: Any) -> bool:
    """Whether a section holds articles or divides an annex, so that it is none to be cited by."""
    return any(e.find(path) is not None for path in ("{*}article", "{*}*/{*}article")) or any(
        _ANNEX.fullmatch(_called(a, local(a))) for a in e.iterancestors()
    )


def _annex(e: Any, called: str) -> Level:
    """An annex, by the word that its first line has for it; several without numbers are counted."""
    doc = e.find("{*}doc")
    named = doc.get("name", "") if doc is not None else called
    titled = _ANNEX_TITLE.match(_first_line(e))
    word = titled[1] if titled else named if _ANNEX.fullmatch(named) else "annex"
    if word.lower() == "attachment":
        word = "annex"
    several = any(s is not None and s.tag == e.tag for s in (e.getprevious(), e.getnext()))
    return Level(Shape.ANNEX, Kind.ANNEX, "anx", word.capitalize(), counted=several)


def _number(e: Any, level: Level) -> Number:
    number = number_of(e, level)
    if level.shape is not Shape.ANNEX or number.label:
        return number
    titled = _ANNEX_TITLE.match(_first_line(e))
    return Number(titled[2] or "") if titled else number


def _first_line(e: Any) -> str:
    """The first words in an annex that are not metadata."""
    for line in e.iter("{*}num", "{*}heading", "{*}docTitle", "{*}p", "{*}block"):
        words = folded(line)
        if words and not any(local(a) == "meta" for a in line.iterancestors()):
            return words
    return ""


_AKN = Format(
    level=_level,
    number=_number,
    dropped=_DROPPED,
    quoted=frozenset({"quotedStructure", "embeddedStructure", "embeddedText"}),
    inline=_INLINE,
    titles=frozenset({"docTitle"}),
)
