"""The report as PDF, with real text, in a font that has the signs of law texts."""

from functools import cache
from importlib import resources

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import WrapMode, XPos, YPos

from kb.report.document import Block, Document, Heading, Items, Labelled, Paragraph, Table

FAMILY = "Source Sans"
FONTS = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Bold.ttf"}
SIZES = {1: 18, 2: 13, 3: 11}
INK, QUIET, ACCENT = (28, 36, 48), (86, 96, 107), (31, 86, 115)
LINE = 5.2  # mm
LONGEST_WORD = 70  # characters that a line holds in any case; longer ones are cut anywhere


def render(document: Document) -> bytes:
    pdf = _Pdf(format="A4")
    pdf.set_title(document.title)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.set_margins(20, 18, 20)
    for style, file in FONTS.items():
        pdf.add_font(FAMILY, style, _font_file(file))
    pdf.add_page()
    _write(pdf, document.title, SIZES[1], "B")
    for block in document.blocks:
        _block(pdf, block)
    return bytes(pdf.output())


class _Pdf(FPDF):
    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, "", 8)
        self.set_text_color(*QUIET)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align="C")


def _block(pdf: FPDF, block: Block) -> None:
    match block:
        case Heading(text, level):
            pdf.ln(3)
            if pdf.will_page_break(24):
                pdf.add_page()
            _write(pdf, text, SIZES[level], "B")
        case Paragraph(text, quiet):
            _write(pdf, text, 9 if quiet else 10, "", QUIET if quiet else INK)
        case Labelled(label, title, text):
            if pdf.will_page_break(18):
                pdf.add_page()
            _write(pdf, f"{label.upper()} – {title}", 10, "B", ACCENT, gap=0)
            _write(pdf, text, 10)
        case Items(items):
            for item in items:
                _write(pdf, f"– {item}", 9.5, gap=0.8)
            pdf.ln(1)
        case Table(head, rows):
            _table(pdf, head, rows)


def _table(pdf: FPDF, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    if not rows:
        return
    widths = {2: (30, 70), 3: (26, 26, 48)}[len(head)]
    pdf.set_font(FAMILY, "", 9)
    pdf.set_text_color(*INK)
    with pdf.table(col_widths=widths, line_height=4.6, text_align="LEFT", padding=0.8) as table:
        for cells in (head, *rows):
            row = table.row()
            for cell in cells:
                row.cell(_shown(cell))
    pdf.ln(2)


def _write(
    pdf: FPDF,
    text: str,
    size: float,
    style: str = "",
    colour: tuple[int, int, int] = INK,
    gap: float = 2,
) -> None:
    pdf.set_font(FAMILY, style, size)
    pdf.set_text_color(*colour)
    longest = max(map(len, text.split()), default=0)
    pdf.multi_cell(
        0,
        LINE * max(1, size / 11),
        _shown(text),
        align="L",
        wrapmode=WrapMode.CHAR if longest > LONGEST_WORD else WrapMode.WORD,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )
    pdf.ln(gap)


@cache
def _known() -> frozenset[int]:
    """The characters that the font has."""
    with TTFont(_font_file(FONTS[""])) as font:
        return frozenset(font.getBestCmap())


def _shown(text: str) -> str:
    """A text in the characters that the font has; for others stands a box."""
    return "".join(c if ord(c) in _known() else "□" if ord("□") in _known() else "?"
                   for c in " ".join(text.split()))  # fmt: skip


def _font_file(name: str) -> str:
    return str(resources.files("font_source_sans_pro") / "files" / name)
