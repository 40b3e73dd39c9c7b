"""Legal XML, Akoma Ntoso and USLM: ids, pinpoints, no word lost, and nothing hostile read."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.akn import parse_akn
from ingest.parse.legal_xml import label_in
from ingest.parse.outline import Outline, Part
from ingest.parse.uslm import parse_uslm
from kb.errors import ParseError
from kb.model import ProvisionKind

Parser = Callable[[bytes, str], Outline]
AKN_3 = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
USLM_1 = "http://xml.house.gov/schemas/uslm/1.0"
USLM_2 = "http://schemas.gpo.gov/xml/uslm"


def akn(inner: str, namespace: str = AKN_3) -> Outline:
    source = f'<akomaNtoso xmlns="{namespace}"><act name="x">{inner}</act></akomaNtoso>'
    return parse_akn(source.encode(), "toys.xml")


def uslm(inner: str, root: str = "bill", namespace: str = USLM_2) -> Outline:
    source = f'<{root} xmlns="{namespace}"><main>{inner}</main></{root}>'
    return parse_uslm(source.encode(), "toys.xml")


def parts(outline: Outline) -> dict[str, Part]:
    return {p.id: p for p in outline.parts}


def pinpoints(outline: Outline) -> dict[str, str]:
    return {p.id: p.pinpoint for p in outline.parts}


def text(outline: Outline, id: str) -> str:
    part = parts(outline)[id]
    return outline.text[part.start : part.end]


def dropped(outline: Outline) -> list[tuple[str, str]]:
    return [(d.text, d.reason) for d in outline.dropped]


EU_ACT = """
<meta><note>made by hand</note></meta>
<preface><p><docTitle>Regulation on toy boats<authorialNote marker="1"><p>Sail on.</p>
</authorialNote></docTitle></p></preface>
<preamble>
  <formula name="actor"><p>THE HARBOUR OF BATHTUB,</p></formula>
  <citations><citation><p>Having regard to the soap,</p></citation></citations>
  <recitals><intro><p>Whereas:</p></intro>
    <recital><num>(1)</num><p>Boats float.</p></recital>
    <recital><num>(12)</num><p>Some boats sink:</p>
      <blockList><item><num>(a)</num><p>iron ones.</p></item></blockList></recital>
  </recitals>
</preamble>
<body>
<title><num>TITLE I</num><heading>General</heading>
 <chapter><num>CHAPTER I</num><heading>Boats</heading>
  <section><num>SECTION 2</num><heading>Sails</heading>
   <article><num>Article 5</num><heading>Duties</heading>
    <paragraph><num>1.</num><content><p>Boats shall float.</p></content></paragraph>
    <paragraph><num>2.</num>
     <subparagraph><list><intro><p>A captain shall:</p></intro>
      <point><num>(a)</num><content><p>draw up a <i>chart</i>;</p></content></point>
      <point><num>(b)</num><list><intro><p>carry:</p></intro>
        <point><num>(i)</num><content><p>soap;</p></content></point>
        <indent><num>–</num><content><p>a sponge;</p></content></indent></list></point>
      <wrapUp><p>before supper.</p></wrapUp></list></subparagraph>
     <subparagraph><list><intro><p>A sailor may:</p></intro>
      <point><num>(a)</num><content><p>sing.</p></content></point></list></subparagraph>
    </paragraph>
   </article>
  </section>
 </chapter>
</title>
</body>
<conclusions><p>Done at Bathtub.</p></conclusions>
<attachments>
 <attachment><doc name="annex"><preface><p>ANNEX I</p><p><docTitle>Soaps</docTitle></p></preface>
  <mainBody>
   <section><num>Section A</num>
    <paragraph><num>1.</num><list><intro><p>Hard:</p></intro>
     <point><num>(a)</num><content><p>green.</p></content></point></list></paragraph></section>
   <table><tr><th><p>Soap</p></th><th><p>Price</p></th></tr>
    <tr><td><p>red</p></td><td><p>2</p></td></tr></table>
  </mainBody></doc></attachment>
 <attachment><doc name="annex"><preface><p>ANNEX II</p></preface>
  <mainBody><article><num>Article 5</num><content><p>Rinse.</p></content></article></mainBody>
  </doc></attachment>
