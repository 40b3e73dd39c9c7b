"""Acts of the EU in the Publications Office's XHTML, as published or consolidated."""

import re

from ingest.parse import pinpoint
from ingest.parse.builder import OpenPart, OutlineBuilder, Rank
from ingest.parse.oj_blocks import Block, Role, read_blocks
from ingest.parse.outline import Outline
from ingest.parse.pinpoint import Marker, Place, defined_term, in_annex, read_marker
from kb.errors import ParseError
from kb.model import ProvisionKind

_RANKS = {
    "TITLE": Rank.TOP,
    "PART": Rank.TOP,
    "CHAPTER": Rank.CHAPTER,
    "SECTION": Rank.SECTION,
    "SUBSECTION": Rank.SUBSECTION,
}

_DIVISION_HEADING = re.compile(
    r"(TITLE|PART|CHAPTER|SUB-?SECTION|SECTION)\s+([IVXLC]+[a-z]?|\d+[a-z]?|[A-Z])"
    r"(?:\s*[.:—–-]?\s+(.+))?",
    re.IGNORECASE,
)
_ARTICLE_HEADING = re.compile(r"Article\s+(\d+[a-z]*)", re.IGNORECASE)
_ANNEX_HEADING = re.compile(r"ANNEX(?:\s+([IVXLC]+[a-z]?|\d+[a-z]?|[A-Z]))?")
_GROUP_HEADING = re.compile(
    r"(SECTION|PART|CHAPTER|TITLE|CLASS|GROUP)\s+([IVXLC]+|[A-Z]|\d+)(?![\w])[\s.:—–-]*(.*)",
    re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d+)*)\.?\s+(.+)")
_LETTERED_HEADING = re.compile(r"([A-Z]|[IVX]+)\.\s+(.+)")
_PARAGRAPH_START = re.compile(r"(\d+[a-z]*)\.\s")
_ENACTING = re.compile(r"HA(?:S|VE) (?:ADOPTED|DECIDED)")
_CLOSING = re.compile(
    r"This (?:Regulation|Directive|Decision) shall be binding in its entirety|Done at \w"
)
_AMENDS = re.compile(r"\b(?:added|inserted|replaced|amended)\b.*:$")
_QUOTE_ENDS = re.compile(r"[’”\"][;.,]*(?: (?:and|or))?$")


def parse_oj_xhtml(source: bytes) -> Outline:
    """The outline of an act, with its title, preamble, enacting terms and annexes.

    Read are the Official Journal's markup, with and without its "oj-" prefix, and that of the
    consolidated texts. Consolidated texts of before the ELI markup, whose lists are indented
    divisions without class names, keep their text but not their points.

    Where the items of a paragraph or an annex begin again at (a) or 1 and no heading divides
    them, the ids of the second list get its number: anx_V/lst_2/pnt_1. Text quoted from another
    act, as in amending articles, stays in the provision that quotes it.

    Raises ParseError if no article is found.
    """
    act = _Act()
    for block in read_blocks(source):
        act.read(block)
    outline = act.out.outline()
    if not any(p.kind is ProvisionKind.ARTICLE for p in outline.parts):
        raise ParseError("no article was found in the XHTML; is this the text of an EU act?")
    return outline


