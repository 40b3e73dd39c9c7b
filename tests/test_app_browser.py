"""The app in a real browser: questions typed, citations opened, nothing asked of outside."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.conftest import Small
from tests.small import WordsEmbedder, home_in, make_corpus
from tests.webapp_fixture import NAME, TRICKS, add_tricky_licence

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

HERE = Path(__file__).parent
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
STARTS_WITHIN = 60  # seconds
ANSWERS_WITHIN = 20
INSTALLED_WITHIN = 300
LOCAL = {"127.0.0.1", "localhost"}


def chromium() -> str:
    """Debian's Chromium; installed where this runs as root for CI, else the test is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found and os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
                subprocess.run(command, capture_output=True, timeout=INSTALLED_WITHIN, check=False)
        except subprocess.TimeoutExpired:
            pytest.skip(f"Chromium could not be installed within {INSTALLED_WITHIN} seconds")
        found = shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium here; install Debian's package chromium to run this test")
    return found


class Visit:
    """A page of the app in the browser, with a record of what it asked of other hosts."""

    def __init__(self, page: "Page", address: str) -> None:
        self.page = page
        self.outside: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.goto(address)
        self._box.wait_for(timeout=STARTS_WITHIN * 1000)

    @property
    def _box(self) -> "Locator":
        return self.page.get_by_placeholder("Ask about a licence")

    def ask(self, question: str) -> None:
        """Type a question; return when its answer stands there."""
        answered = self.page.get_by_text("As of 20")
        before = answered.count()
        self._box.fill(question)
        self._box.press("Enter")
        answered.nth(before).wait_for(timeout=ANSWERS_WITHIN * 1000)

    def open(self, citation: str) -> "Locator":
        """Open a citation with the keyboard alone; the dialog that comes up."""
        self.page.get_by_role("button", name=citation).first.focus()
        self.page.keyboard.press("Enter")
        dialog = self.page.get_by_role("dialog")
        dialog.wait_for(timeout=ANSWERS_WITHIN * 1000)
        return dialog

    def close_dialog(self) -> None:
        self.page.keyboard.press("Escape")
        self.page.get_by_role("dialog").wait_for(state="hidden")

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in LOCAL:
            self.outside.append(url)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app over the small knowledge base, served as a user would have it."""
    chromium()  # without which nothing need be started
    folder = tmp_path_factory.mktemp("app")
    home = home_in(folder)
    small = Small(make_corpus(folder / "corpus", home.downloads), home, WordsEmbedder())
    add_tricky_licence(small, folder)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(HERE / "app_with_small_store.py"),
         "--server.port", str(port)],
        cwd=HERE.parent,
        env={**os.environ, "REGATLAS_HOME": str(home.root), "PYTHONPATH": str(HERE.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/_stcore/health", process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(STARTS_WITHIN * 5):
        assert process.poll() is None, "the app ended before it was ready"
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the app did not start")


@pytest.fixture
def visit(address: str) -> Iterator[Visit]:
    """A first visit to the app; nothing of it may have gone to another host."""
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            there = Visit(browser.new_page(viewport={"width": 1280, "height": 900}), address)
            yield there
            assert there.outside == []
        finally:
            browser.close()


def test_a_question_its_answer_and_an_opened_citation(visit: Visit) -> None:
    visit.ask("Must you say which weights you changed?")
    assert visit.page.get_by_text("You must say which weights you changed.").count() >= 1
    dialog = visit.open("Section 2(b)")
    mark = dialog.locator("mark").first
    mark.wait_for()
    assert mark.inner_text() == "(b) You must say which weights you changed."
    assert dialog.get_by_role("link", name="Official address").get_attribute("href") == (
        "https://example.org/open"
    )
    visit.close_dialog()


def test_markup_in_a_question_shows_as_it_was_typed(visit: Visit) -> None:
    question = f"Must you say which weights you changed? <b>x</b> {TRICKS}"
    visit.ask(question)
    assert visit.page.get_by_text(question, exact=True).count() == 1
    _nothing_obeyed(visit)


def test_markup_in_a_document_shows_as_it_stands(visit: Visit) -> None:
    visit.ask("What must the banner of every widget show?")
    dialog = visit.open("Section 1")
    mark = dialog.locator("mark").first
    mark.wait_for()
    assert TRICKS in mark.inner_text()
    assert f"{NAME}, Section 1" in dialog.inner_text().replace("\u2060", "")
    _nothing_obeyed(visit)
    links = [str(a.get_attribute("href")) for a in dialog.get_by_role("link").all()]
    ours = [link for link in links if link.startswith("library?provision=tricky")]
    assert [link for link in links if link not in ours] == ["https://example.org/tricky"]


def test_a_long_section_unfolds_at_the_quote(visit: Visit) -> None:
    visit.ask("How are gadgets of class 25 in the schedule wrapped?")
    dialog = visit.open("Section 2(z)")
    dialog.get_by_text("The whole of Section 2").click()
    mark = dialog.locator("mark").nth(1)
    mark.wait_for()
    assert "Clause 25" in mark.inner_text()
    visit.page.wait_for_timeout(500)  # the unfolding is animated
    inside = mark.evaluate(
        """m => { const [box, own] = [m.parentElement, m].map(e => e.getBoundingClientRect());
                  return own.top >= box.top && own.bottom <= box.bottom }"""
    )
    assert inside


def _nothing_obeyed(visit: Visit) -> None:
    page = visit.page
    assert page.title() == "RegAtlas"
    shown = page.locator('[data-testid="stChatMessage"], [role="dialog"]')
    obeyed = "img, script, em, strong, b, .katex, a[href*='example.org/bare'], a[href^='http:']"
    assert shown.locator(obeyed).count() == 0
