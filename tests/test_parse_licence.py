"""Licence texts split along their own structure: a table of styles, and properties."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.packages import Archive
from ingest.parse.licence import licence_text, parse_licence
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
3. nothing else. This is subject to
Section 2.) and to what else
Section 3 Says.

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
            ("sec_2/a/1", "Section 2(a)(1)", ""),
            ("sec_2/a/1/a", "Section 2(a)(1)(a)", ""),
            ("sec_2/a/1/b", "Section 2(a)(1)(b)", ""),
            ("sec_2/a/2", "Section 2(a)(2)", "Formats"),
            ("sec_2/b", "Section 2(b)", "Other rights"),
        ],
    ),
    "what follows a list of conditions is not the last one's": (
        """You may share copies of this program with whom you like if you do this:

1. Copies of the source keep
   this notice.
2. Copies of the program show
   this notice.

THIS PROGRAM COMES AS IT IS.
""",
        [
            ("pre", "Preamble", ""),
            ("sec_1", "Section 1", ""),
            ("sec_2", "Section 2", ""),
            ("end", "Closing text", ""),
        ],
    ),
    "a section keeps the paragraphs under its own first line's indent": (
        """SAMPLE TERMS

  1. You may copy this program as you got it, if the
notice goes with it.

You may ask money for the copy.

  2. You may change it.

It stays free all the same.
""",
        [
            ("tit", "Title", ""),
            ("sec_1", "Section 1", ""),
            ("sec_2", "Section 2", ""),
        ],
    ),
    "sections in a box of asterisks": (
        """1. First
--------

Words of the first one.

************************************
*                                  *
*  2. Second                       *
*  ---------                       *
*  Words of the second one, which  *
*  go on.                          *
*                                  *
************************************

3. Third
--------

Words of the third one.
""",
        [
            ("sec_1", "Section 1", "First"),
            ("sec_2", "Section 2", "Second"),
            ("sec_3", "Section 3", "Third"),
        ],
    ),
    "Markdown headings with numbers": (
        """## Sample Data Licence

### Preamble

We like data.

### 1.0 What It Covers

1.1 Legal effect. It binds.

### 2.0 What You May Do

2.1 Copies. As many as you like.
""",
        [
            ("tit", "Title", ""),
            ("sec_preamble", "Preamble", "Preamble"),
            ("sec_1", "Section 1", "What It Covers"),
            ("sec_1/1", "Section 1.1", "Legal effect"),
            ("sec_2", "Section 2", "What You May Do"),
            ("sec_2/1", "Section 2.1", "Copies"),
        ],
    ),
    "numbers without punctuation head sections": (
        """Sample Hardware Licence

1 Definitions

1.1 'Board' means it.

2 Copying, making and selling

2.1 You may.

12 people drew it.
""",
        [
            ("tit", "Title", ""),
            ("sec_1", "Section 1", "Definitions"),
            ("sec_1/1", "Section 1.1", "Board"),
            ("sec_2", "Section 2", "Copying, making and selling"),
            ("sec_2/1", "Section 2.1", ""),
        ],
    ),
    "numbers left out of a series that goes through groups": (
        """Sample Responsible Licence

Section I: PREAMBLE

1. Definitions. None.

Section II: RIGHTS

Grant of rights. You may.

Section III: DUTIES

4. Conditions. Some.

5. Sharing. Allowed.
""",
        [
            ("tit", "Title", ""),
            ("sec_I", "Section I", "PREAMBLE"),
            ("sec_1", "Section 1", "Definitions"),
            ("sec_II", "Section II", "RIGHTS"),
            ("sec_III", "Section III", "DUTIES"),
            ("sec_4", "Section 4", "Conditions"),
            ("sec_5", "Section 5", "Sharing"),
        ],
    ),
    "an enumeration within a sentence is not split": (
        """Sample Licence

1. Duties. You shall take these steps with it:
(1) read it, and (2) keep it where others find it.

2. End. That is all.
""",
        [
            ("tit", "Title", ""),
            ("sec_1", "Section 1", "Duties"),
            ("sec_2", "Section 2", "End"),
        ],
    ),
    "the title comes after a copyright line": (
        """Copyright (c) 2024 Some People

Sample Open Licence
dated 1 May 2024

