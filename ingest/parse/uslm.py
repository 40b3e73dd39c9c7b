"""United States Legislative Markup (USLM): the Code, public laws, bills and other documents.

Text that a provision quotes, as in amendments, stays in that provision. Notes, source credits and
page numbers are left out.
"""

from typing import Any

from ingest.parse.legal_walk import read_legal_xml
from ingest.parse.legal_xml import FOOTNOTE, Format, Level, Shape, local, number_of
from ingest.parse.outline import Outline
from kb.model import ProvisionKind as Kind

_LEVELS = {
    "preface": Level(Shape.FRONT, Kind.TITLE, "tit", "Title", binding=False),
    "longTitle": Level(Shape.FRONT, Kind.TITLE, "tit_long", "Long title", binding=False),
    "preamble": Level(Shape.FRONT, Kind.PREAMBLE, "pbl_1", "Preamble", binding=False),
    "recital": Level(Shape.UNIT, Kind.RECITAL, "rct", "Recital", binding=False, counted=True),
    "enactingFormula": Level(
        Shape.FRONT, Kind.PREAMBLE, "enc_1", "Enacting formula", binding=False
    ),
    "resolvingClause": Level(
        Shape.FRONT, Kind.PREAMBLE, "enc_1", "Resolving clause", binding=False
    ),
    "action": Level(Shape.FRONT, Kind.FINAL, "fnp_1", "Approval"),
    "attestation": Level(Shape.FRONT, Kind.FINAL, "fnp_attestation", "Attestation"),
    "signatures": Level(Shape.FRONT, Kind.FINAL, "fnp_signatures", "Signatures"),
    "title": Level(Shape.DIVISION, Kind.CHAPTER, "tis", "Title"),
    "subtitle": Level(Shape.DIVISION, Kind.CHAPTER, "sbt", "Subtitle"),
    "part": Level(Shape.DIVISION, Kind.CHAPTER, "prt", "Part"),
    "subpart": Level(Shape.DIVISION, Kind.CHAPTER, "sbp", "Subpart"),
    "division": Level(Shape.DIVISION, Kind.CHAPTER, "div", "Division"),
    "subdivision": Level(Shape.DIVISION, Kind.CHAPTER, "sdv", "Subdivision"),
    "chapter": Level(Shape.DIVISION, Kind.CHAPTER, "cpt", "Chapter"),
    "subchapter": Level(Shape.DIVISION, Kind.CHAPTER, "sbc", "Subchapter"),
    "article": Level(Shape.DIVISION, Kind.CHAPTER, "art", "Article"),
    "subarticle": Level(Shape.DIVISION, Kind.CHAPTER, "sba", "Subarticle"),
    "section": Level(Shape.UNIT, Kind.SECTION, "sec", "Section"),
    "courtRule": Level(Shape.UNIT, Kind.SECTION, "rul", "Rule"),
    "appendix": Level(Shape.ANNEX, Kind.ANNEX, "anx", "Appendix"),
    "subsection": Level(Shape.BELOW, Kind.PARAGRAPH, "", "Subsection"),
    "paragraph": Level(Shape.BELOW, Kind.POINT, "", "Paragraph"),
    "subparagraph": Level(Shape.BELOW, Kind.POINT, "", "Subparagraph"),
    "clause": Level(Shape.BELOW, Kind.POINT, "", "Clause"),
    "subclause": Level(Shape.BELOW, Kind.POINT, "", "Subclause"),
    "item": Level(Shape.BELOW, Kind.POINT, "", "Item"),
    "subitem": Level(Shape.BELOW, Kind.POINT, "", "Subitem"),
    "subsubitem": Level(Shape.BELOW, Kind.POINT, "", "Subsubitem"),
    "level": Level(Shape.BELOW, Kind.POINT, "", "Level"),
}
_INLINE = frozenset(
    """a amendingAction approvedDate b br citableAs committee cosponsor date del em entity fillIn
    headingText i img inline ins proviso quotedText ref shortTitle span sponsor strong sub sup term
    u""".split()
)
_NOTE = "note"
_DROPPED = {
    "meta": "metadata",
    "note": _NOTE,
    "notes": _NOTE,
    "sidenote": _NOTE,
    "editorialNote": _NOTE,
    "footnote": FOOTNOTE,
    "endnote": FOOTNOTE,
    "sourceCredit": "source credit",
    "legislativeHistory": "legislative history",
    "page": "page number",
    "endMarker": "end mark",
    "del": "deleted by an amendment",
}


def parse_uslm(content: bytes, name: str) -> Outline:
    """The outline of a USLM file; `name` is what a ParseError calls it."""
    return read_legal_xml(content, name, _USLM)


def _level(e: Any, tag: str) -> Level | None:
    if tag == "action" and any(local(a) == "preface" for a in e.iterancestors()):
        return None  # a bill's introduction, not its approval
    return _LEVELS.get(tag)


_USLM = Format(
    level=_level,
    number=number_of,
    dropped=_DROPPED,
    quoted=frozenset({"quotedContent"}),
    inline=_INLINE,
    titles=frozenset({"docTitle", "officialTitle"}),
)
