"""The app's Library and Add pages."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import webapp.knowledge
from kb.home import Home
from kb.knowledge import KnowledgeBase
from tests.conftest import Small
from tests.test_app import press
from tests.test_app_assess import APP, go, ran, seen
from webapp import ingesting
from webapp.book import Book
from webapp.ingesting import NotAdded, Step

RULES = """TOY RULES

SECTION 1. Scope

These rules apply to <b>toys</b> that fly.

SECTION 2. Fees

(a) A fee of seven marbles is due.
(b) Kites pay nothing.
"""
Start = Callable[..., AppTest]


@pytest.fixture
def page(small: Small, monkeypatch: pytest.MonkeyPatch) -> Start:
    """One of the app's pages over the small knowledge base."""

    def opened(home: Home) -> KnowledgeBase:
        return small.open()

    def start(name: str, **address: str) -> AppTest:
        at = AppTest.from_file(APP, default_timeout=60)
        at.query_params.update(address)
        return go(at.run(), name)

    corpus = str(small.corpus.root)
    command = (sys.executable, "-m", "tests.small_ingest", corpus, "ingest")
    monkeypatch.setenv("REGATLAS_HOME", str(small.home.root))
    monkeypatch.setattr(webapp.knowledge, "open_warm", opened)
    monkeypatch.setattr(ingesting, "COMMAND", command)
    st.cache_resource.clear()
    st.cache_data.clear()
    return start


# Library


def test_a_text_is_read_as_it_is_structured(page: Start) -> None:
    at = page("library", instrument="open-1.0")
    assert "Example Open License 1.0" in seen(at)
    at = press(at, "Section 2 · Conditions")
    assert "You must say which weights you changed." in seen(at)
    assert at.query_params["provision"] == "open-1.0@2020-03-01/sec_2"
    at = press(at, "Section 3 →")
    assert "Whoever sues over a patent" in seen(at)


def test_an_address_opens_the_provision_that_it_names(page: Start) -> None:
    at = page("library", provision="open-1.0@2020-03-01/sec_2/b")
    assert "ra-here" in seen(at)
    assert "You must keep this notice" in seen(at)


@pytest.mark.parametrize("address", ["nothing", "open-1.0@2020-03-01/sec_99", "<b>/x", "/"])
def test_an_address_that_names_nothing_opens_the_library(page: Start, address: str) -> None:
    assert "provisions" in seen(page("library", provision=address))


def test_words_are_found_in_a_text(page: Start) -> None:
    at = page("library", instrument="open-1.0")
    at = ran(at.text_input(key="find").set_value("patent model"))
    assert "1 provisions have these words." in seen(at)
    at = press(at, "Section 3 · Patents")
    assert "Whoever sues over a patent" in seen(at)


def test_amended_law_has_its_amendment_beside_it(page: Start) -> None:
    at = page("library", provision="model-act@2023-01-01/sec_2")
    assert "Amended with effect from 2026-01-01" in seen(at)
    assert "at most five per cent" in seen(at)


def test_two_versions_are_compared_word_by_word(page: Start) -> None:
    at = page("library", instrument="limited")
    [view] = at.get("button_group")
    at = ran(view.set_value("Compare versions"))  # type: ignore[attr-defined]
    assert "<del>900</del>" in seen(at)
    assert "<ins>50</ins>" in seen(at)


def test_every_word_of_a_text_stands_on_one_of_its_pages(small: Small) -> None:
    store = small.open().store
    for version in store.versions:
        provisions = store.provisions(version)
        book = Book(provisions)
        shown = " ".join(piece.text for p in book.pages.values() for piece in book.pieces(p))
        said = " ".join(p.text for p in provisions if p.parent is None)
        headings = {w for p in provisions for w in f"{p.pinpoint} {p.heading} {p.heading}.".split()}
        assert {w for w in said.split() if w.strip(".0123456789")} <= {*shown.split(), *headings}


# Add


def test_a_text_is_shown_as_it_is_understood_then_added_and_found(page: Start) -> None:
    at = page("add")
    at = ran(at.file_uploader[0].set_value(("toy rules.txt", RULES.encode(), "text/plain")))
    assert "What was recognised" in seen(at)
    assert "Section 2" in seen(at)
    assert "&lt;b&gt;toys&lt;/b&gt;" in seen(at), "a document's words became markup"
    at.text_input[[i.label for i in at.text_input].index("Title")].set_value("Rules on toys")
    at = press(at, "Ingest")
    assert "toy-rules@undated was added" in seen(at)
    held = KnowledgeBase.open().store
    assert held.instruments["toy-rules"].title == "Rules on toys"


def test_what_can_not_be_read_is_refused_in_one_sentence(page: Start) -> None:
    at = page("add")
    at = ran(at.file_uploader[0].set_value(("broken.pdf", b"%PDF-1.7 no more", "application/pdf")))
    assert "What was recognised" not in seen(at)
    assert "broken.pdf" in seen(at)


def test_an_address_on_this_machine_is_refused(page: Start) -> None:
    at = page("add")
    at = ran(at.text_input[0].set_value("http://127.0.0.1/law.html"))
    assert "127.0.0.1" in seen(at)
    assert "What was recognised" not in seen(at)


def test_the_page_can_be_switched_off(page: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ingesting.SWITCH, "off")
    with pytest.raises(StopIteration):
        page("add")


def test_values_are_never_taken_for_options(small: Small, tmp_path: Path) -> None:
    with pytest.raises(NotAdded):
        ingesting.recognised("--mirror", small.home)
    with ingesting.source("../../--x.txt", b"SECTION 1. A\n\nText.") as path:
        assert Path(path).name == "x.txt"


def test_progress_is_told(small: Small, page: Start) -> None:
    with ingesting.source("toys.txt", RULES.encode()) as path:
        steps = list(ingesting.ingest(path, {"id": "toys", "title": "=x --y"}, small.home))
    assert any(isinstance(s, Step) and "toys.txt" in s.says for s in steps)
    assert steps[-1]["versions"][0]["status"] == "ingested"  # type: ignore[index]