class _Act:
    """Opens and closes provisions as the lines of the act come by."""

    def __init__(self) -> None:
        self.out = OutlineBuilder()
        self._untitled: OpenPart | None = None  # a heading's number came, its words may follow
        self._articles = 0  # the last article's number
        self._enacting = False  # past the preamble
        self._annex: Place | None = None
        self._headings = 0  # unnumbered ones in the annex
        self._subparagraph = 0  # of the paragraph
        self._previous = ""
        self._quoted_at: int | None = None  # the depth at which a quotation of an act began

    def read(self, block: Block) -> None:
        if not block.text:
            for dropped in block.dropped:
                self.out.drop(dropped.text, dropped.reason)
            return
        quoted = self._in_quotation(block)
        if quoted or block.role is Role.TEXT or not self._heading(block):
            self._untitled = None
            self._text(block, quoted=quoted)
        self.out.line(block.text, block.dropped)
        self._previous = block.text

    # Headings

    def _heading(self, block: Block) -> bool:
        """Open what a heading begins; False if it is no heading that is understood."""
        match block.role:
            case Role.TITLE:
                return self._title(block.text)
            case Role.DIVISION:
                return self._division(block.text)
            case Role.ARTICLE:
                return self._article(block.text)
            case Role.GROUP if self._annex is not None:
                return self._group(block)
        return self._entitle(block.text)

    def _title(self, text: str) -> bool:
        number = _ANNEX_HEADING.fullmatch(text)
        if number:
            place = pinpoint.annex(number[1] or "")
            if self.out.has(place.id):
                return False
            self._annex, self._enacting, self._headings = place, True, 0
            self._untitled = self.out.open(Rank.TOP, place)
            return True
        if self._annex is not None:
            return self._entitle(text)
        if not self.out.has("tit"):
            place = Place("tit", ProvisionKind.TITLE, "Title")
            self.out.open(Rank.TOP, place, binding=False)
        return True

    def _division(self, text: str) -> bool:
        match = _DIVISION_HEADING.fullmatch(text)
        if match is None:
            return self._entitle(text)
        self._enact()
        rank = _RANKS[match[1].upper().replace("-", "")]
        place = pinpoint.division(match[1], match[2], self.out.enclosing(rank))
        if self.out.has(place.id):
            return False
        self._untitled = self.out.open(rank, place, heading=match[3] or "")
        return True

    def _article(self, text: str) -> bool:
        match = _ARTICLE_HEADING.fullmatch(text)
        if match is None or self.out.has(f"art_{match[1]}"):
            return False
        self._enact()
        self._articles = int(re.sub(r"\D", "", match[1]))
        self._subparagraph = 0
        self._untitled = self.out.open(Rank.ARTICLE, pinpoint.article(match[1]))
        return True

    def _enact(self) -> None:
        """Leave the title and the preamble behind."""
        if not self._enacting:
            self.out.close(Rank.TOP)
        self._enacting = True

    def _group(self, block: Block) -> bool:
        """A heading in an annex: of a section, of a numbered point, or just words."""
        assert self._annex is not None
        rank, text = min(block.level, 4), block.text
        parent = self.out.enclosing(rank) or self._annex
        match = _GROUP_HEADING.fullmatch(text)
        if match:
            place, heading = pinpoint.division(match[1], match[2], parent), match[3]
        elif match := _NUMBERED_HEADING.fullmatch(text):
            rank = Rank.PARAGRAPH + match[1].count(".")
            parent = self.out.enclosing(rank) or self._annex
            place = pinpoint.point(parent, Marker(match[1], bracketed=False))
            heading = match[2]
        elif match := _LETTERED_HEADING.fullmatch(text):
            place, heading = pinpoint.division("section", match[1], parent), match[2]
        elif self._entitle(text):
            return True
        else:
            self._headings += 1
            place, heading = pinpoint.headed(self._annex, text, self._headings), text
        if self.out.has(place.id):
            return False
        part = self.out.open(rank, place, heading=heading.strip())
        self._untitled = None if part.heading else part
        return True

    def _entitle(self, text: str) -> bool:
        """Give the words of a heading to the number that came before."""
        if self._untitled is None:
            return False
        # The Official Journal has a stray "`" after the title of Article 1 of the AI Act.
        words = text.rstrip("` ")
        self._untitled.heading = f"{self._untitled.heading} {words}".strip()
        return True

    # Text

    def _text(self, block: Block, *, quoted: bool) -> None:
        """Open the provision that a line of text begins, if it begins one."""
        if block.anchor.startswith("fnp") or (self._enacting and _CLOSING.match(block.text)):
            self._once(Rank.TOP, Place("fnp_1", ProvisionKind.FINAL, "Final formula"))
        elif not self._enacting:
            self._preamble(block)
        elif not self.out.has("fnp_1") or self._annex is not None:
            self._provision(block, quoted=quoted)

    def _preamble(self, block: Block) -> None:
        kind, _, number = block.anchor.partition("_")
        marker = read_marker(block.marker)
        if kind == "tit" and self.out.has("tit"):
            return
        self._once(Rank.TOP, Place("pbl_1", ProvisionKind.PREAMBLE, "Preamble"), binding=False)
        if kind == "cit":
            place = Place(block.anchor, ProvisionKind.CITATION, f"Citation {number}")
            self._once(Rank.CHAPTER, place, binding=False)
        elif kind == "rct" or (marker and marker.label.isdigit() and block.depth == 1):
            number = number if kind == "rct" else marker.label if marker else ""
            place = Place(f"rct_{number}", ProvisionKind.RECITAL, f"Recital {number}")
            self._once(Rank.CHAPTER, place, binding=False)
        elif _ENACTING.match(block.text):
            place = Place("enc_1", ProvisionKind.PREAMBLE, "Enacting formula")
            self._once(Rank.CHAPTER, place, binding=False)
        elif not block.depth:
            self.out.close(Rank.CHAPTER)

    def _once(self, rank: int, place: Place, *, binding: bool = True) -> None:
        if not self.out.has(place.id):
            self.out.open(rank, place, binding=binding)

    def _provision(self, block: Block, *, quoted: bool) -> None:
        marker = None if quoted else read_marker(block.marker)
        rank = Rank.ITEM + block.depth
        parent = self.out.enclosing(rank)
        numbered = None if quoted or block.depth else _PARAGRAPH_START.match(block.text)
        if marker is not None and parent is not None:
            term = "" if in_annex(parent) else defined_term(block.text)
            self.out.item(rank, parent, marker, heading=term, subparagraph=self._subparagraph)
        elif numbered and (holder := self.out.enclosing(Rank.PARAGRAPH)) is not None:
            if in_annex(holder):
                self.out.item(Rank.PARAGRAPH, holder, Marker(numbered[1], bracketed=False))
                return
            place = pinpoint.paragraph(holder, numbered[1])
            if self.out.has(place.id):
                self.out.notes.append(f"{place.id}: this number comes twice; the second is text")
            else:
                self.out.open(Rank.PARAGRAPH, place)
            self._subparagraph = 1
        else:
            self._subparagraph += not block.depth
            self.out.close(rank + 1)

    # Quotations

    def _in_quotation(self, block: Block) -> bool:
        """Whether a line is quoted from another act, whose numbers are not this act's."""
        start = self._quoted_at
        if start is not None and (
            block.depth < start
            or (block.marker and 0 < block.depth == start)
            or self._surely_heading(block)
        ):
            self._quoted_at = None
        body = block.text.removeprefix(block.marker).lstrip()
        if self._quoted_at is None and body[:1] in '‘“"' and _AMENDS.search(self._previous):
            self._quoted_at = block.depth
        quoted = self._quoted_at is not None
        if quoted and _QUOTE_ENDS.search(block.text):
            self._quoted_at = None
        return quoted

    def _surely_heading(self, block: Block) -> bool:
        """A heading that ends a quotation even if its closing mark was missed."""
        if block.depth:
            return False
        if block.role is Role.ARTICLE:
            match = _ARTICLE_HEADING.fullmatch(block.text)
            return match is not None and match[1] == str(self._articles + 1)
        return block.role is Role.TITLE and _ANNEX_HEADING.fullmatch(block.text) is not None
