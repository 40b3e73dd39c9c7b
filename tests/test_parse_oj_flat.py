"""Acts whose articles came as one line of text: structure found again, cuts declared."""

import os
import re
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.flat_divisions import Heading, Lost, infer, split_heading
from ingest.parse.oj_flat import CUT_AT, FlatArticle, parse_oj_flat, read_flat_articles
from ingest.parse.oj_xhtml import parse_oj_xhtml
from ingest.parse.outline import Outline
from kb.errors import OriginError, ParseError
from kb.model import ProvisionKind


def parse(*contents: str, cut: tuple[int, ...] = ()) -> Outline:
    """Articles 1, 2, ... with these contents; the numbers in `cut` name incomplete ones."""
    return parse_oj_flat(
        [FlatArticle(n, content, n not in cut) for n, content in enumerate(contents, 1)]
    )


def ids(outline: Outline) -> list[str]:
    return [p.id for p in outline.parts]


def text(outline: Outline, id: str) -> str:
    part = next(p for p in outline.parts if p.id == id)
    return outline.text[part.start : part.end]


def heading(outline: Outline, id: str) -> str:
    return next(p.heading for p in outline.parts if p.id == id)


@pytest.mark.parametrize(
    ("what", "content", "expected"),
    [
        (
            "paragraphs and points",
            "Duties 1. Keepers shall: (a) feed; (b) water. 2. They rest.",
            ["par_1", "par_1/pnt_a", "par_1/pnt_b", "par_2"],
        ),
        (
            "references are no markers",
            "Duties 1. As in paragraph 1. 2. See points (a) and (b) and Article 6(1), (2) or (3). "
            "3. Point (a) of paragraph 4. 4. See paragraphs 3 and 4 . 5. Bees rest.",
            ["par_1", "par_2", "par_3", "par_4", "par_5"],
        ),
        (
            "a point that is named in a point",
            "Duties 1. Keepers shall: (a) feed; (b) water as in point (a), and (c) rest.",
            ["par_1", "par_1/pnt_a", "par_1/pnt_b", "par_1/pnt_c"],
        ),
        (
            "i after h, and i below h",
            "Duties 1. Do: (a) A; (b) B; (c) C; (d) D; (e) E; (f) F; (g) G; "
            "(h) H: (i) one; or (ii) two; (i) I; (j) J. 2. End.",
            [
                "par_1",
                *(f"par_1/pnt_{letter}" for letter in "abcdefgh"),
                "par_1/pnt_h/pnt_i",
                "par_1/pnt_h/pnt_ii",
                "par_1/pnt_i",
                "par_1/pnt_j",
                "par_2",
            ],
        ),
        (
            "definitions",
            "Definitions For this Regulation: (1) ‘hive’ means a box; (2) ‘swarm’ means: "
            "(a) bees; (b) more bees; (3) ‘cup’ means a place.",
            ["pnt_1", "pnt_2", "pnt_2/pnt_a", "pnt_2/pnt_b", "pnt_3"],
        ),
        (
            "a second list",
            "Duties 1. Do: (a) A; (b) B. When away, do: (a) C; (b) D; (c) E.",
            [
                "par_1",
                "par_1/pnt_a",
                "par_1/pnt_b",
                "par_1/lst_2/pnt_a",
                "par_1/lst_2/pnt_b",
                "par_1/lst_2/pnt_c",
            ],
        ),
        (
            "quoted numbers",
            "Amendment of Regulation (EU) 1/1 In Article 5 of Regulation (EU) 1/1, this is added: "
            "‘7. Bees rest. They sleep.’.",
            [],
        ),
        (
            "dashes",
            "Duties 1. Do the following: — feed, — water. 2. End.",
            ["par_1", "par_1/idt_1", "par_1/idt_2", "par_2"],
        ),
    ],
)
def test_structure_is_found_again(what: str, content: str, expected: list[str]) -> None:
    assert ids(parse(content, "End 1. Bees fly.")) == [
        "art_1",
        *(f"art_1/{id}" for id in expected),
        "art_2",
        "art_2/par_1",
    ], what


def test_a_sentence_after_the_last_point_belongs_to_the_paragraph() -> None:
    outline = parse("Duties 1. Do: (a) A; (b) B. This counts. 2. End.")
    assert text(outline, "art_1/par_1") == "1. Do:\n(a) A;\n(b) B.\nThis counts."
    assert text(outline, "art_1/par_1/pnt_b") == "(b) B."


def test_a_second_list_is_called_by_its_subparagraph_where_that_is_known() -> None:
    known = parse("Duties 1. Do: (a) A; (b) B. When away, do: (a) C; (b) D.")
    unknown = parse("Duties 1. Do. Then do: (a) A; (b) B. When away, do: (a) C; (b) D.")
    assert [o.parts[-1].pinpoint for o in (known, unknown)] == [
        "Article 1(1), second subparagraph, point (b)",
        "Article 1(1), second list, point (b)",
    ]


