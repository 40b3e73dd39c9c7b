"""What is read out of a question: parts, what is asked for, slips of the pen, what came before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.facets import asked_for, bears, leans, parts_of
from kb.follow_up import standing_alone
from kb.model import ReferenceKind
from kb.names import Names
from kb.plain_words import PlainWord, Vocabulary
from kb.spelling import respelt
from tests.conftest import Small


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("From which date do the rules apply?", ReferenceKind.DATE),
        ("How many hours do we have?", ReferenceKind.DATE),
        ("What does a breach cost us?", ReferenceKind.FINE),
        ("Are start-ups exempt?", ReferenceKind.EXCEPTION),
        ("What must the documentation contain?", ReferenceKind.LIST),
        ("What counts as a serious incident?", ReferenceKind.DEFINITION),
    ],
)
def test_what_is_asked_for_besides_the_subject(question: str, kind: ReferenceKind) -> None:
    assert kind in asked_for(question)


def test_a_question_is_split_where_another_one_begins() -> None:
    assert parts_of("Must I register the system, and what is the fine if I do not?") == (
        "Must I register the system",
        "what is the fine if I do not?",
    )
    assert not parts_of("Must I register the system and its documentation?")


@pytest.mark.parametrize(
    ("question", "text", "borne"),
    [
        ("When does it apply?", "It applies from 2 August 2026.", True),
        ("When does it apply?", "It applies as laid down.", False),
        ("How soon must we tell?", "Not later than 72 hours after.", True),
        ("How high is the fine?", "up to EUR 15 000 000 or 3 %", True),
        ("Who is a provider?", "up to EUR 15 000 000 or 3 %", False),
    ],
)
def test_a_sentence_bears_the_figure_that_is_asked_for(
    question: str, text: str, borne: bool
) -> None:
    assert bears(asked_for(question), text) is borne


def test_a_question_leans_to_law_or_to_licences() -> None:
    assert leans("What does the Act say of deployers?") == 2
    assert leans("Who is a data subject?") == 1
    assert leans("May I redistribute a fork?") == -1
    assert leans("What about cats?") == 0


FREQUENCIES = {
    "loads": 50,
    "regulation": 900,
    "appoint": 40,
    "representative": 70,
    "licence": 3,
    "weights": 30,
}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("whom does the regulaton reach", "whom does the regulation reach"),
        ("must we apoint somebody", "must we appoint somebody"),
        ("the represntative here", "the representative here"),
        ("the wieghts", "the weights"),
        ("the license", "the license"),  # what is nearest is too rare to be meant
        ("ask Apoint about it", "ask Apoint about it"),  # a name
        ("rug", "rug"),
        ("the loans", "the loans"),  # a word that no text held has, and not for "loads"
    ],
)
def test_a_slip_of_the_pen_is_put_right(wrong: str, right: str) -> None:
    known = {**FREQUENCIES, **dict.fromkeys("whom does reach must somebody here about".split(), 99)}
    assert respelt(wrong, lambda w: known.get(w, 0)) == right


@given(st.text(max_size=60))
def test_respelling_never_fails_and_leaves_known_words(text: str) -> None:
    assert respelt(text, lambda _: 1) == text
    assert len(respelt(text, lambda _: 0)) == len(text)


def test_plain_words_lead_to_the_terms_of_the_texts() -> None:
    words = Vocabulary([PlainWord(says=("robot decision", "robot"), term="automated decision")])
    assert words.terms("Is a Robot decision lawful?") == ("automated decision",)
    assert not words.terms("Are robotics lawful?")
    assert not Vocabulary(()).terms("Is a robot decision lawful?")


@pytest.fixture
def names(small: Small) -> Names:
    return small.open().retriever.names


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        (
            "May I sell what the Example Open License covers?",
            "And the Limited Model License?",
            "May I sell what the Example Limited covers?",
        ),
        (
            "What fine does the Model Act set?",
            "From when does it apply?",
            "What fine does the Model Act set? From when does it apply?",
        ),
        (
            "What fine does the Model Act set?",
            "And for small firms?",
            "What fine does the Model Act set? And for small firms?",
        ),
        (
            "What fine does the Model Act set?",
            "Does the Example Open License grant patents on changed weights?",
            "Does the Example Open License grant patents on changed weights?",
        ),
        (
            "What fine does the Model Act set?",
            "Must providers of large models publish summaries of their data?",
            "Must providers of large models publish summaries of their data?",
        ),
        (
            "What fine does the Model Act set?",
            "Do deep fakes have to be labelled, and what is the price if they are not?",
            "Do deep fakes have to be labelled, and what is the price if they are not?",
        ),
        ("What fine does the Model Act set?", "What are deep fakes?", "What are deep fakes?"),
        (
            "What fine does the Model Act set?",
            "Who enforces that?",
            "What fine does the Model Act set? Who enforces that?",
        ),
    ],
)
def test_a_follow_up_is_understood_with_what_went_before(
    names: Names, before: str, question: str, understood: str
) -> None:
    assert standing_alone(question, [before], names) == understood
    assert standing_alone(question, [], names) == question


def test_a_follow_up_to_a_very_long_question_stands_alone(names: Names) -> None:
    assert standing_alone("Who enforces that?", ["Why? " * 399], names) == "Who enforces that?"


def test_a_follow_up_is_answered_and_told_as_understood(small: Small) -> None:
    kb = small.open()
    answer = kb.ask(
        "And how many per cent is it?",
        earlier=["What fine shall a provider pay who does not publish the summary?"],
    )
    assert answer.question == "And how many per cent is it?"
    assert answer.notes[0].startswith("Understood as: What fine shall")
    assert "per cent of turnover" in " ".join(s.sentence for s in answer.answer)
