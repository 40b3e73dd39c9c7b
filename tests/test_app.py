"""The app's page: what is seen in each state, and that text is never markup."""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import webapp.knowledge
from kb.answer import Answerer
from kb.errors import CorruptStore
from kb.home import Home
from kb.knowledge import KnowledgeBase
from kb.model import Answer
from kb.question import LONGEST, Question
from tests.conftest import Small
from tests.webapp_fixture import TRICKS, add_tricky_licence

APP = str(Path(__file__).parent.parent / "app.py")
WEIGHTS = "Must you say which weights you changed?"
FINE = "What fine of turnover shall a provider pay who does not publish the summary?"
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
    """All that is written on the page, apart from what stands on buttons."""
    kinds = ("title", "header", "markdown", "caption", "text", "toast")
    read = [str(e.value) for kind in kinds for e in at.get(kind) if hasattr(e, "value")]
    return "\n".join([*read, *(e.proto.body for e in at.get("html"))])


def ask(at: AppTest, question: str) -> AppTest:
    at = at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def press(at: AppTest, label: str) -> AppTest:
    button = next(b for b in at.button if b.label.endswith(label))
    at = button.click().run()
    assert not at.exception
    return at


def command(at: AppTest) -> str:
    [code] = at.code
    return str(code.value)


# Before the first question


def test_at_first_it_says_what_it_is_for(page: Start) -> None:
    at = page()
    assert not at.exception
    assert "How would this AI release fare?" in seen(at)
    assert len([b for b in at.button if b.key and b.key.startswith("example")]) == 5


def test_an_example_is_asked_by_pressing_it(page: Start) -> None:
    at = press(page(), "800 million monthly users?")
    assert "800 million" in seen(at)
    assert len(at.chat_message) == 2


def test_it_says_what_is_held_and_what_has_gaps(page: Start) -> None:
    at = page()
    assert "Held: 1 regulation, 2 licences" in seen(at)
    assert any("gaps" in e.label for e in at.expander)
    assert "Model Act (2023-01-01)" in seen(at)


# Without a knowledge base that can be used


def test_no_knowledge_base_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGATLAS_HOME", str(tmp_path))
    at = AppTest.from_file(APP, default_timeout=30).run()
    assert not at.exception
    assert "There is no knowledge base" in seen(at)
    assert command(at).startswith("regatlas ingest")
    assert str(tmp_path) in command(at)
    assert not at.chat_input


