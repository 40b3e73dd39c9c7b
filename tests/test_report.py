"""Reports: the same in three forms, escaped, with real text, never half written."""

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from kb.assessment import Assessment, Verdict
from kb.errors import RegAtlasError, UsageError
from kb.model import (
    Citation,
    Finding,
    InForce,
    Instrument,
    InstrumentKind,
    Provision,
    ProvisionKind,
    Status,
    TextKind,
    Version,
)
from kb.release import Release
from kb.report import report_bytes, write_report

HOSTILE = "<script>alert('x')</script> | `a` *b* _c_ [d](https://example.org) 汉字 🙂 10²⁵ ≥ “q”"


def citation(n: int, text: str, kind: TextKind = TextKind.TEXT) -> Citation:
    provision = Provision(
        "toy/sec_1", "toy@2024-01-01", ProvisionKind.SECTION, "Section 1", "", ("Toy",), text, kind,
        kind == TextKind.TEXT, None, 0, len(text),
    )  # fmt: skip
    version = Version("toy@2024-01-01", "toy", InForce(date(2024, 1, 1), None),
                      "https://example.org/toy")  # fmt: skip
    instrument = Instrument("toy", "Toy Licence", "Toy", InstrumentKind.LICENCE, "", "Toymakers")
    return Citation(n, provision, version, instrument, 0, len(text))


def assessment(words: str = "Words of the law.") -> Assessment:
    text, digest = citation(1, words), citation(2, "Says so.", TextKind.DIGEST)
    findings = (
        Finding("toy/a", "First", Status.MET, "All well.", (), (text,)),
        Finding("toy/b", "Second", Status.NOT_MET, f"Because {words}", (), (text, digest)),
        Finding("toy/c", "Third", Status.UNKNOWN, "Who knows?", ("monetised",)),
    )
    verdict = Verdict("toy", "Toy framework", "does_not_conform", "It fails.", findings,
                      changes=("playing fair",), progress={"1": 50.0})  # fmt: skip
    release = Release.model_validate(
        {"name": words[:200], "training_flop": 1e23, "monetised": False,
         "components": [{"component": "weights", "licence": "MIT"}]}
    )  # fmt: skip
    return Assessment(release, date(2026, 11, 23), (verdict,), ("a",), ("monetised",),
                      ("A note.",), (text, digest))  # fmt: skip


def text_of(suffix: str, made: Assessment) -> str:
    content = report_bytes(made, suffix, ["Understood: a toy."])
    if suffix == ".pdf":
        pages = PdfReader(io.BytesIO(content)).pages
        return " ".join(" ".join(p.extract_text().split()) for p in pages)
    return content.decode("utf-8")


@pytest.mark.parametrize("suffix", [".md", ".html", ".pdf"])
def test_each_form_says_all_of_it(suffix: str) -> None:
    said = text_of(suffix, assessment())
    for part in (
        "2026-11-23", "Understood: a toy.", "A note.", "It fails.", "Who knows?", "monetised",
        "playing fair", "Words of the law.", "our own words", "not binding", "50 %",
        "no legal advice", "MIT",
    ):  # fmt: skip
        assert part in said, part


def test_what_fails_comes_before_what_is_met() -> None:
    said = text_of(".md", assessment())
    assert said.index("Second") < said.index("Third") < said.index("First")


def test_markup_in_texts_shows_as_it_stands() -> None:
    html = text_of(".html", assessment(HOSTILE))
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "https://" not in html.replace("https://example.org", "")
    markdown = text_of(".md", assessment(HOSTILE))
    assert "\\<script\\>" in markdown
    assert "\\[d\\]" in markdown
    pdf = text_of(".pdf", assessment(HOSTILE))
    assert "<script>alert" in pdf
    assert "“q”" in pdf


def test_a_very_long_word_does_not_stop_a_report() -> None:
    assert report_bytes(assessment("x" * 5_000), ".pdf").startswith(b"%PDF")


@pytest.mark.parametrize("name", ["report", "report.doc", "report.md.exe"])
def test_another_form_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"\.pdf"):
        write_report(assessment(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RegAtlasError, match="can't be written"):
        write_report(assessment(), tmp_path / "none" / "report.md")


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "report.md"
    target.write_text("old")
    write_report(assessment(), target)
    assert "old" not in target.read_text()
    assert [p.name for p in tmp_path.iterdir()] == ["report.md"]
