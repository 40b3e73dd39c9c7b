"""Acts in the Publications Office's XHTML: ids, pinpoints, traps, and no character lost."""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from ingest.parse.oj_xhtml import parse_oj_xhtml
from ingest.parse.outline import Outline, Part
from kb.errors import ParseError
from kb.model import ProvisionKind


def item(marker: str, body: str) -> str:
    """A list item as the Official Journal marks it up: a table of one row."""
    if not body.startswith("<"):
        body = f'<p class="oj-normal">{body}</p>'
    return (
        '<table><col width="4%"/><tbody><tr>'
        f'<td><p class="oj-normal">{marker}</p></td><td>{body}</td></tr></tbody></table>'
    )


def p(text: str, name: str = "oj-normal") -> str:
    return f'<p class="{name}">{text}</p>'


def article(number: str, title: str, body: str) -> str:
    return (
        f'<div class="eli-subdivision" id="art_{number}">{p(f"Article {number}", "oj-ti-art")}'
        f'<div class="eli-title">{p(title, "oj-sti-art")}</div>{body}</div>'
    )


def mark(number: str) -> str:
    """A footnote's mark in a sentence."""
    tag = f'<span class="oj-super oj-note-tag">{number}</span>'
    return f' <a id="ntc{number}-X" href="#ntr{number}-X">({tag})</a>'


def page(body: str, doctype: str = "") -> bytes:
    xhtml = f'{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
    return xhtml.encode()


def inline(name: str, text: str) -> str:
    return f'<span class="oj-{name}">{text}</span>'


def group(text: str) -> str:
    """A heading inside an annex."""
    return p(text, "oj-ti-grseq-1")


def annex(number: str, title: str, *body: str) -> str:
    heading = p(f"ANNEX {number}", "oj-doc-ti") + p(title, "oj-doc-ti")
    return f'<div class="eli-container" id="anx_{number}">{heading}{"".join(body)}</div>'


DEFINITIONS = article(
    "1",
    "Definitions`",
    p("For this Regulation:")
    + item("(1)", "‘hive’ means a box;")
    + item("(2)", "‘queen’s cell’ or ‘cup’ means a place;")
    + item("(3)", p("‘swarm’ means:") + item("(a)", "bees;") + item("(b)", "more bees.")),
)
FILLING = article(
    "2",
    "Filling",
    "<div>"
    + p(f"1.\xa0\xa0 A keeper fills more than 10{inline('super', '25')}.")
    + "</div><div>"
    + p("2.   A keeper shall:")
    + item("(a)", p("open") + item("(i)", "one;") + item("(ii)", "two;"))
    + item("(b)", f"close, as in Regulation (EU) 1/1{mark('2')} and rest:")
    + p("A keeper who is away shall:")
    + item("(a)", "lock;")
    + item("(b)", "label.")
    + p("This ends paragraph 2.")
    + "</div>",
)
AMENDMENT = article(
    "3",
    "Amendment",
    p("In Regulation (EU) 1/1, the following paragraphs are added:")
    + f"<div>{p('‘5.   Bees rest.')}{p('6.   Bees dance.’.')}</div>"
    + item("(1)", p("in Article 7, the following is added:") + p("‘8.   Bees hum.’") + ";")
    + item("(2)", "Article 9 is deleted."),
)
ENTRY = article(
    "4",
    "Entry into force",
    p("It applies at once.") + p("However:") + item("(a)", "not on Sundays."),
)
ANNEXES = (
    annex(
        "I",
        "Boxes",
        group("Section A. Wood"),
        item("1.", "Oak;"),
        group("Section B — Straw"),
        item("2.", "Rye."),
    ),
    annex(
        "II",
        "Files",
        group("Section 1"),
        group("For all"),
        item("1.", p("Tell:") + item("(a)", "the colour;")),
        group("Section 2"),
        group("For some"),
        item("1.", "Tell more."),
    ),
    annex(
        "III",
        "Test",
        group("1. Introduction"),
        p("Hello."),
        group("2. Work"),
        item("2.1.", p("Do:") + item("(a)", "this.")),
    ),
    annex(
        "IV",
        "Two lists",
        p("First:"),
        item("1.", "A;"),
        item("2.", "B."),
        p("Second:"),
        item("1.", "C;"),
        item("2.", "D;"),
        item("3.", "E:"),
        item("—", "F,"),
        item("—", "G."),
        '<div class="oj-enumeration-spacing"><p>4. </p><p><span>H.</span></p></div>',
        "<table><tr><td><p>Old</p></td><td><p>New</p></td></tr></table>",
    ),
)
ACT = page(
    f"""
    <table><tbody><tr><td>{p("EN", "oj-hd-lg")}</td></tr></tbody></table>
    <div class="eli-main-title" id="tit_1">{p("REGULATION (EU) 2099/1", "oj-doc-ti")}</div>
    <div class="eli-subdivision" id="pbl_1">{p("THE COUNCIL,")}
      <div class="eli-subdivision" id="cit_1">{p(f"Having regard to a bee{mark('1')},")}</div>
      {p("Whereas:")}
      <div class="eli-subdivision" id="rct_1">{item("(1)", "Bees are useful.")}</div>
      {p("HAVE ADOPTED THIS REGULATION:")}
    </div>
    <div id="cpt_I">{p("CHAPTER I", "oj-ti-section-1")}
      {p(inline("bold", "HIVES"), "oj-ti-section-2")}{DEFINITIONS}</div>
    <div id="cpt_II">{p("CHAPTER II", "oj-ti-section-1")}{p("HONEY", "oj-ti-section-2")}
      <div id="cpt_II.sct_1">{p("SECTION 1", "oj-ti-section-1")}{p("Jars", "oj-ti-section-2")}
        {FILLING}{AMENDMENT}{ENTRY}</div>
    </div>
    <div class="eli-subdivision" id="fnp_1">{p("Done at the meadow.")}</div>
    <p class="oj-note"><a id="ntr1-X" href="#ntc1-X">({inline("super", "1")})</a> OJ L 1.</p>
    {"".join(ANNEXES)}
    {p("ELI: http://data.europa.eu/eli/reg/2099/1/oj")}
    """
)


