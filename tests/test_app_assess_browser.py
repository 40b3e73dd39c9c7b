"""The page that assesses, in a real browser: chosen, corrected, judged, opened, downloaded."""

from pathlib import Path

import pytest

from tests.test_app_browser import ANSWERS_WITHIN, Visit, address, visit

__all__ = ["address", "visit"]  # the fixtures: the app is served, and visited, as for the chat
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

WITHIN = ANSWERS_WITHIN * 1000  # milliseconds


def test_a_release_is_assessed_and_its_provision_opened(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("link", name="Assess").click()
    page.get_by_role("heading", name="Assess a release").wait_for(timeout=WITHIN)
    box = page.get_by_role("combobox", name="A release that we have a record of")
    box.fill("Open One")
    page.get_by_role("option", name="Open One 7B").click()
    page.get_by_role("heading", name="Open One 7B").wait_for(timeout=WITHIN)

    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_text("Verdicts as of").wait_for(timeout=WITHIN)
    cards = page.locator(".ra-card")
    assert [c.locator("h3").inner_text() for c in cards.all()] == [
        "Licences",
        "Open Source AI Definition",
        "Model Openness Framework",
        "Model Act",
    ]
    assert "Duty to publish" in cards.nth(3).inner_text()

    page.get_by_role("tab", name="Model Act").click()
    dialog = visit.open("Model Act, Section 1")
    dialog.locator("mark").first.wait_for()
    visit.close_dialog()

    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_placeholder("Ask about a licence").wait_for(timeout=WITHIN)
    page.get_by_role("link", name="Assess").click()
    page.get_by_text("Verdicts as of").wait_for(timeout=WITHIN)


def test_a_file_is_uploaded_and_its_report_downloaded(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    page.get_by_role("link", name="Assess").click()
    page.get_by_role("tab", name="A file").click()
    file = tmp_path / "mine.yaml"
    file.write_text("name: 'Mine <img src=http://example.org/i.png>'\ntraining_flop: 8e22\n")
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("heading", name="Mine").wait_for(timeout=WITHIN)
    assert page.locator("img").count() == 0

    page.get_by_role("button", name="Assess", exact=True).click()
    page.get_by_text("Verdicts as of").wait_for(timeout=WITHIN)
    with page.expect_download(timeout=WITHIN) as download:
        page.get_by_role("button", name="Markdown").click()
    assert download.value.suggested_filename.endswith(".md")
    assert "Mine" in Path(download.value.path()).read_text(encoding="utf-8")