def test_points_that_are_sentences_keep_their_sentences() -> None:
    outline = parse("Duties 1. Do: (a) A. More of A. (b) B. More of B. 2. End.")
    assert text(outline, "art_1/par_1/pnt_b") == "(b) B. More of B."


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("Subject matter` 1. This Regulation is on bees.", "Subject matter"),
        ("AI literacy Keepers shall read.", "AI literacy"),
        ("Amendment to Regulation (EC) No 1/2008 In Article 4, this is added.", None),
        ("Conformity bodies of Member States Conformity bodies shall be able.", None),
        ("Penalties Member States shall lay down rules.", "Penalties"),
        ("Recourse to the Court A keeper may go there.", "Recourse to the Court"),
    ],
)
def test_a_title_ends_where_the_text_begins(content: str, title: str | None) -> None:
    expected = title or re.split(r" (?=In |Conformity bodies shall)", content)[0]
    assert heading(parse(content), "art_1") == expected


def test_a_title_whose_end_is_not_known_is_left_in_the_text() -> None:
    outline = parse("bees fly")
    assert (heading(outline, "art_1"), text(outline, "art_1")) == ("", "bees fly")
    assert outline.notes == ["art_1: where its title ends is not known"]


def test_a_defined_term_is_the_heading_of_its_definition() -> None:
    outline = parse("Definitions For this: (1) ‘queen’s cell’ or ‘cup’ means a place; (2) x.")
    assert heading(outline, "art_1/pnt_1") == "queen’s cell"


def test_a_power_that_lost_its_superscript_is_restored_and_nothing_else_is() -> None:
    outline = parse("Size 1. It is greater than 10 25 . 2. It is greater than 10 25 bees.")
    assert text(outline, "art_1/par_1") == "1. It is greater than 10^25."
    assert text(outline, "art_1/par_2") == "2. It is greater than 10 25 bees."


def test_footnote_marks_go_and_flattened_spaces_too() -> None:
    outline = parse("Size 1. See Regulation (EU) 1/1 ( 12 ) , as in ( OJ L 1, p. 1 ). 2. End.")
    assert text(outline, "art_1/par_1") == "1. See Regulation (EU) 1/1, as in (OJ L 1, p. 1)."
    assert [(d.text, d.reason) for d in outline.dropped] == [("( 12 )", "footnote mark")]
    assert outline.text[: outline.dropped[0].at].endswith("1/1")


def test_the_last_article_is_freed_of_formula_signatures_and_footnotes() -> None:
    outline = parse(
        "Entry into force It applies at once. This Regulation shall be binding in its entirety. "
        "Done at Bern, 1 May 2099. For the Council The President B. EE ( 1 ) OJ C 1. ( 2 ) OJ C 2."
    )
    assert text(outline, "art_1") == "Entry into force\nIt applies at once."
    assert text(outline, "fnp_1").split("\n") == [
        "This Regulation shall be binding in its entirety.",
        "Done at Bern, 1 May 2099.",
        "For the Council",
        "The President B. EE",
    ]
    assert [(d.text, d.reason) for d in outline.dropped] == [
        ("( 1 ) OJ C 1. ( 2 ) OJ C 2.", "footnote")
    ]


# Cuts


@pytest.mark.parametrize(
    ("content", "kept", "left_out", "note"),
    [
        (
            "Bans 1. No smoke. 2. No noise. 3. Nor any ot",
            ["art_1", "art_1/par_1", "art_1/par_2"],
            "3. Nor any ot",
            "art_1/par_3: cut by the source; later paragraphs missing",
        ),
        (
            "Definitions For this: (1) ‘hive’ means: (a) a box; (b) a cup of ( 3 ) wo",
            ["art_1", "art_1/pnt_1", "art_1/pnt_1/pnt_a"],
            "(b) a cup of ( 3 ) wo",
            "art_1/pnt_1/pnt_b: cut by the source; later points missing",
        ),
    ],
)
def test_a_cut_article_loses_its_last_provision_and_says_so(
    content: str, kept: list[str], left_out: str, note: str
) -> None:
    outline = parse(content, "End 1. Bees fly.", cut=(1,))
    assert ids(outline) == [*kept, "art_2", "art_2/par_1"]
    assert [(d.text, d.reason) for d in outline.dropped] == [(left_out, "cut by the source")]
    assert outline.notes == [note]


# Chapters and sections