@pytest.fixture(scope="module")
def act() -> Outline:
    return parse_oj_xhtml(ACT)


def part(outline: Outline, id: str) -> Part:
    return next(x for x in outline.parts if x.id == id)


def text(outline: Outline, id: str) -> str:
    found = part(outline, id)
    return outline.text[found.start : found.end]


def restored(outline: Outline) -> str:
    """The source's characters: what was dropped is put back, white space and "^" are taken out."""
    pieces, at = [], 0
    for dropped in outline.dropped:
        pieces += [outline.text[at : dropped.at], dropped.text]
        at = dropped.at
    return re.sub(r"[\s^]", "", "".join([*pieces, outline.text[at:]]))


def source_letters(source: bytes) -> str:
    body = etree.fromstring(source).find("{*}body")
    return re.sub(r"\s", "", "".join(body.xpath(".//text()")))


@pytest.mark.parametrize(
    ("id", "pinpoint", "parent"),
    [
        ("tit", "Title", None),
        ("cit_1", "Citation 1", "pbl_1"),
        ("rct_1", "Recital 1", "pbl_1"),
        ("enc_1", "Enacting formula", "pbl_1"),
        ("cpt_I", "Chapter I", None),
        ("art_1", "Article 1", "cpt_I"),
        ("art_1/pnt_3", "Article 1(3)", "art_1"),
        ("art_1/pnt_3/pnt_b", "Article 1(3)(b)", "art_1/pnt_3"),
        ("cpt_II/sec_1", "Chapter II, Section 1", "cpt_II"),
        ("art_2", "Article 2", "cpt_II/sec_1"),
        ("art_2/par_1", "Article 2(1)", "art_2"),
        ("art_2/par_2/pnt_a/pnt_ii", "Article 2(2)(a)(ii)", "art_2/par_2/pnt_a"),
        (
            "art_2/par_2/lst_2/pnt_b",
            "Article 2(2), second subparagraph, point (b)",
            "art_2/par_2",
        ),
        ("art_4/pnt_a", "Article 4(a)", "art_4"),
        ("fnp_1", "Final formula", None),
        ("anx_I", "Annex I", None),
        ("anx_I/sec_A/pnt_1", "Annex I, Section A, point 1", "anx_I/sec_A"),
        ("anx_I/sec_B/pnt_2", "Annex I, Section B, point 2", "anx_I/sec_B"),
        ("anx_II/sec_1/pnt_1/pnt_a", "Annex II, Section 1, point 1(a)", "anx_II/sec_1/pnt_1"),
        ("anx_III/pnt_2", "Annex III, point 2", "anx_III"),
        ("anx_III/pnt_2.1", "Annex III, point 2.1", "anx_III/pnt_2"),
        ("anx_III/pnt_2.1/pnt_a", "Annex III, point 2.1(a)", "anx_III/pnt_2.1"),
        ("anx_IV/pnt_2", "Annex IV, point 2", "anx_IV"),
        ("anx_IV/lst_2/pnt_3", "Annex IV, second list, point 3", "anx_IV"),
        ("anx_IV/lst_2/pnt_4", "Annex IV, second list, point 4", "anx_IV"),
        ("anx_IV/idt_2", "Annex IV, second indent", "anx_IV"),
    ],
)
def test_a_provision_has_the_id_and_pinpoint_that_a_lawyer_expects(
    act: Outline, id: str, pinpoint: str, parent: str | None
) -> None:
    found = part(act, id)
    assert (found.pinpoint, found.parent) == (pinpoint, parent)


