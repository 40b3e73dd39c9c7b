"""Licence texts split along their own structure: a table of styles, and properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.licence import parse_licence, strip_front_matter
from ingest.parse.outline import Outline
from kb.errors import ParseError


def restored(outline: Outline) -> str:
    """The source without white space, from the text and what was dropped."""
    pieces, at = [], 0
    for dropped in outline.dropped:
        pieces += [outline.text[at : dropped.at], dropped.text]
        at = dropped.at
    pieces.append(outline.text[at:])
    return "".join("".join(pieces).split())


def shape(source: str) -> list[tuple[str, str, str]]:
    outline = parse_licence(source)
    outline.check()
    assert restored(outline) == "".join(source.split())
    return [(p.id, p.pinpoint, p.heading) for p in outline.parts]


STYLES = {
    "numbers, letters and Roman numbers nest as they follow": (
        """SAMPLE MODEL LICENCE
Released 1 May 2024

“Weights” means the numbers.

1. Rights and Duties.
    a. Grant. You may use the Weights.
    b. Sharing.
          i. Give this text along.
          ii. Keep the notice.
2. Larger Users. If you have more than nine million users, ask first.
""",
        [
            ("tit", "Title", ""),
            ("pre", "Preamble", ""),
            ("sec_1", "Section 1", "Rights and Duties"),
            ("sec_1/a", "Section 1(a)", "Grant"),
            ("sec_1/b", "Section 1(b)", "Sharing"),
            ("sec_1/b/i", "Section 1(b)(i)", ""),
            ("sec_1/b/ii", "Section 1(b)(ii)", ""),
            ("sec_2", "Section 2", "Larger Users"),
        ],
    ),
    "dotted numbers are sections of sections": (
        """Sample Terms

Section 3: SHARING

3.1 Copies

(a) You may copy.

(b) You may not sell.

3.2 Output

Yours.
""",
        [
            ("tit", "Title", ""),
            ("sec_3", "Section 3", "SHARING"),
            ("sec_3/1", "Section 3.1", "Copies"),
            ("sec_3/1/a", "Section 3.1(a)", ""),
            ("sec_3/1/b", "Section 3.1(b)", ""),
            ("sec_3/2", "Section 3.2", "Output"),
        ],
    ),
    "clauses numbered through groups are not the groups'": (
        """Sample Responsible Licence

Section I: PREAMBLE

We made a model.

1. Definitions
"Model" means it.

Section II: RIGHTS

2. Grant of Rights. You may.

3. Patents. You may too.

Attachment A

Use Restrictions

You agree not to use it:

(a) to harm people;

(b) to break laws.
""",
        [
            ("tit", "Title", ""),
            ("sec_I", "Section I", "PREAMBLE"),
            ("sec_1", "Section 1", "Definitions"),
            ("sec_II", "Section II", "RIGHTS"),
            ("sec_2", "Section 2", "Grant of Rights"),
            ("sec_3", "Section 3", "Patents"),
            ("att_A", "Attachment A", "Use Restrictions"),
            ("att_A/a", "Attachment A, point (a)", ""),
            ("att_A/b", "Attachment A, point (b)", ""),
        ],
    ),
    "a text without sections has numbered paragraphs": (
        """Sample Short Licence

You may do all with this software that you can think of, as often as you
like, if you keep this notice where others will find it.

It comes as it is, and nobody answers for it, whatever may come of its use by anyone.
""",
        [
            ("tit", "Title", ""),
            ("par_1", "Paragraph 1", ""),
            ("par_2", "Paragraph 2", ""),
        ],
    ),
    "headings without numbers make sections": (
        """Sample Policy

Allowed Uses

You may write poems with it, and read them aloud to whoever listens.

Barred Uses

- spam;
- fraud.
""",
        [
            ("tit", "Title", ""),
            ("sec_allowed-uses", "Allowed Uses", "Allowed Uses"),
            ("sec_barred-uses", "Barred Uses", "Barred Uses"),
            ("sec_barred-uses/idt_1", "Barred Uses, indent 1", ""),
            ("sec_barred-uses/idt_2", "Barred Uses, indent 2", ""),
        ],
    ),
    "numbers in prose are not sections": (
        """Sample Licence

1. Grant. Version 2 of this text, of
2004. may be used. See
Section 4 of the other one, and
3. nothing else.

