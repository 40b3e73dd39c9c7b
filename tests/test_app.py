"""The app's page: what is seen in each state, and that text is never markup."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import webapp.knowledge
from kb.home import Home
from kb.knowledge import KnowledgeBase
from tests.conftest import Small

APP = str(Path(__file__).parent.parent / "app.py")
Start = Callable[[], AppTest]


@pytest.fixture
def page(small: Small, monkeypatch: pytest.MonkeyPatch) -> Start:
    """The app over the small knowledge base."""

    def opened(home: Home) -> KnowledgeBase:
        return small.open()

    monkeypatch.setenv("REGATLAS_HOME", str(small.home.root))
    monkeypatch.setattr(webapp.knowledge, "open_warm", opened)
    st.cache_resource.clear()
    return lambda: AppTest.from_file(APP, default_timeout=30).run()


def seen(at: AppTest) -> str:
    """All that is written on the page."""
    return "\n".join(
        str(e.value)
        for kind in ("title", "markdown", "caption", "info", "warning", "error", "text", "html")
        for e in at.get(kind)
        if hasattr(e, "value")
    ) + "\n".join(e.proto.body for e in at.get("html"))


def ask(at: AppTest, question: str) -> AppTest:
    at = at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    [button] = [b for b in at.button if b.label.endswith(label)][:1]
    at = button.click().run()
    assert not at.exception
    return at


def test_at_first_it_says_what_it_is_for(page: Start) -> None:
    at = page()
    assert not at.exception
    assert "How would this AI release fare?" in seen(at)
    assert len([b for b in at.button if b.key and b.key.startswith("example")]) == 5


def test_an_example_is_asked_by_pressing_it(page: Start) -> None:
    at = press(page(), "800 million monthly users?")
    assert "800 million" in seen(at)
    assert len(at.chat_message) == 2


def test_no_knowledge_base_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGATLAS_HOME", str(tmp_path))
    at = AppTest.from_file(APP, default_timeout=30).run()
    assert not at.exception
    assert "There is no knowledge base" in seen(at)
    assert [c.value for c in at.code] == ["regatlas ingest"]


def test_a_damaged_one_sends_to_the_doctor(page: Start, small: Small) -> None:
    for path in (small.home.generations).rglob("knowledge.sqlite"):
        path.write_bytes(b"no")
    webapp.knowledge.open_warm = lambda home: KnowledgeBase.open(home)  # type: ignore[assignment]
    at = page()
    assert not at.exception
    assert "not the file that was written" in seen(at)
    assert [c.value for c in at.code] == ["regatlas doctor"]


def test_an_answer_carries_citations_that_open(page: Start) -> None:
    at = ask(page(), "Must you say which weights you changed?")
    assert "You must say which weights you changed." in seen(at)
    at = press(at, "Section 2(b)")
    text = seen(at)
    assert '<mark id="quote">' in text
    assert "Conditions" in text  # its heading path
    assert "open-1.0@2020-03-01" in text
    assert "binding" in text


def test_the_history_stays_and_can_be_begun_anew(page: Start) -> None:
    at = ask(ask(page(), "Must you say which weights you changed?"), "How many monthly users?")
    assert len(at.chat_message) == 4
    at = press(at, "New conversation")
    assert len(at.chat_message) == 0


def test_the_date_decides_which_text_answers(page: Start) -> None:
    at = page()
    at.date_input[0].set_value(date(2024, 6, 1)).run()
    at = ask(at, "May I use the Weights if my products have many million monthly users?")
    assert "900 million" in seen(at)
    assert "As of 2024-06-01" in seen(at)


def test_the_filter_is_kept_to(page: Start) -> None:
    at = page()
    at.multiselect[0].select("limited").run()
    at = ask(at, "Must you say which weights you changed?")
    assert not [b for b in at.button if "Example Open" in b.label]


def test_an_honest_no(page: Start) -> None:
    at = ask(page(), "What does the Services Act say about fines?")
    assert "I can't answer that from these sources." in seen(at)
    assert "https://example.org/sa" in seen(at)


def test_what_is_no_question_is_told_in_the_chat(page: Start) -> None:
    at = ask(page(), "???")
    assert "no words" in seen(at)


def test_an_amendment_stands_beside_the_older_text(page: Start) -> None:
    at = page()
    at.date_input[0].set_value(date(2026, 6, 1)).run()
    at = ask(at, "What fine of turnover shall a provider pay who does not publish the summary?")
    assert "five per cent" in seen(at)


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script> weights", "**bold** weights [x](http://example.org) ![i](y)"],
)
def test_a_question_is_never_markup(page: Start, question: str) -> None:
    at = ask(page(), question)
    assert "<script>" not in seen(at)
    assert not [m for m in at.markdown if "bold" in str(m.value)]
    shown = question.replace("<", "&lt;").replace(">", "&gt;")
    assert shown in seen(at)