@pytest.mark.parametrize(
    ("id", "heading"),
    [
        ("art_1", "Definitions"),  # without the stray "`" of the Official Journal
        ("art_1/pnt_1", "hive"),
        ("art_1/pnt_2", "queen’s cell"),
        ("art_1/pnt_3", "swarm"),
        ("cpt_II", "HONEY"),
        ("cpt_II/sec_1", "Jars"),
        ("anx_I", "Boxes"),
        ("anx_I/sec_B", "Straw"),
        ("anx_II/sec_1", "For all"),
        ("anx_III/pnt_2", "Work"),
    ],
)
def test_a_heading_is_the_words_after_the_number(act: Outline, id: str, heading: str) -> None:
    assert part(act, id).heading == heading


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("cit_1", "Having regard to a bee,"),
        ("rct_1", "(1) Bees are useful."),
        ("art_1", "Article 1\nDefinitions`\nFor this Regulation:\n(1) ‘hive’ means a box;"),
        ("art_2/par_1", "1. A keeper fills more than 10^25."),
        ("art_2/par_2/pnt_a", "(a) open\n(i) one;\n(ii) two;"),
        ("art_2/par_2/pnt_b", "(b) close, as in Regulation (EU) 1/1 and rest:"),
        ("anx_IV/lst_2/pnt_4", "4. H."),
    ],
)
def test_text_has_a_line_for_each_block(act: Outline, id: str, expected: str) -> None:
    assert text(act, id).startswith(expected)


def test_text_after_a_list_belongs_to_the_paragraph(act: Outline) -> None:
    assert text(act, "art_2/par_2").endswith("(b) label.\nThis ends paragraph 2.")
    assert "ends" not in text(act, "art_2/par_2/lst_2/pnt_b")


def test_numbers_quoted_from_another_act_are_no_paragraphs_of_this_one(act: Outline) -> None:
    assert [x.id for x in act.parts if x.id.startswith("art_3")] == [
        "art_3",
        "art_3/pnt_1",
        "art_3/pnt_2",
    ]
    assert "‘5. Bees rest.\n6. Bees dance.’.\n(1)" in text(act, "art_3")
    assert text(act, "art_3/pnt_1").endswith("‘8. Bees hum.’;")


def test_title_and_preamble_do_not_bind_and_the_rest_does(act: Outline) -> None:
    loose = {x.id for x in act.parts if not x.binding}
    assert loose == {"tit", "pbl_1", "cit_1", "rct_1", "enc_1"}


def test_what_is_dropped_is_named(act: Outline) -> None:
    assert [(d.text.strip(), d.reason) for d in act.dropped] == [
        ("EN", "page header"),
        ("(1)", "footnote mark"),
        ("(2)", "footnote mark"),
        ("(1) OJ L 1.", "footnote"),
        ("ELI: http://data.europa.eu/eli/reg/2099/1/oj", "page footer"),
    ]


def test_no_character_is_lost(act: Outline) -> None:
    assert restored(act) == source_letters(ACT)