def test_a_heading_at_the_end_of_an_article_begins_the_next_one() -> None:
    outline = parse(
        "Aim Bees fly.",
        "Scope Bees eat. CHAPTER II RIGHTS OF BEES Section 1 On flying",
        "Air 1. Bees fly. Section 2 Eating",
        "Food 1. Bees eat. CHAPTER III LAST THINGS",
        "End Bees rest.",
    )
    assert [(p.id, p.parent, p.heading) for p in outline.parts if "/par_" not in p.id] == [
        ("cpt_I", None, ""),  # inferred: the first heading is never in the source
        ("art_1", "cpt_I", "Aim"),
        ("art_2", "cpt_I", "Scope"),
        ("cpt_II", None, "RIGHTS OF BEES"),
        ("cpt_II/sec_1", "cpt_II", "On flying"),
        ("art_3", "cpt_II/sec_1", "Air"),
        ("cpt_II/sec_2", "cpt_II", "Eating"),
        ("art_4", "cpt_II/sec_2", "Food"),
        ("cpt_III", None, "LAST THINGS"),
        ("art_5", "cpt_III", "End"),
    ]
    assert text(outline, "art_2") == "Scope\nBees eat."
    assert text(outline, "cpt_II").startswith("CHAPTER II\nRIGHTS OF BEES\nSection 1\nOn flying")


def test_a_reference_at_the_end_of_an_article_is_no_heading() -> None:
    content = "Scope Bees eat. Account is taken of Chapter III, Section 2, of that Regulation."
    assert split_heading(content) == (content, Heading())


NONE = Heading()


def C(number: int) -> Heading:  # noqa: N802
    return Heading(chapter=number)


def S(number: int) -> Heading:  # noqa: N802
    return Heading(section=number)


@pytest.mark.parametrize(
    ("what", "headings", "gaps", "expected"),
    [
        ("an act without chapters", [NONE, NONE], [0], [NONE, NONE]),
        ("the first chapter", [NONE, C(2)], [0], [C(1), C(2)]),
        ("nothing lost", [NONE, NONE, C(2)], [0, 1], [C(1), NONE, C(2)]),
        (
            "a chapter and its first section lost",
            [NONE, C(2), NONE, S(2), C(4)],
            [0, 2],
            [C(1), C(2), Heading(3, 1), S(2), C(4)],
        ),
        (
            "a section lost",
            [NONE, C(2), S(1), NONE, S(3), C(3)],
            [0, 3],
            [C(1), C(2), S(1), S(2), S(3), C(3)],
        ),
        (
            "the last section of a chapter may have been lost",
            [NONE, C(2), S(1), NONE, C(3)],
            [0, 3],
            [C(1), C(2), S(1), Heading(lost=Lost.SECTION), C(3)],
        ),
        (
            "a last chapter may have been lost",
            [NONE, C(2), NONE],
            [0, 2],
            [C(1), C(2), Heading(lost=Lost.CHAPTER)],
        ),
    ],
)
def test_a_lost_heading_is_inferred_only_where_it_must_have_been(
    what: str, headings: list[Heading], gaps: list[int], expected: list[Heading]
) -> None:
    assert infer(headings, [n in gaps for n in range(len(headings))]) == expected, what


def test_articles_whose_chapter_was_lost_hang_in_none_and_it_is_said() -> None:
    outline = parse("Aim 1. Fly. CHAPTER II X", "Ban 1. No. 2. Nei", "End 1. Rest.", cut=(2,))
    assert next(p.parent for p in outline.parts if p.id == "art_3") is None
    assert "art_3: which chapter it is in was lost with the article before" in outline.notes


# A tree, flattened and parsed, is the same tree

WORDS = [
    *("bees fly over the meadow", "as provided for in points (a) and (b) of paragraph 1"),
    *("within the meaning of Article 6(1)", "the keeper (a person) acts", "in paragraphs 3 and 4"),
    *("pursuant to Article 2, point (c)", "not later than 5 May", "under Annex III, point 1(a)"),
]
PHRASE = st.sampled_from(WORDS)


@dataclass
class Node:
    label: str
    words: str
    children: list["Node"] = field(default_factory=list)
    after: str = ""  # a sentence after the children


def letters(n: int) -> list[str]:
    return list("abcdefghijklmnopqrstuvwxyz")[:n]


def romans(n: int) -> list[str]:
    return ["i", "ii", "iii", "iv", "v", "vi"][:n]


@st.composite
def paragraphs(draw: st.DrawFn) -> list[Node]:
    tree = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        points = [Node(letter, draw(PHRASE)) for letter in letters(draw(st.integers(0, 14)))]
        for point in points:
            if draw(st.integers(0, 4)) == 0:
                count = draw(st.integers(2, 6))
                point.children = [Node(roman, draw(PHRASE)) for roman in romans(count)]
        after = draw(st.sampled_from(["", "This is so in all meadows."])) if points else ""
        tree.append(Node(str(number), draw(PHRASE), points, after))
    return tree