2. End. That is all.
""",
        [
            ("tit", "Title", ""),
            ("sec_1", "Section 1", "Grant"),
            ("sec_2", "Section 2", "End"),
        ],
    ),
    "the letter i follows h, and the Roman one starts a list": (
        "T\n\n1. List:\n"
        + "\n".join(f"({c}) item {c};" for c in "abcdefghij")
        + "\n\n2. Other:\n(i) one;\n(ii) two;\n(iii) three.\n",
        [
            ("tit", "Title", ""),
            ("sec_1", "Section 1", "List"),
            *[(f"sec_1/{c}", f"Section 1({c})", "") for c in "abcdefghij"],
            ("sec_2", "Section 2", "Other"),
            *[(f"sec_2/{c}", f"Section 2({c})", "") for c in ("i", "ii", "iii")],
        ],
    ),
    "a list that begins anew inside an item lies in it": (
        """Sample Public Licence

Section 2 – Scope.

a. Grant.
   1. You may:
      a. copy; and
      b. share.
   2. Formats. Any.
b. Other rights. None.
""",
        [
            ("tit", "Title", ""),
            ("sec_2", "Section 2", "Scope"),
            ("sec_2/a", "Section 2(a)", "Grant"),
            ("sec_2/a/1", "Section 2(a)(1)", "You may"),
            ("sec_2/a/1/a", "Section 2(a)(1)(a)", ""),
            ("sec_2/a/1/b", "Section 2(a)(1)(b)", ""),
            ("sec_2/a/2", "Section 2(a)(2)", "Formats"),
            ("sec_2/b", "Section 2(b)", "Other rights"),
        ],
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_styles(style: str) -> None:
    source, expected = STYLES[style]
    assert shape(source) == expected


def test_several_paragraphs_of_a_section_are_addressable() -> None:
    ids = [
        (id, heading)
        for id, _, heading in shape(
            'T\n\n1. Definitions.\n\n"Model" means weights.\n\n"You" means a person.\n\n2. End.'
        )
    ]
    assert ("sec_1/par_1", "Model") in ids
    assert ("sec_1/par_2", "You") in ids


def test_what_only_explains_does_not_bind() -> None:
    outline = parse_licence(
        "Sample Licence\n\nPreamble\n\nWe like freedom.\n\n"
        "TERMS AND CONDITIONS\n\n1. Grant. You may.\n\n2. End. All.\n\n"
        "How to Apply These Terms to Your New Programs\n\nWrite this on top.\n"
    )
    binding = {p.id: p.binding for p in outline.parts}
    assert not binding["sec_preamble"]
    assert binding["sec_1"]
    assert not binding["sec_how-to-apply-these-terms-to"]


def test_decoration_is_dropped_and_declared() -> None:
    outline = parse_licence("Title\n=====\n\n1. One. Two.\n\n-----\n\n2. Two. Three.\n")
    assert [d.text for d in outline.dropped] == ["=====", "-----"]
    assert "=" not in outline.text


def test_wrapped_lines_are_joined_and_items_keep_their_markers() -> None:
    text = parse_licence("T\n\n1. A sentence that\n   goes on.\n   (a) item\n   one\n").text
    assert text.splitlines() == ["T", "1. A sentence that goes on.", "(a) item one"]


def test_front_matter_is_stripped() -> None:
    assert strip_front_matter("---\nkey: x\n---\n\nText\n").strip() == "Text"
    assert strip_front_matter("Text --- more\n---\n") == "Text --- more\n---\n"


@pytest.mark.parametrize("source", ["", " \n\t\n", "-----\n=====\n"])
def test_no_text_is_told(source: str) -> None:
    with pytest.raises(ParseError, match="no text"):
        parse_licence(source)


PIECES = st.sampled_from(
    ["1. ", "2. ", "1.1 ", "(a) ", "(i) ", "b) ", "A. ", "II. ", "- ", "Section 2: ", "Annex ",
     "word ", "Some Title", "means", '"Term" means ', ".", ":", "\n", "\n\n", "   ", "----\n",
     "é“”§"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_loses_a_character_or_breaks_the_parser(source: str) -> None:
    try:
        outline = parse_licence(source)
    except ParseError:
        assert not any(c.isalnum() for c in source)
        return
    assert restored(outline) == "".join(source.split())
    outline.check()


@given(st.text(max_size=300))
def test_any_text_at_all(source: str) -> None:
    try:
        outline = parse_licence(source)
    except ParseError as e:
        assert "no text" in str(e)
    else:
        assert restored(outline) == "".join(source.split())


def test_a_long_text_takes_no_longer_than_its_length_asks() -> None:
    line = "(a) " * 200 + "\n"
    outline = parse_licence(line * 1000)
    assert len(outline.parts) > 1