CONSOLIDATED = page(
    """
    <p class="reference">02099R0001 — EN</p><p class="disclaimer">No legal effect.</p>
    <table><tr><td><p class="title-doc-first">REGULATION (EU) 2099/1</p></td></tr></table>
    <p class="modref"><a>▼B</a></p>
    <p class="title-doc-first">REGULATION (EU) 2099/1</p>
    <p class="title-division-1">CHAPTER I</p><p class="title-division-2">HIVES</p>
    <div class="eli-subdivision" id="art_4">
      <p class="title-article-norm">Article 4</p>
      <div class="eli-title"><p class="stitle-article-norm">Care</p></div>
      <div class="norm"><span class="no-parag">1.  </span>
        <div class="norm inline-element">Keepers care, ►M1 always ◄, for bees.</div></div>
      <p class="modref"><a>▼M1</a></p>
      <div class="norm"><span class="no-parag">1a.  </span>
        <div class="norm inline-element"><p class="norm inline-element">They (<a href="#E0001"
          id="src.E0001"><span class="superscript">1</span></a>) shall:</p>
          <div class="grid-container grid-list">
            <div class="list grid-list-column-1"><span>(b) </span></div>
            <div class="grid-list-column-2"><p class="norm">feed;</p></div></div>
          <div class="grid-container grid-list">
            <div class="list grid-list-column-1"><p class="modref"><a>▼M1</a></p>
              <span>(ba) </span></div>
            <div class="grid-list-column-2"><p class="norm">water.</p></div></div>
        </div></div>
      <p class="norm">This ends paragraph 1a.</p>
      <p class="modref"><a>▼M1</a> —————</p>
    </div>
    <p class="title-article-norm">Article 4a</p>
    <p class="stitle-article-norm">Winter</p>
    <p class="norm">Bees sleep.</p>
    <hr class="separator-annex"/>
    <p class="title-annex-1">ANNEX XIV</p><p class="title-annex-2">Codes</p>
    <p class="title-gr-seq-level-1">Part I Letters</p>
    <div class="grid-container grid-list">
      <div class="list grid-list-column-1"><span>(1) </span></div>
      <div class="grid-list-column-2"><p class="norm">A.</p></div></div>
    <p class="footnote">(<a href="#src.E0001" id="E0001">1</a>) OJ L 1.</p>
    """
)


def test_a_consolidated_text_gives_inserted_articles_paragraphs_and_points() -> None:
    outline = parse_oj_xhtml(CONSOLIDATED)
    assert [(x.id, x.pinpoint) for x in outline.parts] == [
        ("tit", "Title"),
        ("cpt_I", "Chapter I"),
        ("art_4", "Article 4"),
        ("art_4/par_1", "Article 4(1)"),
        ("art_4/par_1a", "Article 4(1a)"),
        ("art_4/par_1a/pnt_b", "Article 4(1a)(b)"),
        ("art_4/par_1a/pnt_ba", "Article 4(1a)(ba)"),
        ("art_4a", "Article 4a"),
        ("anx_XIV", "Annex XIV"),
        ("anx_XIV/prt_I", "Annex XIV, Part I"),
        ("anx_XIV/prt_I/pnt_1", "Annex XIV, Part I, point (1)"),
    ]
    assert text(outline, "art_4/par_1") == "1. Keepers care, always, for bees."
    assert text(outline, "art_4/par_1a") == (
        "1a. They shall:\n(b) feed;\n(ba) water.\nThis ends paragraph 1a."
    )
    assert part(outline, "art_4a").heading == "Winter"
    assert part(outline, "anx_XIV").heading == "Codes"
    assert restored(outline) == source_letters(CONSOLIDATED)


def test_the_markup_without_prefix_gives_the_same() -> None:
    older = parse_oj_xhtml(ACT.replace(b"oj-", b""))
    assert older.parts == parse_oj_xhtml(ACT).parts


