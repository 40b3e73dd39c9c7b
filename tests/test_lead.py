"""An answer begins with the figure that is asked for, out of the words quoted below it."""

import re
from datetime import date

import pytest

from kb.knowledge import KnowledgeBase
from kb.lead import leads
from tests.conftest import Small


@pytest.fixture
def kb(small: Small) -> KnowledgeBase:
    return small.open()


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "How many days does a provider have to publish a summary of the data?",
            "The time is thirty days: Model Act, Section 1.",
        ),
        (
            "By when must a provider publish a summary of the data?",
            "The time is thirty days: Model Act, Section 1.",
        ),
        (
            "How much fine shall a provider pay who does not publish the summary?",
            "The amount is three per cent: Model Act, Section 2.",
        ),
    ],
)
def test_the_figure_that_is_asked_for_comes_first(
    kb: KnowledgeBase, question: str, first: str
) -> None:
    answer = kb.ask(question, date(2025, 6, 1))
    lead = answer.answer[0]
    assert lead.sentence == first
    quotes = [c.quote for c in answer.citations if c.n in lead.citations]
    figure = re.sub(r"The \w+ is |:.*", "", first)
    assert any(figure in quote for quote in quotes)


@pytest.mark.parametrize(
    "question", ["What does a provider publish?", "Who pays?", "When does the sun rise?"]
)
def test_where_no_figure_is_asked_for_or_held_there_is_none(
    kb: KnowledgeBase, question: str
) -> None:
    answer = kb.ask(question, date(2025, 6, 1))
    assert not any(
        re.match(r"The (date|time|amount)s? (is|are) ", s.sentence) for s in answer.answer
    )
    assert not leads(question, [])


def test_a_date_that_was_moved_is_not_told_as_one_that_holds(real: KnowledgeBase) -> None:
    question = "When do the rules for high-risk AI systems of Annex III apply?"
    told = [s.sentence for s in real.ask(question, date(2026, 11, 25)).answer]
    direct = [s for s in told if re.match(r"The dates? (is|are) |Article [\d()]+ (has )?appli", s)]
    assert "2 December 2027" in told[0]
    assert not any("2 August 2026" in s for s in direct)