1. Grant. You may.
""",
        [("tit", "Title", ""), ("sec_1", "Section 1", "Grant")],
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


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("1. Grant of Rights. You may.", "Grant of Rights"),
        ("1. Personal data, rights and related. This model may hold some.",
         "Personal data, rights and related"),
        ("1. Redistributions of source code must retain the notice.", ""),
        ("1. To harm others;", ""),
        ("1. You are encouraged to: (i) cite us.", ""),
        ("1. “You” (or “Your”) means whoever reads this.", "You"),
        ("1. Shared Work means what two people made.", "Shared Work"),
        ("1. Some Company, Inc. made this available.", ""),
    ],
)  # fmt: skip
def test_headings_of_numbered_sections(paragraph: str, heading: str) -> None:
    [part] = parse_licence(paragraph).parts
    assert part.heading == heading


def test_a_number_that_stands_twice_is_told() -> None:
    outline = parse_licence("T\n\n1. One. Two.\n\n2. Two. Three.\n\n1. Annexed. Here.\n")
    assert [p.id for p in outline.parts] == ["tit", "sec_1", "sec_2", "sec_1_2"]
    assert outline.notes == ["sec_1: its number stands 2 times in the text"]


def test_front_matter_is_stripped() -> None:
    assert licence_text("---\nkey: x\n---\n\nText\n").strip() == "Text"
    assert licence_text("Text --- more\n---\n") == "Text --- more\n---\n"


def test_sections_that_are_numbered_in_markdown_are_sections() -> None:
    source = "**TERMS**\n\n1\\. **Bees**. Keep *all* of them.\n\n2\\. **Wax**. Sell it.\n"
    outline = parse_licence(licence_text(source))
    assert [(p.id, p.heading) for p in outline.parts][1:] == [("sec_1", "Bees"), ("sec_2", "Wax")]


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


@pytest.mark.parametrize(
    "source",
    [
        "(a) " * 200_000,
        "- item\n" * 10_000,
        "1. x\n\n" * 10_000,
        "(a) one:\n\n(i) two:\n\n1. three\n\n" * 3_000,
        "words of a wrapped paragraph that goes on and on\n(b) more\n" * 10_000,
        "Some Title\n\nSome text.\n\n" * 10_000,
        '"Term' * 200_000,
    ],
)
def test_odd_texts_nest_no_deeper_than_licences_do(source: str) -> None:
    """Each of these once took minutes or gigabytes, or recursed beyond Python's limit."""
    outline = parse_licence(source)
    assert restored(outline) == "".join(source.split())
    assert max(p.id.count("/") for p in outline.parts) <= 9


# Real texts: a folder of .LICENSE files as scancode-toolkit has them.

KNOWN = {
    "llama-2-license-2023": "sec_1/b/v sec_2 sec_7",
    "llama-3.1-license-2024": "pre/par_7 sec_1/b/i sec_1/b/iv sec_2 sec_5/c sec_7",
    "llama-4-license-2025": "sec_prohibited-uses/1/a/vi sec_prohibited-uses/5",
    "gemma-tou-2025-03-24": "sec_1/1/f sec_3/1 sec_3/2 sec_4/9",
    "qwen-2024": "sec_1/h sec_5/b sec_9/b",
    "deepseek-la-1.0": "sec_I sec_4/e sec_II sec_14 att_A/idt_11",
    "bigscience-rail-1.0": "sec_1/12 sec_12 att_A/13",
    "bigscience-open-rail-m": "sec_I sec_1/a sec_4 att_A/a att_A/m",
    "bigcode-open-rail-m-v1": "sec_1/n sec_4 sec_5/1/b sec_6 sec_13 att_A/n",
    "exaone-ai-model-1.1-nc": "sec_2/1/d sec_3/4/d",
    "tencent-hunyuan-3d-2.0-cla": "sec_1/n sec_4/b exh_A/20",
    "apache-2.0": "sec_1/par_10 sec_4/a sec_4/d sec_9 sec_appendix-how-to-apply-the-apache",
    "gpl-2.0": "sec_preamble sec_0 sec_2/c sec_2/par_3 sec_12",
    "gpl-3.0": "sec_preamble sec_0 sec_5/d sec_7/f sec_17 sec_how-to-apply-these-terms-to",
    "mit": "par_1 par_2 par_3",
    "bsd-original": "pre sec_1 sec_4 end",
    "cc-by-4.0": "sec_1/k sec_2/a/1/b sec_2/a/5/b sec_3/a/1/a/v sec_8/d end",
    "cc-by-nc-sa-3.0": "sec_1/j sec_4/e/iii sec_8/f",
    "cdla-permissive-2.0": "sec_1/1 sec_5/4",
    "odbl-1.0": "sec_1/par_1 sec_2/2/c sec_4/7/b/iii sec_10/4",
    "mpl-1.1": "sec_1/0/1 sec_1/12 sec_2/2/d sec_13",
    "mpl-2.0": "sec_1/14 sec_2/3/c sec_6 sec_7 sec_10/4 exh_B",
    "eupl-1.2": "sec_1 sec_5/par_6 sec_15",
    "openmdw-1.0": "par_1 par_9",
}

NOT_BINDING = {
    "gpl-3.0": "sec_preamble sec_how-to-apply-these-terms-to",
    "bigscience-open-rail-m": "sec_I",
    "odbl-1.0": "sec_preamble",
}


@pytest.fixture(scope="session")
def licence_texts(licence_archive: Archive) -> Callable[[str], str]:
    """Reads a real licence text, out of the checked package, by its file's name."""

    def read(name: str) -> str:
        member = f"licensedcode/data/licenses/{name}.LICENSE"
        return licence_text(licence_archive.read(member).decode("utf-8"))

    return read


@pytest.mark.parametrize("name", KNOWN)
def test_provisions_of_real_licences(name: str, licence_texts: Callable[[str], str]) -> None:
    source = licence_texts(name)
    outline = parse_licence(source)
    assert restored(outline) == "".join(source.split())
    ids = {part.id for part in outline.parts}
    assert not set(KNOWN[name].split()) - ids
    explaining = NOT_BINDING.get(name, "").split()
    assert not [p.id for p in outline.parts if p.id in explaining and p.binding]


def test_what_real_provisions_say(licence_texts: Callable[[str], str]) -> None:
    outline = parse_licence(licence_texts("llama-3.1-license-2024"))
    texts = {p.id: outline.text[p.start : p.end] for p in outline.parts}
    assert "700 million" in texts["sec_2"]
    assert "Built with Llama" in texts["sec_1/b/i"]
    assert "700 million" not in texts["sec_1"]