</attachments>
"""


@pytest.fixture(scope="module")
def act() -> Outline:
    return akn(EU_ACT)


def test_an_act_of_the_union(act: Outline) -> None:
    assert pinpoints(act) == {
        "tit": "Title",
        "pbl_1": "Preamble",
        "enc_1": "Enacting formula",
        "cit_1": "Citation 1",
        "rct_1": "Recital 1",
        "rct_12": "Recital 12",
        "rct_12/pnt_a": "Recital 12(a)",
        "tis_I": "Title I",
        "tis_I/cpt_I": "Title I, Chapter I",
        "tis_I/cpt_I/sec_2": "Title I, Chapter I, Section 2",
        "art_5": "Article 5",
        "art_5/par_1": "Article 5(1)",
        "art_5/par_2": "Article 5(2)",
        "art_5/par_2/pnt_a": "Article 5(2)(a)",
        "art_5/par_2/pnt_b": "Article 5(2)(b)",
        "art_5/par_2/pnt_b/pnt_i": "Article 5(2)(b)(i)",
        "art_5/par_2/pnt_b/idt_1": "Article 5(2)(b), first indent",
        "art_5/par_2/pnt_a_2": "Article 5(2), second subparagraph, point (a)",
        "fnp_1": "Final formula",
        "anx_I": "Annex I",
        "anx_I/sec_A": "Annex I, Section A",
        "anx_I/sec_A/pnt_1": "Annex I, Section A, point 1",
        "anx_I/sec_A/pnt_1/pnt_a": "Annex I, Section A, point 1(a)",
        "anx_II": "Annex II",
        "anx_II/art_5": "Annex II, Article 5",
    }


def test_the_text_has_its_markers_where_lines_begin(act: Outline) -> None:
    assert text(act, "art_5") == (
        "Article 5\nDuties\n1. Boats shall float.\n2. A captain shall:\n(a) draw up a chart;\n"
        "(b) carry:\n(i) soap;\n– a sponge;\nbefore supper.\nA sailor may:\n(a) sing."
    )
    assert text(act, "art_5/par_2/pnt_a") == "(a) draw up a chart;"
    assert text(act, "anx_I").endswith("Soap | Price\nred | 2")


def test_headings_and_what_binds(act: Outline) -> None:
    found = parts(act)
    assert found["art_5"].heading == "Duties"
    assert found["tis_I/cpt_I"].heading == "Boats"
    assert found["tit"].heading == "Regulation on toy boats"
    assert found["anx_I"].heading == "Soaps"
    assert {p.id for p in act.parts if not p.binding} == {
        *("tit", "pbl_1", "enc_1", "cit_1", "rct_1", "rct_12", "rct_12/pnt_a")
    }
    assert found["art_5"].parent == "tis_I/cpt_I/sec_2"
    assert found["art_5"].kind is ProvisionKind.ARTICLE
    assert found["anx_I/sec_A"].kind is ProvisionKind.SECTION


def test_footnotes_and_metadata_are_dropped(act: Outline) -> None:
    assert dropped(act) == [("made by hand", "metadata"), ("Sail on.", "footnote")]
    assert act.dropped[1].at == len("Regulation on toy boats")


def test_footnote_marks_leave_no_gap() -> None:
    read = akn(
        "<body><article><num>Article 1</num><content><p>Rinse <noteRef marker='1'/>"
        "<authorialNote><p>Twice.</p></authorialNote>, then dry.</p></content></article></body>"
    )
    assert text(read, "art_1") == "Article 1\nRinse, then dry."


def test_a_footnote_of_a_number_is_not_the_number() -> None:
    note = "<authorialNote marker='2'><p>2 Wet.</p></authorialNote>"
    read = akn(f"<body><chapter><num>CHAPTER I{note}</num><p>Row.</p></chapter></body>")
    assert pinpoints(read) == {"cpt_I": "Chapter I"}
    assert read.text == "CHAPTER I\nRow."


@pytest.mark.parametrize(
    "namespace", ["http://www.akomantoso.org/2.0", "http://www.akomantoso.org/1.0", AKN_3 + "/WD17"]
)
def test_older_akoma_ntoso(namespace: str) -> None:
    body = "<body><article><num>Artikel 7 bis</num><content><p>Ruhe.</p></content></article></body>"
    assert pinpoints(akn(body, namespace)) == {"art_7bis": "Article 7bis"}


def test_an_act_of_sections() -> None:
    read = akn(
        "<body><part><num>Part 1</num><section><num>3</num><heading>Kites</heading>"
        "<subsection><num>(1)</num><intro><p>A kite is—</p></intro>"
        "<paragraph><num>(a)</num><content><p>light,</p></content></paragraph></subsection>"
        "</section></part><hcontainer name='schedule'><num>SCHEDULE 2</num>"
        "<paragraph><num>1</num><content><p>String.</p></content></paragraph></hcontainer></body>"
    )
    assert pinpoints(read) == {
        "prt_1": "Part 1",
        "sec_3": "Section 3",
        "sec_3/1": "Section 3(1)",
        "sec_3/1/a": "Section 3(1)(a)",
        "anx_2": "Schedule 2",
        "anx_2/pnt_1": "Schedule 2, point 1",
    }
    assert text(read, "sec_3") == "3 Kites\n(1) A kite is—\n(a) light,"


def test_one_annex_without_a_number_and_several() -> None:
    def annex(words: str) -> str:
        return (
            f"<attachment><doc name='annex'><mainBody><p>{words}</p></mainBody></doc></attachment>"
        )

    one = akn(f"<attachments>{annex('Prices.')}</attachments>")
    assert pinpoints(one) == {"anx": "Annex"}
    two = akn(f"<attachments>{annex('Prices.')}{annex('APPENDIX')}</attachments>")
    assert pinpoints(two) == {"anx_1": "Annex 1", "anx_2": "Appendix 2"}


def test_quoted_structures_stay_where_they_are_quoted() -> None:
    read = akn(
        "<body><article><num>Article 1</num><paragraph><num>1.</num><content><p>Add: <mod>"
        "<quotedStructure startQuote='‘' endQuote='’'><article><num>Article 9</num><heading>Rest"
        "</heading><paragraph><num>1.</num><content><p>Rest.</p></content></paragraph></article>"
        "</quotedStructure></mod>.</p></content></paragraph></article></body>"
    )
    assert list(parts(read)) == ["art_1", "art_1/par_1"]
    assert text(read, "art_1/par_1") == "1. Add:\n‘Article 9\nRest\n1. Rest.’."
    assert parts(read)["art_1"].heading == ""


def test_numbers_that_repeat_are_told_apart() -> None:
    rule = "<article><num>Article 1</num><content><p>Row.</p></content></article>"
    read = akn(
        f"<body><chapter><num>CHAPTER I</num>{rule}</chapter>"
        f"<chapter><num>CHAPTER II</num>{rule}</chapter>{rule}</body>"
    )
    assert pinpoints(read) == {
        "cpt_I": "Chapter I",
        "art_1": "Article 1",
        "cpt_II": "Chapter II",
        "art_1_2": "Chapter II, Article 1",
        "art_1_3": "Article 1 (third so numbered)",
    }


def test_what_has_no_number_is_still_cited() -> None:
    read = akn("<body><p>Alone.</p><section><content><p>Free.</p></content></section></body>")
    assert pinpoints(read) == {
        "txt_1": "Unnumbered paragraph 1",
        "sec_unnumbered": "Section without a number",
    }


def test_empty_provisions_are_none() -> None:
    assert list(parts(akn("<body><article/><article><num>2</num></article></body>"))) == ["art_2"]


def test_invisible_characters_are_dropped() -> None:
    read = akn("<body><article><num>1</num><content><p>Ro\u200bw.</p></content></article></body>")
    assert text(read, "art_1") == "1 Row."
    assert dropped(read) == [("\u200b", "invisible characters")]


BILL = """
<longTitle><docTitle>A BILL</docTitle><officialTitle>To govern kites.</officialTitle></longTitle>
<enactingFormula>Be it flown,</enactingFormula>
<title><num value="I">TITLE I—</num><heading>KITES</heading>
 <section identifier="/x/s101"><num value="101">SEC. 101. </num><heading>Kites.</heading>
  <subsection><num value="a">(a)</num><heading> In general.—</heading>
   <paragraph><num value="1">(1)</num><chapeau>A flyer shall—</chapeau>
    <subparagraph><num value="A">(A)</num><content>hold the string<ref class="footnoteRef"
      idref="n1">1</ref><note type="footnote" id="n1"><num>1</num> Of cotton.</note>; and</content>
     <clause><num value="i">(i)</num><content>run;
      <table><tr><td>wind</td><td>4</td></tr></table></content>
      <subclause><num value="I">(I)</num><content>fast; or</content>
       <item><num value="aa">(aa)</num><content>slowly</content></item></subclause></clause>
    </subparagraph>
    <continuation>unless it rains.</continuation></paragraph></subsection>
  <sourceCredit>(Kite Gazette 4.)</sourceCredit>
  <notes><note><heading>Editorial</heading><p>Flown since long.</p></note></notes>
 </section>
 <section><num value="102">SEC. 102. </num><heading>Amendment.</heading>
  <content>The Ball Act is amended by adding: <quotedContent><section><num value="7">“SEC. 7. </num>
   <heading>Balls.</heading><subsection><num value="a">“(a)</num><content>Balls roll.”</content>
   </subsection></section></quotedContent>.</content></section>
