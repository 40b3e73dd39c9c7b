"""Questions about releases and licences are answered from assessments and facts, with citations."""

from datetime import date

import pytest

from bench.releases import read_cases, wrong
from kb.knowledge import KnowledgeBase
from kb.release import Release

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: str(case["ask"])[:60])
def test_the_table_of_release_questions(real: KnowledgeBase, case: dict[str, object]) -> None:
    assert not wrong(real.ask(str(case["ask"]), TODAY), case)


def test_a_release_that_is_given_is_what_is_asked_about(real: KnowledgeBase) -> None:
    given = Release.model_validate(
        {"name": "Acme-1", "components": [{"component": "weights", "licence": "llama-2"}]}
    )
    answer = real.ask("Is it open source?", TODAY, release=given)
    assert "Acme-1 does not meet" in answer.answer[0].sentence
    assert answer.findings


def test_what_a_law_asks_is_still_answered_from_its_text(real: KnowledgeBase) -> None:
    answer = real.ask("What training compute makes a model presumed to have systemic risk?", TODAY)
    assert not answer.findings
    quotes = [c.quote for c in answer.citations if c.provision.id.startswith("eu-ai-act/art_51")]
    assert any("10^25" in quote for quote in quotes)


def test_own_words_rest_on_quotes_that_stand_in_the_text(real: KnowledgeBase) -> None:
    answer = real.ask("May outputs of Llama 3.1 train other models?", TODAY)
    assert answer.answer[0].own_words
    assert not answer.answer[1].own_words
    assert answer.answer[1].sentence in answer.citations[0].provision.text
