"""Sentences, questions and names: small readers, as tables of cases."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus import Elsewhere, Family
from kb.model import Instrument, InstrumentKind
from kb.names import Names
from kb.question import Question
from kb.sentences import sentence_spans


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("1. The provider shall. It may.", ["1. The provider shall.", "It may."]),
        ("(a) keep it;\n(b) show it.", ["(a) keep it;", "(b) show it."]),
        ("See Art. 5 and No. 3. Then stop.", ["See Art. 5 and No. 3.", "Then stop."]),
        ("Sold by X Inc. Meta may end it.", ["Sold by X Inc. Meta may end it."]),
        ("More than 10^25. Then notify.", ["More than 10^25.", "Then notify."]),
        ("e.g. This is one.", ["e.g. This is one."]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("No end", ["No end"]),
        ("  \n \n", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[s:e] for s, e in sentence_spans(text)] == sentences


@given(st.text(alphabet=st.sampled_from("aB1.!? \n(“”)"), max_size=200))
def test_sentences_hold_every_character_that_is_not_white(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("What does Article 53(2) exempt?", [("art_53", ("2",))]),
        ("art. 5(1)(f) and Annex III", [("art_5", ("1", "f")), ("anx_III", ())]),
        ("recital 104 and Recitals 12", [("rct_104", ()), ("rct_12", ())]),
        ("Chapter V, annex xi", [("cpt_V", ()), ("anx_XI", ())]),
        ("Article 4a", [("art_4a", ())]),
        ("Section 3 of the terms", [("sec_3", ())]),
        ("Section 3.1 of the terms", [("sec_3", ("1",))]),
        ("under section 1.b.iv.", [("sec_1", ("b", "iv"))]),
        ("Article 6, paragraph 3", [("art_6", ("3",))]),
        ("Annex III, point 5(b)", [("anx_III", ("5", "b"))]),
        ("point 4 of annex III", [("anx_III", ("4",))]),
        ("point (b) of paragraph 1 of Article 5", [("art_5", ("1", "b"))]),
        ("the point of article 5", [("art_5", ())]),
        ("articles 5 and 6", [("art_5", ())]),
        ("the party of the first part", []),
    ],
)
def test_references(text: str, units: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(r.unit, r.inner) for r in Question(text).references] == units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How was GPT-4 trained?", ["GPT-4"]),
        ("Does the Brussels office answer?", ["Brussels"]),
        ("Who pays? Providers do.", []),
        ("May I use weights", []),
    ],
)
def test_proper_names(text: str, names: list[str]) -> None:
    assert [n for n in Question(text).names if n != "I"] == names


def _instrument(id: str, *aliases: str) -> Instrument:
    return Instrument(id, f"Title of {id}", f"Short {id}", InstrumentKind.LICENCE, "", "", aliases)


NAMES = Names(
    [
        _instrument("eu-ai-act", "AI Act"),
        _instrument("llama-3", "Llama 3"),
        _instrument("llama-3.1", "Llama 3.1"),
        _instrument("mit", "MIT", "MIT licence"),
        _instrument("mit-0", "MIT-0"),
        _instrument("json", "JSON licence"),
    ],
    [Elsewhere(title="Colorado", names=("Colorado AI Act",), url="https://example.org")],
    [
        Family(names=("MIT-licensed", "MIT family licence"), texts=("mit",)),
        Family(names=("Llama",), texts=("llama-3.1", "llama-3", "not-held")),
    ],
)


@pytest.mark.parametrize(
    ("text", "held", "elsewhere"),
    [
        ("What does the AI Act say?", ["eu-ai-act"], []),
        ("Is Llama 3.1 open?", ["llama-3.1"], []),
        ("Is Llama 3 open, or llama 3.1?", ["llama-3", "llama-3.1"], []),
        ("Llama 3.12", [], []),
        ("Is MIT-0 like MIT?", ["mit-0", "mit"], []),
        ("admit it", [], []),
        ("Does the Colorado AI Act apply?", [], ["Colorado"]),
        ("Colorado AI Act or AI Act", ["eu-ai-act"], ["Colorado"]),
        ("store it as json", [], []),
        ("the mit license, the MIT Licence", ["mit"], []),
        ("our MIT-licensed fork of llama 3.1", ["mit", "llama-3.1"], []),
    ],
)
def test_named_texts(text: str, held: list[str], elsewhere: list[str]) -> None:
    found = NAMES.mentioned(text)
    assert list(found.held) == held
    assert [e.title for e in found.elsewhere] == elsewhere


@pytest.mark.parametrize(
    ("text", "held", "likely", "taken"),
    [
        ("Is the MIT family licence fine?", ["mit"], [], {"MIT family licence": ("mit",)}),
        ("May I sell Llama?", [], ["llama-3.1", "llama-3"], {"Llama": ("llama-3.1", "llama-3")}),
        ("May I sell Llama 3.1?", ["llama-3.1"], [], {}),
    ],
)
def test_a_short_name_is_told_with_what_it_is_taken_for(
    text: str, held: list[str], likely: list[str], taken: dict[str, tuple[str, ...]]
) -> None:
    found = NAMES.mentioned(text)
    assert list(found.held) == held
    assert list(found.likely) == likely
    assert dict(found.taken) == taken
