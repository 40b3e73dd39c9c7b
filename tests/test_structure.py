"""Structure recognised in blocks: acts, bills and codes, guidelines, headings, pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parse.blocks import Block, BlockKind, Document
from ingest.parse.markers import Found, Lists, leading
from ingest.parse.structure import Recognised, structured
from kb.errors import ParseError

H = BlockKind.HEADING


def read(*blocks: Block | str) -> Recognised:
    return structured(Document(tuple(b if isinstance(b, Block) else Block(b) for b in blocks)))


def ids(*blocks: Block | str) -> list[str]:
    return [p.id for p in read(*blocks).outline.parts]


def test_a_bill_that_adds_to_a_code() -> None:
    found = read(
        "An act about toys.",
        "SECTION 1. This act is the Toy Act.",
        "SEC. 2. Chapter 25 is added, to read:",
        "CHAPTER 25. Toys",
        "22757.12. (a) (1) A maker shall write a plan.",
        "(2) The plan says:",
        "(A) who;",
        "(B) when.",
        "(b) A maker shall not lie.",
        "22757.13. Words have their plain meaning.",
    )
    parts = {p.id: p.pinpoint for p in found.outline.parts}
    assert {"sec_1", "sec_2", "cpt_25", "sec_22757.12", "sec_22757.13"} <= set(parts)
    assert parts["sec_22757.12/a/1"] == "Section 22757.12(a)(1)"
    assert parts["sec_22757.12/a/2/B"] == "Section 22757.12(a)(2)(B)"
    assert parts["sec_22757.12/b"] == "Section 22757.12(b)"
    assert found.confidence > 0.8


def test_an_act_of_the_union() -> None:
    assert ids(
        Block("CHAPTER I", H, 1), Block("Article 1", H, 2), Block("Scope", H, 3),
        "1. This applies to:", "(a) toys;", "(b) games:", "(i) old ones;", "(ii) new ones.",
        "2. Food is left out.", Block("Article 2", H, 2), "Words.", Block("Article 3", H, 2),
        "End.",
    ) == [
        "cpt_I", "art_1", "art_1/par_1", "art_1/par_1/pnt_a", "art_1/par_1/pnt_b",
        "art_1/par_1/pnt_b/pnt_i", "art_1/par_1/pnt_b/pnt_ii", "art_1/par_2", "art_2",
        "art_2/par_1", "art_3", "art_3/par_1",
    ]  # fmt: skip


def test_numbered_guidelines_keep_their_pages() -> None:
    found = read(
        Block("Executive Summary", H, 1, 1), Block("In short.", page=1),
        Block("1 Framing Risk", H, 1, 2), Block("Long words.", page=2),
        Block("1.2 Challenges", H, 2, 3), Block("More.", page=3),
        Block("GOVERN 1.1: Rules are understood.", page=4),
        Block("GOVERN 1.2: Trust is built in.", page=4),
    )  # fmt: skip
    parts = {p.id: p.pinpoint for p in found.outline.parts}
    assert parts["sec_1/2"] == "Section 1.2, page 3"
    assert parts["govern_1/1"] == "GOVERN 1.1, page 4"
    assert parts["sec_executive-summary/par_1"] == "Executive Summary, paragraph 1, page 1"


def test_text_without_structure_is_cited_by_page_and_paragraph() -> None:
    found = read(Block("One.", page=1), Block("Two.", page=1), Block("Three.", page=2))
    assert [p.pinpoint for p in found.outline.parts] == [
        "Page 1", "Page 1, paragraph 1", "Page 1, paragraph 2", "Page 2", "Page 2, paragraph 1",
    ]  # fmt: skip
    assert found.confidence == 0


def test_numbers_that_are_missing_are_told() -> None:
    found = read("SECTION 1. One.", "SEC. 2. Two.", "SEC. 5. Five.")
    assert any("between 2 and 5" in n for n in found.notes)


def test_an_empty_document_is_refused() -> None:
    for blocks in ((), (Block("  "),)):
        with pytest.raises(ParseError, match="no text"):
            structured(Document(blocks))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("(a) (1) Each", ["a", "1"]),
        ("(iv) each", ["iv"]),
        ("1. Each", ["1"]),
        ("(the) word", []),
        ("1.5 times", []),
        ("(2024) it was", []),
    ],
)
def test_markers_at_the_start(text: str, labels: list[str]) -> None:
    assert [m.label for m in leading(text)[0]] == labels


def test_depth_is_found_as_a_reader_finds_it() -> None:
    lists = Lists()
    run = "a 1 2 A B i ii C b c 1 d e f g h i j".split()
    depths = [lists.depth(Found(label, True)) for label in run]
    assert depths == [1, 2, 2, 3, 3, 4, 4, 3, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1]


_LINES = st.sampled_from(
    ["Article 1", "Article 2", "Article 3", "1. One.", "(a) two", "(i) three", "CHAPTER II",
     "SEC. 4. Four", "12345. (a) Five", "GOVERN 1.1: six", "Plain words.", "ANNEX I", "2.1 Seven"]
)  # fmt: skip
_BLOCKS = st.builds(
    Block, st.one_of(_LINES, st.text(max_size=30)), st.sampled_from(BlockKind),
    st.integers(0, 7), st.one_of(st.none(), st.integers(1, 4)),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_BLOCKS, max_size=25))
def test_every_word_is_in_a_provision(blocks: list[Block]) -> None:
    try:
        outline = structured(Document(tuple(blocks))).outline
    except ParseError as e:
        assert "no text" in str(e)
        return
    outline.check()
    wanted = "".join("".join(b.text.split()) for b in blocks)
    assert "".join(outline.text.split()) == wanted