</title>
<title><num value="II">TITLE II—</num><heading>BALLS</heading>
 <section><num value="101">SEC. 101. </num><content>Balls bounce.</content></section></title>
"""


@pytest.fixture(scope="module")
def bill() -> Outline:
    return uslm(BILL)


def test_a_bill(bill: Outline) -> None:
    assert pinpoints(bill) == {
        "tit_long": "Long title",
        "enc_1": "Enacting formula",
        "tis_I": "Title I",
        "sec_101": "Section 101",
        "sec_101/a": "Section 101(a)",
        "sec_101/a/1": "Section 101(a)(1)",
        "sec_101/a/1/A": "Section 101(a)(1)(A)",
        "sec_101/a/1/A/i": "Section 101(a)(1)(A)(i)",
        "sec_101/a/1/A/i/I": "Section 101(a)(1)(A)(i)(I)",
        "sec_101/a/1/A/i/I/aa": "Section 101(a)(1)(A)(i)(I)(aa)",
        "sec_102": "Section 102",
        "tis_II": "Title II",
        "sec_101_2": "Title II, Section 101",
    }
    assert parts(bill)["sec_101"].parent == "tis_I"
    assert parts(bill)["sec_101/a"].heading == "In general"
    assert parts(bill)["tit_long"].heading == "A BILL"


def test_the_text_of_a_bill(bill: Outline) -> None:
    assert text(bill, "sec_101") == (
        "SEC. 101. Kites.\n(a) In general.—\n(1) A flyer shall—\n(A) hold the string; and\n"
        "(i) run;\nwind | 4\n(I) fast; or\n(aa) slowly\nunless it rains."
    )


def test_quoted_content_is_no_provision(bill: Outline) -> None:
    assert text(bill, "sec_102") == (
        "SEC. 102. Amendment.\nThe Ball Act is amended by adding:\n“SEC. 7. Balls.\n"
        "“(a) Balls roll.”."
    )


def test_notes_are_left_out(bill: Outline) -> None:
    assert dropped(bill) == [
        ("1", "footnote"),
        ("1 Of cotton.", "footnote"),
        ("(Kite Gazette 4.)", "source credit"),
        ("Editorial Flown since long.", "note"),
    ]


def test_a_title_of_a_code() -> None:
    read = uslm(
        "<title><num value='9'>Title 9—</num><heading>TOYS</heading><chapter><num value='2'>"
        "CHAPTER 2—</num><heading>KITES</heading><section><num value='78dd–1'>§ 78dd–1.</num>"
        "<heading> Tails</heading><content><p>Long.</p></content></section></chapter></title>",
        "uscDoc",
        USLM_1,
    )
    assert pinpoints(read) == {
        "tis_9": "Title 9",
        "tis_9/cpt_2": "Title 9, Chapter 2",
        "sec_78dd-1": "Section 78dd-1",
    }
    assert text(read, "sec_78dd-1") == "§ 78dd–1. Tails\nLong."


def test_who_introduced_a_bill_is_not_its_approval() -> None:
    action = "<action><date>May 4</date><actionDescription>Read.</actionDescription></action>"
    source = f"<bill><preface><p>H. 1</p>{action}</preface><main>{action}</main></bill>"
    read = parse_uslm(source.encode(), "toys.xml")
    assert pinpoints(read) == {"tit": "Title", "fnp_1": "Approval"}
    assert text(read, "tit") == "H. 1\nMay 4\nRead."


@pytest.mark.parametrize(
    ("shown", "label"),
    [
        ("Article 5", "5"),
        ("Article 5a", "5a"),
        ("Artikel 7 bis", "7bis"),
        ("CHAPTER IV", "IV"),
        ("CHAPTER 2—", "2"),
        ("Part One", "One"),
        ("“(aa)", "aa"),
        ("3.1.", "3.1"),
        ("§ 300aa–1.", "300aa-1"),
        ("–", ""),
        ("", ""),
    ],
)
def test_numbers_are_read_from_what_is_shown(shown: str, label: str) -> None:
    assert label_in(shown, shown.split(" ")[0].title()) == label


# Hostile and broken files

BOTH = pytest.mark.parametrize("parse", [parse_akn, parse_uslm])


def refusal(parse: Parser, source: str) -> str:
    with pytest.raises(ParseError) as refused:
        parse(source.encode(), "toys.xml")
    sentence = str(refused.value)
    assert "toys.xml" in sentence and sentence.endswith(".") and "\n" not in sentence
    return sentence


@BOTH
def test_entities_that_multiply_are_refused(parse: Parser) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    source = f'<!DOCTYPE a [<!ENTITY e0 "ha">{bomb}]><a><section>&e9;</section></a>'
    assert "entities" in refusal(parse, source)


@BOTH
@pytest.mark.parametrize("parameter", ["", "% "])
def test_external_entities_are_refused(parse: Parser, parameter: str) -> None:
    entity = f'<!ENTITY {parameter}f SYSTEM "file:///etc/passwd">'
    used = "" if parameter else "&f;"
    assert "entities" in refusal(parse, f"<!DOCTYPE a [{entity}]><a>Words{used}</a>")


@BOTH
def test_an_entity_that_nothing_defines_is_refused(parse: Parser) -> None:
    source = '<!DOCTYPE a SYSTEM "a.dtd"><a><section>Words {}</section></a>'
    assert parse(source.format("&nbsp;more").encode(), "toys.xml").text == "Words more"
    assert "&f;" in refusal(parse, source.format("&f;"))


@BOTH
def test_deep_nesting_is_refused(parse: Parser) -> None:
    def nested(depth: int) -> str:
        return "<section>" * depth + "x" + "</section>" * depth

    assert parse(nested(100).encode(), "toys.xml").text == "x"
    assert "deep" in refusal(parse, nested(101))
    refusal(parse, nested(5_000))


@BOTH
@pytest.mark.parametrize("source", ["", "no xml", "<a><section>Words", "<a>&undefined;</a>"])
def test_broken_xml_is_refused(parse: Parser, source: str) -> None:
    assert "well-formed" in refusal(parse, source)


@BOTH
def test_a_file_without_text_is_refused(parse: Parser) -> None:
    assert "no text" in refusal(parse, "<a><meta>made by hand</meta></a>")


# No word is lost

_TAGS = """act body preface preamble recital title chapter section article subsection paragraph
subparagraph point indent list num heading intro content chapeau continuation p quotedContent
quotedStructure table tr td note authorialNote sourceCredit meta attachment doc mainBody appendix
hcontainer conclusions level""".split()
_ATTRIBUTES = ["", ' name="schedule"', ' type="footnote"', ' startQuote="“" endQuote="”"']
_NUMBERS = ["Article 1", "(a)", "1.", "–", "I", "§ 2.", ""]


@st.composite
def trees(draw: st.DrawFn, depth: int = 5) -> str:
    """An element of any name with elements in it; each word is another one, put in later."""
    tag = draw(st.sampled_from(_TAGS))
    start = f"<{tag}{draw(st.sampled_from(_ATTRIBUTES))}>"
    if tag == "num":
        return f"{start}{draw(st.sampled_from(_NUMBERS))}</{tag}>"
    inner = draw(st.sampled_from(["", " WORD "]))
    if depth:
        for child in draw(st.lists(trees(depth - 1), max_size=4)):
            inner += child + draw(st.sampled_from(["", " WORD ", "\n", ";"]))
    return f"{start}{inner}</{tag}>"


@BOTH
@given(tree=trees())
def test_no_word_is_lost(parse: Parser, tree: str) -> None:
    pieces = tree.split("WORD")
    words = [f"word{n}q" for n in range(len(pieces))]
    inner = "".join(p + w for p, w in zip(pieces, words, strict=True))
    read = parse(f"<root>{inner}</root>".encode(), "toys.xml")
    read.check()
    kept = re.findall(r"word\d+q", read.text)
    assert kept == sorted(kept, key=words.index), "the words are in their order"
    left = re.findall(r"word\d+q", " ".join(d.text for d in read.dropped))
    assert Counter(kept + left) == Counter(words)
    assert all(read.text[p.start : p.end].strip() for p in read.parts)