def flat_item(node: Node, last: bool) -> str:
    end = "." if last else ";"
    if not node.children:
        return f"({node.label}) {node.words}{end}"
    inner = [flat_item(child, False) for child in node.children]
    return f"({node.label}) {node.words}: {' '.join(inner)[:-1]}{end}"


def flat_paragraph(node: Node) -> str:
    words = f"{node.label}. The rule is that {node.words}"
    if not node.children:
        return f"{words}."
    items = [flat_item(c, c is node.children[-1]) for c in node.children]
    return " ".join([f"{words}:", *items, node.after]).strip()


@given(paragraphs())
def test_a_flattened_article_has_the_same_ids_again(tree: list[Node]) -> None:
    outline = parse("Rules on bees " + " ".join(map(flat_paragraph, tree)))
    expected = ["art_1"]
    for paragraph in tree:
        expected.append(f"art_1/par_{paragraph.label}")
        for point in paragraph.children:
            expected.append(f"{expected[0]}/par_{paragraph.label}/pnt_{point.label}")
            expected += [
                f"art_1/par_{paragraph.label}/pnt_{point.label}/pnt_{child.label}"
                for child in point.children
            ]
    assert ids(outline) == expected
    for paragraph in tree:
        if paragraph.after:
            assert text(outline, f"art_1/par_{paragraph.label}").endswith(f"\n{paragraph.after}")


@given(st.lists(st.text("ab1.2(i); :CHAPTERV‘’", max_size=80), min_size=1, max_size=4))
def test_any_text_gives_an_outline_that_loses_nothing(contents: list[str]) -> None:
    contents = [f"Title {c}" for c in contents]
    outline = parse(*contents)  # its own check passes
    pieces, at = [], 0
    for dropped in outline.dropped:
        pieces += [outline.text[at : dropped.at], dropped.text]
        at = dropped.at
    restored = "".join([*pieces, outline.text[at:]])
    assert re.sub(r"[\s^]", "", restored) == re.sub(r"[\s^]", "", "".join(contents))


# The database


def database(folder: Path, *rows: tuple[str, int, str, int]) -> Path:
    path = folder / "acts.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE articles (celex, article_number, content, content_length)")
        db.executemany("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)
    db.close()
    return path


def test_articles_are_read_in_order_with_their_cuts(tmp_path: Path) -> None:
    long = "x" * CUT_AT
    path = database(
        tmp_path,
        ("32099R0001", 2, "Two", 3),
        ("32099R0001", 1, "One", 3),
        ("32099R0001", 3, long, 17_000),
        ("32099R0001", 4, "Four", 40),
        ("32099R0002", 1, "Other", 5),
    )
    assert read_flat_articles(path, "32099R0001") == [
        FlatArticle(1, "One", True),
        FlatArticle(2, "Two", True),
        FlatArticle(3, long, False),
        FlatArticle(4, "Four", False),
    ]


def test_a_database_without_the_act_or_none_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(OriginError, match=r"acts\.db: it holds no act .* 32099R0009"):
        read_flat_articles(database(tmp_path), "32099R0009")
    with pytest.raises(OriginError, match=r"missing\.db: not readable"):
        read_flat_articles(tmp_path / "missing.db", "32099R0001")
    assert not (tmp_path / "missing.db").exists()


def test_no_article_is_no_act() -> None:
    with pytest.raises(ParseError, match="no article"):
        parse_oj_flat([])


@pytest.mark.texts
def test_the_ai_act_flattened_has_the_structure_of_its_official_text() -> None:
    default = Path(__file__).parents[2] / "shared" / "texts"
    folder = Path(os.environ.get("REGATLAS_MIRROR", default))
    path = folder / "eu-ai-act" / "32024R1689.xhtml"
    if not path.exists():
        pytest.skip(f"the real texts are not here: no {path.name} (set REGATLAS_MIRROR)")
    official = parse_oj_xhtml(path.read_bytes())
    articles = [p for p in official.parts if p.kind is ProvisionKind.ARTICLE]
    flattened = [
        FlatArticle(n, " ".join(text(official, p.id).split("\n")[1:]), True)
        for n, p in enumerate(articles, 1)
    ]
    outline = parse_oj_flat(flattened)

    def folded(source: Outline) -> dict[str, str]:
        return {
            p.id: " ".join(text(source, p.id).split()) for p in source.parts if "art_" in p.id[:4]
        }

    expected, found = folded(official), folded(outline)
    assert list(found) == list(expected)
    assert {i for i in found if "/" in i and found[i] != expected[i]} == set()
    assert {p.id: p.heading for p in outline.parts if "/" not in p.id}.items() <= {
        p.id: p.heading for p in official.parts
    }.items()
