"""Answers: cited to the letter, as of a date, or honestly refused."""

from dataclasses import replace
from datetime import date

import pytest

from kb.errors import UnknownInstrument, UnknownProvision, UnverifiedQuote, UsageError
from kb.knowledge import KnowledgeBase
from kb.model import Answer, AnswerSentence
from kb.verify import verified
from tests.conftest import Small


@pytest.fixture
def kb(small: Small) -> KnowledgeBase:
    return small.open()


def test_the_sentence_that_answers_is_shown_as_it_stands(kb: KnowledgeBase) -> None:
    answer = kb.ask("Must you say which weights you changed?", date(2025, 6, 1))
    assert not answer.abstained
    first = answer.answer[0]
    cited = [c for c in answer.citations if c.n in first.citations]
    assert cited[-1].provision.id == "open-1.0/sec_2/b"
    assert cited[-1].provision.pinpoint == "Section 2(b)"
    assert "You must say which weights you changed." in cited[-1].quote


@pytest.mark.parametrize(
    ("day", "users"), [("2024-06-01", "900 million"), ("2025-06-01", "50 million")]
)
def test_the_text_of_the_day_answers(kb: KnowledgeBase, day: str, users: str) -> None:
    answer = kb.ask(
        "May I use the Weights if my products have many million monthly users?",
        date.fromisoformat(day),
    )
    assert users in answer.answer[0].sentence
    assert all(c.version.in_force.holds_on(date.fromisoformat(day)) for c in answer.citations)


def test_an_amended_provision_is_never_shown_without_its_amendment(kb: KnowledgeBase) -> None:
    question = "What fine of turnover shall a provider pay who does not publish the summary?"
    before = kb.ask(question, date(2025, 6, 1))
    assert "three per cent" in before.answer[0].sentence
    assert not before.notes
    after = kb.ask(question, date(2026, 6, 1))
    said = " ".join(s.sentence for s in after.answer)
    assert "five per cent" in said
    assert any("2026-01-01" in n for n in after.notes)


def test_an_amended_provision_is_marked_in_search_and_show(kb: KnowledgeBase) -> None:
    result = kb.search("fine of turnover", as_of=date(2026, 6, 1))
    older = [h for h in result.hits if h.version.id == "model-act@2023-01-01"]
    assert all(h.amended_by == ("model-act/sec_2",) for h in older if "sec_2" in h.provision.id)
    assert result.notes
    shown = kb.show("model-act@2023-01-01/sec_2", date(2026, 6, 1))
    assert [d.version for d in shown.amendments] == ["model-act@2026-01-01"]
    assert not kb.show("model-act/sec_2", date(2025, 6, 1)).amendments


def test_a_question_about_a_text_that_is_not_held(kb: KnowledgeBase) -> None:
    answer = kb.ask("What is the maximum fine under the Services Act?")
    assert answer.abstained
    assert answer.why is not None
    assert "https://example.org/sa" in answer.why


def test_a_question_about_something_no_text_mentions(kb: KnowledgeBase) -> None:
    answer = kb.ask("Was GPT-4 trained on outputs of the Weights?")
    assert answer.abstained
    assert answer.why is not None
    assert "GPT-4" in answer.why


def test_a_question_far_from_everything_says_what_was_looked_at(kb: KnowledgeBase) -> None:
    answer = kb.ask("how long should eggs boil")
    assert answer.abstained
    assert not answer.answer


@pytest.mark.parametrize("question", ["", "  \n ", "???", "\0\1\2\3binary", "a" * 100_000])
def test_what_is_no_question_is_refused(kb: KnowledgeBase, question: str) -> None:
    with pytest.raises(UsageError):
        kb.ask(question)
    with pytest.raises(UsageError):
        kb.search(question)


def test_within_an_instrument(kb: KnowledgeBase) -> None:
    result = kb.search("use the model", instruments=["open-1.0"])
    assert {h.instrument.id for h in result.hits} == {"open-1.0"}
    with pytest.raises(UnknownInstrument, match=r"open-1\.0"):
        kb.search("use", instruments=["open-1"])


def test_words_that_are_syntax_elsewhere_are_words_here(kb: KnowledgeBase) -> None:
    for query in ('model" OR "x', "weights NEAR(model)", "weights -model", "body:weights *", "a:b"):
        kb.search(query)


def test_one_hit_per_provision(kb: KnowledgeBase) -> None:
    ids = [h.provision.id for h in kb.search("weights model users", 50, date(2025, 6, 1)).hits]
    assert len(ids) == len(set(ids))


def test_show_names_the_nearest(kb: KnowledgeBase) -> None:
    with pytest.raises(UnknownProvision, match=r"did you mean open-1\.0/sec_2"):
        kb.show("open-1.0/sec_22")
    with pytest.raises(UnknownProvision, match="limited@2024-05-05"):
        kb.show("limited@1999-01-01/sec_1")
    with pytest.raises(UnknownInstrument):
        kb.show("nothing/sec_1")
    with pytest.raises(UnknownProvision, match="names no provision"):
        kb.show("open-1.0")


# What `verified` refuses: each change to a right answer that would make it a wrong one.


def _answer(kb: KnowledgeBase) -> Answer:
    answer = kb.ask("Must you say which weights you changed?", date(2025, 6, 1))
    assert verified(answer, kb.store) is answer
    return answer


def test_a_quote_with_one_letter_changed_is_refused(kb: KnowledgeBase) -> None:
    answer = _answer(kb)
    c = answer.citations[-1]
    forged = replace(c.provision, text=c.provision.text.replace("weights", "weighs"))
    wrong = replace(answer, citations=(*answer.citations[:-1], replace(c, provision=forged)))
    with pytest.raises(UnverifiedQuote):
        verified(wrong, kb.store)


def test_a_quote_from_another_provision_is_refused(kb: KnowledgeBase) -> None:
    answer = _answer(kb)
    c = answer.citations[-1]
    moved = replace(c, provision=replace(c.provision, id="open-1.0/sec_1"))
    with pytest.raises(UnverifiedQuote):
        verified(replace(answer, citations=(*answer.citations[:-1], moved)), kb.store)


def test_words_that_no_citation_holds_are_refused(kb: KnowledgeBase) -> None:
    answer = _answer(kb)
    s = answer.answer[0]
    wrong = AnswerSentence(s.sentence + " You may ignore this.", s.citations)
    with pytest.raises(UnverifiedQuote):
        verified(replace(answer, answer=(wrong,)), kb.store)


def test_a_sentence_without_a_citation_is_refused(kb: KnowledgeBase) -> None:
    answer = _answer(kb)
    for numbers in ((), (99,)):
        wrong = AnswerSentence(answer.answer[0].sentence, numbers)
        with pytest.raises(UnverifiedQuote):
            verified(replace(answer, answer=(wrong,)), kb.store)