def test_an_article_without_a_division_of_its_own_is_found_by_its_heading() -> None:
    flat = page(p("Article 1", "ti-art") + p("Bees fly.", "normal") + p("Article 2", "ti-art"))
    assert [x.id for x in parse_oj_xhtml(flat).parts] == ["art_1", "art_2"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"<html><body><p>", "not well-formed"),
        (b"<html/>", "no body"),
        (page(p("Nothing to see.")), "no article"),
        (
            page(p("&bomb;"), '<!DOCTYPE html [<!ENTITY bomb "boom">]>'),
            "entity of its own, &bomb;",
        ),
        (
            page(p("&secret;"), '<!DOCTYPE html [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'),
            "entity of its own, &secret;",
        ),
    ],
)
def test_what_is_no_act_is_refused(source: bytes, message: str) -> None:
    with pytest.raises(ParseError, match=message):
        parse_oj_xhtml(source)


def test_named_characters_are_read_without_their_dtd() -> None:
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">'
    source = page(p("Article 1", "ti-art") + p("1.&nbsp;Bees&nbsp;fly.", "normal"), doctype)
    assert text(parse_oj_xhtml(source), "art_1/par_1") == "1. Bees fly."


# The AI Act itself


@pytest.fixture(scope="module")
def ai_act_source() -> bytes:
    default = Path(__file__).parents[2] / "shared" / "texts"
    folder = Path(os.environ.get("REGATLAS_MIRROR", default))
    path = folder / "eu-ai-act" / "32024R1689.xhtml"
    if not path.exists():
        pytest.skip(f"the real texts are not here: no {path.name} (set REGATLAS_MIRROR)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def ai_act(ai_act_source: bytes) -> Outline:
    return parse_oj_xhtml(ai_act_source)


@pytest.mark.texts
def test_the_ai_act_is_whole(ai_act: Outline, ai_act_source: bytes) -> None:
    ids = [x.id for x in ai_act.parts]
    kinds = [x.kind for x in ai_act.parts]
    assert [i for i, k in zip(ids, kinds, strict=True) if k is ProvisionKind.ARTICLE] == [
        f"art_{n}" for n in range(1, 114)
    ]
    assert [i for i, k in zip(ids, kinds, strict=True) if k is ProvisionKind.RECITAL] == [
        f"rct_{n}" for n in range(1, 181)
    ]
    assert kinds.count(ProvisionKind.ANNEX) == 13
    assert [i for i in ids if re.fullmatch(r"art_3/pnt_\d+", i)] == [
        f"art_3/pnt_{n}" for n in range(1, 69)
    ]
    assert all(part(ai_act, f"art_3/pnt_{n}").heading for n in range(1, 69))
    assert restored(ai_act) == source_letters(ai_act_source)
    assert not ai_act.notes


@pytest.mark.texts
@pytest.mark.parametrize(
    ("id", "pinpoint"),
    [
        ("art_5/par_1/pnt_h/pnt_iii", "Article 5(1)(h)(iii)"),
        ("art_53/par_1/pnt_b/pnt_i", "Article 53(1)(b)(i)"),
        ("art_43/par_1/lst_2/pnt_a", "Article 43(1), second subparagraph, point (a)"),
        ("art_113/pnt_a", "Article 113(a)"),
        ("anx_I/sec_A/pnt_3", "Annex I, Section A, point 3"),
        ("anx_II/idt_1", "Annex II, first indent"),
        ("anx_III/pnt_1/pnt_a", "Annex III, point 1(a)"),
        ("anx_VII/pnt_4.3", "Annex VII, point 4.3"),
        ("anx_XI/sec_1/pnt_2/pnt_a", "Annex XI, Section 1, point 2(a)"),
        ("anx_XIII/pnt_c", "Annex XIII, point (c)"),
        ("cpt_V/sec_2", "Chapter V, Section 2"),
    ],
)
def test_a_provision_of_the_ai_act_is_found(ai_act: Outline, id: str, pinpoint: str) -> None:
    assert part(ai_act, id).pinpoint == pinpoint


@pytest.mark.texts
def test_the_ai_act_has_the_power_and_no_marks_of_notes(ai_act: Outline) -> None:
    assert text(ai_act, "art_51/par_2").endswith("greater than 10^25.")
    assert text(ai_act, "cit_4").endswith("Committee,")
    assert part(ai_act, "art_53").parent == "cpt_V/sec_2"
    assert part(ai_act, "art_3/pnt_63").heading == "general-purpose AI model"
    articles = [x for x in ai_act.parts if x.kind is ProvisionKind.ARTICLE]
    assert all(a.end < b.start for a, b in pairwise(articles))
