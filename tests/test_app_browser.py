"""The app in a real browser: a question typed, a citation opened, nothing asked of outside."""

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

import pytest

from tests.conftest import Small

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

HERE = Path(__file__).parent
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
STARTS_WITHIN = 60  # seconds


def chromium() -> str:
    """Debian's Chromium; installed where this runs as root for CI, else the test is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found and os.environ.get("CI") and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
            subprocess.run(command, capture_output=True, timeout=300, check=False)
        found = shutil.which("chromium")
    if not found:
        pytest.skip("no Chromium here; install Debian's package chromium to run this test")
    return found


@pytest.fixture
def address(small: Small) -> Iterator[str]:
    """The app over the small knowledge base, served as a user would have it."""
    browser = chromium()
    assert browser
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(HERE / "app_with_small_store.py"),
         "--server.port", str(port)],
        cwd=HERE.parent,
        env={**os.environ, "REGATLAS_HOME": str(small.home.root), "PYTHONPATH": str(HERE.parent)},
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


def test_a_question_its_answer_and_an_opened_citation(address: str) -> None:
    outside: list[str] = []
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.on(
            "request",
            lambda r: (
                outside.append(r.url)
                if not r.url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
                else None
            ),
        )
        page.goto(address)
        box = page.get_by_placeholder("Ask about a licence")
        box.wait_for(timeout=STARTS_WITHIN * 1000)
        box.fill("Must you say which weights you changed? <b>x</b>")
        box.press("Enter")
        page.get_by_text("You must say which weights you changed.").first.wait_for(timeout=20_000)
        assert page.get_by_text("<b>x</b>").count() == 1  # shown, not obeyed
        page.get_by_role("button", name="Section 2(b)").first.click()
        mark = page.locator("mark").first
        mark.wait_for(timeout=10_000)
        assert "You must say which weights you changed." in mark.inner_text()
        browser.close()
    assert outside == []