def test_a_damaged_one_sends_to_the_doctor(
    page: Start, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in small.home.generations.rglob("knowledge.sqlite"):
        path.write_bytes(b"no")
    monkeypatch.setattr(webapp.knowledge, "open_warm", KnowledgeBase.open)
    at = page()
    assert not at.exception
    assert "not the file that was written" in seen(at)
    assert command(at).startswith("regatlas doctor")


def test_one_of_another_format_is_refused(
    page: Start, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in small.home.generations.rglob("manifest.json"):
        path.write_text('{"format": 999}')
    monkeypatch.setattr(webapp.knowledge, "open_warm", KnowledgeBase.open)
    at = page()
    assert not at.exception
    assert "has format 999" in seen(at)


def test_when_it_is_there_at_last_looking_again_opens_it(page: Start, small: Small) -> None:
    pointer = small.home.current.read_text()
    small.home.current.unlink()
    at = page()
    small.home.current.write_text(pointer)
    at = press(at, "Look again")
    assert "How would this AI release fare?" in seen(at)


def test_a_newer_generation_is_taken_up_and_the_answers_stay(
    page: Start, small: Small, tmp_path: Path
) -> None:
    at = ask(page(), WEIGHTS)
    add_tricky_licence(small, tmp_path)
    at = ask(at, "How are gadgets of class 25 in the schedule wrapped?")
    assert "was renewed" in seen(at)
    assert "Clause 25" in seen(at)
    assert len(at.chat_message) == 4
    at = press(at, "Section 2(b)")
    assert "<mark>" in seen(at)


# Answers


def test_an_answer_carries_citations_that_open(page: Start) -> None:
    at = ask(page(), WEIGHTS)
    assert "You must say which weights you changed.<sup>&nbsp;[" in seen(at)
    at = press(at, "Section 2(b)")
    text = seen(at)
    assert "<mark>(b) You must say which weights you changed.</mark>" in text
    assert "Conditions" in text  # its heading path
    assert "Binding text, in force from 2020-03-01." in text
    assert "open-1.0@2020-03-01/sec_2/b" in text
    links = [link.proto.url for link in at.get("link_button")]
    assert "https://example.org/open" in links
    assert "library?provision=open-1.0%402020-03-01%2Fsec_2%2Fb" in links


def test_the_section_around_a_citation_unfolds_with_the_quote_marked(page: Start) -> None:
    at = press(ask(page(), WEIGHTS), "Section 2(b)")
    [whole] = [e for e in at.expander if e.label == "The whole of Section 2"]
    body = whole.get("html")[0].proto.body
    assert "You must keep this notice" in body
    assert "<mark>(b) You must say which weights you changed.</mark>" in body


def test_the_history_stays_and_can_be_begun_anew(page: Start) -> None:
    at = ask(ask(page(), WEIGHTS), "How many monthly users?")
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
    at = ask(at, WEIGHTS)
    assert not [b for b in at.button if "Example Open" in b.label]
    assert "only in Example Limited" in seen(at)


def test_the_filter_lists_law_before_licences(page: Start) -> None:
    options = page().multiselect[0].options
    assert options[0] == "Model Act · regulation · Example Model Act"
    assert all("licence" in o for o in options[1:])


def test_an_honest_no(page: Start) -> None:
    at = ask(page(), "What does the Services Act say about fines?")
    assert escape("I can't answer that from these sources.") in seen(at)
    assert "https://example.org/sa" in seen(at)


def test_what_was_looked_at_opens(page: Start) -> None:
    at = ask(page(), "What does the Services Act say about fines?")
    at = next(b for b in at.button if b.key and b.key.startswith("seen-")).click().run()
    assert not at.exception
    assert [b for b in at.get("link_button") if b.proto.label == "Official address"]


def test_an_amendment_stands_beside_the_older_text_as_a_digest(page: Start) -> None:
    at = page()
    at.date_input[0].set_value(date(2026, 6, 1)).run()
    at = ask(at, FINE)
    [digest] = [e.proto.body for e in at.get("html") if "five per cent" in e.proto.body]
    assert "Digest, in our own words" in digest
    assert "ra-law" not in digest


def test_the_opened_older_text_says_that_it_was_amended(page: Start) -> None:
    at = page()
    at.date_input[0].set_value(date(2026, 6, 1)).run()
    at = ask(at, FINE)
    older = next(b for b in at.button if (b.key or "").startswith("open-0-0-"))
    text = seen(older.click().run())
    assert "Amended with effect from 2026-01-01. Digest, in our own words" in text


def test_a_digest_opened_is_never_marked_as_a_quote(page: Start) -> None:
    at = page()
    at.date_input[0].set_value(date(2024, 6, 1)).run()
    at.multiselect[0].select("model-act").run()
    at = press(ask(at, "What data has a model learnt from?"), "Recital 1 (not binding)")
    text = seen(at)
    assert "the text itself is not held" in text
    assert "Digest of a text that does not bind" in text
    assert "<mark>" not in text


# What goes wrong is told in the chat


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("???", "no words"),
        ("\0\0 what", "not text"),
        ("weights " * LONGEST, f"at most {LONGEST:,} are read"),
    ],
)
def test_what_is_no_question_is_told_in_the_chat(page: Start, question: str, told: str) -> None:
    at = ask(page(), question)
    assert told in seen(at)
    at = ask(at, WEIGHTS)
    assert "You must say which weights you changed." in seen(at)


def test_an_error_of_the_knowledge_base_is_one_sentence(
    page: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page()

    def fails(self: Answerer, question: Question, as_of: date, ids: Iterable[str] = ()) -> Answer:
        raise CorruptStore("A page of <it> is torn. Run `regatlas doctor`.")

    monkeypatch.setattr(Answerer, "ask", fails)
    at = ask(at, WEIGHTS)
    assert "A page of &lt;it&gt; is torn. Run <code>regatlas doctor</code>." in seen(at)


# Text is text


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script> weights", "**bold** weights [x](http://example.org) ![i](y)"],
)
def test_a_question_is_never_markup(page: Start, question: str) -> None:
    at = ask(page(), question)
    assert "<script>" not in seen(at)
    assert not [m for m in at.markdown if "bold" in str(m.value)]
    assert escape(question) in seen(at)


def test_a_document_is_never_markup(page: Start, small: Small, tmp_path: Path) -> None:
    add_tricky_licence(small, tmp_path)
    at = ask(page(), "What must the banner of every widget show?")
    at = press(at, "Section 1")
    shown = escape(TRICKS)
    assert seen(at).count(shown) == 2  # in the answer, and opened
    assert not [m for m in at.markdown if "stars" in str(m.value)]
    button = next(b for b in at.button if "Tricky" in b.label)
    assert r"\*Tricky\* \[l\]" in button.label
    assert "http://" not in button.label  # parted, so that no link is made of it
