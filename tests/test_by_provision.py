"""An answer is read by article and section: each sentence once, those of one together."""

from datetime import date

import pytest

from kb.by_provision import by_provision
from kb.knowledge import KnowledgeBase
from kb.model import unit_of
from tests.conftest import Small


@pytest.mark.parametrize(
    "question",
    [
        "How many days does a provider have to publish a summary of the data?",
        "Who shall publish a summary of the data?",
    ],
)
def test_sentences_of_one_provision_stand_together(small: Small, question: str) -> None:
    kb = small.open()
    answer = kb.ask(question, date(2025, 6, 1))
    groups = by_provision(answer, kb.store)
    shown = [s for group in groups for s in group.sentences]
    assert sorted(shown, key=repr) == sorted(answer.answer, key=repr)
    assert shown[0] == answer.answer[0]
    headings = [g.heading for g in groups if g.heading]
    assert headings and len(set(headings)) == len(headings)
    cited = {c.n: c.provision.id for c in answer.citations}
    for group in groups:
        if group.heading:
            assert len({unit_of(cited[s.citations[-1]]) for s in group.sentences}) == 1


def test_each_heading_names_the_text_and_its_article(real: KnowledgeBase) -> None:
    answer = real.ask("Who must keep the logs of a high-risk AI system?", date(2026, 11, 25))
    headings = [g.heading for g in by_provision(answer, real.store) if g.heading]
    article = "EU AI Act, Article 26 Obligations of deployers of high-risk AI systems"
    assert article in headings
