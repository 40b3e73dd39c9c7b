"""Texts compared: a table with a source in each cell; and how sure an answer is, in words."""

import json
from datetime import date

import pytest

from kb.knowledge import KnowledgeBase
from kb.model import Trust
from kb.side_by_side import compares, subject
from tests.conftest import Run, Small

DAY = date(2026, 6, 1)


def test_a_comparison_is_a_table_and_each_cell_has_its_source(real: KnowledgeBase) -> None:
    answer = real.ask("How do Llama 3.1 and Gemma differ on output training?", DAY)
    assert answer.table is not None
    assert answer.table.columns == ("Llama 3.1 licence", "Gemma terms")
    [(topic, cells)] = answer.table.rows
    assert topic == "Training on outputs"
    cited = {c.n: c for c in answer.citations}
    for cell, instrument in zip(cells, ("llama-3.1", "gemma"), strict=True):
        assert cell.citations
        assert {cited[n].provision.instrument for n in cell.citations} == {instrument}
    assert not any(s.own_words for s in answer.beside_table)


def test_texts_compared_in_general_are_told_apart_where_they_differ(real: KnowledgeBase) -> None:
    answer = real.ask("Compare MIT and GPL 3.0", DAY)
    assert answer.table is not None
    topics = [topic for topic, _ in answer.table.rows]
    assert "Same terms" in topics
    for _, cells in answer.table.rows:
        for cell in cells:
            assert cell.citations or cell.says == "Says nothing of it."


def test_a_table_on_the_command_line_and_in_json(
    real: KnowledgeBase, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.verbs.options.opened", lambda _: real)
    asked = "How do Llama 3.1 and Gemma differ on output training?"
    code, out, _ = command("ask", asked)
    assert code == 0
    assert "Training on outputs\n    Llama 3.1 licence: " in out
    assert "Confidence: high" in out
    _, out, _ = command("ask", asked, "--json")
    table = json.loads(out)["table"]
    assert table["columns"] == ["Llama 3.1 licence", "Gemma terms"]
    assert table["rows"][0]["cells"][0]["citations"]


def test_a_follow_up_about_another_text(real: KnowledgeBase) -> None:
    answer = real.ask("And Gemma?", DAY, earlier=["May I use Llama 3.1 commercially?"])
    assert {c.provision.instrument for c in answer.citations} == {"gemma"}


def test_permission_is_answered_yes_or_no_first(real: KnowledgeBase) -> None:
    answer = real.ask("May I use outputs of Llama 2 to train another model?", DAY)
    assert "licence: No. " in answer.answer[0].sentence


def test_how_sure_an_answer_is_depends_on_what_was_found(real: KnowledgeBase) -> None:
    plain = real.ask("What is the fine for a prohibited AI practice under Article 99?", DAY)
    odd = real.ask("Can the regulator come and take our servers away at night?", DAY)
    assert plain.confidence is not None
    assert plain.confidence.trust == Trust.HIGH
    assert odd.abstained or (odd.confidence and odd.confidence.trust != Trust.HIGH)


def test_laws_are_compared_by_what_answers_in_each(real: KnowledgeBase) -> None:
    answer = real.ask("Compare the fines of the AI Act and the GDPR", date(2025, 6, 1))
    assert answer.table is not None
    assert answer.table.columns == ("EU AI Act", "GDPR")
    cited = {c.n: c for c in answer.citations}
    assert sorted(cited) == list(range(1, len(cited) + 1))
    for n, instrument in enumerate(("eu-ai-act", "gdpr")):
        column = [cells[n] for _, cells in answer.table.rows]
        assert column[0].citations
        assert {cited[i].provision.instrument for c in column for i in c.citations} == {instrument}
        assert any("%" in c.says for c in column)
    assert {n for s in answer.answer for n in s.citations} == set(cited)
    assert not {s.sentence for s in answer.beside_table} & {
        c.says for _, cells in answer.table.rows for c in cells
    }


def test_a_text_that_says_nothing_of_it_is_said_to(small: Small) -> None:
    answer = small.open().ask(
        "How do the Model Act and the Limited Model License differ on a summary of training data?",
        date(2025, 6, 1),
    )
    assert answer.table is not None
    [first, *_] = answer.table.rows
    assert [bool(c.citations) for c in first[1]] == [True, False]
    assert "was found" in first[1][1].says


@pytest.mark.parametrize(
    ("question", "subject_of_it"),
    [
        ("How do the GDPR and the AI Act differ on fines?", "fines"),
        ("AI Act vs GDPR: right to explanation", "right to explanation"),
        ("How does the AI Act compare with the GDPR?", None),
    ],
)
def test_what_texts_are_compared_in(question: str, subject_of_it: str | None) -> None:
    assert compares(question, ["eu-ai-act", "gdpr"])
    assert not compares(question, ["gdpr"])
    assert subject(question, {"gdpr", "ai", "act"}) == (subject_of_it or question)
