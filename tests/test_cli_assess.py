"""`assess`, `licence` and `ask` about releases on the command line."""

import json
from pathlib import Path

import pytest

from kb.home import Home
from tests.conftest import Run


@pytest.fixture
def run(real_home: Home, monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    monkeypatch.setenv("REGATLAS_HOME", str(real_home.root))
    return command


def test_assess_json_is_the_contract(run: Run) -> None:
    code, out, _ = run("assess", "Llama 2", "--json", "--as-of", "2026-11-23")
    assert code == 0
    view = json.loads(out)
    assert {"release", "as_of", "frameworks"} <= set(view)
    frameworks = {f["id"]: f for f in view["frameworks"]}
    assert set(frameworks) == {"licences", "osaid", "mof", "eu-ai-act"}
    assert frameworks["osaid"]["verdict"] == "does_not_conform"
    assert {"use", "share", "data-information", "code", "parameters"} <= set(
        frameworks["osaid"]["blockers"]
    )
    assert frameworks["mof"]["verdict"] == "unclassified"
    assert set(frameworks["mof"]["progress"]) == {"1", "2", "3"}
    for framework in frameworks.values():
        for finding in framework["findings"]:
            assert {"rule", "status", "because", "missing", "citations"} <= set(finding)
            for citation in finding["citations"]:
                assert {"provision", "version", "pinpoint", "quote", "kind", "url", "in_force"} <= (
                    set(citation)
                )


def test_assess_is_readable_and_says_what_is_missing(run: Run) -> None:
    code, out, _ = run("assess", "Llama 2")
    assert code == 0
    assert "DOES NOT CONFORM" in out
    assert "Would change it" in out
    assert "Facts known" in out


def test_assess_of_a_description(run: Run) -> None:
    code, out, _ = run(
        "assess", "a language model trained with 2e26 FLOP, weights under MIT, offered in the EU",
        "--json",
    )  # fmt: skip
    assert code == 0
    view = json.loads(out)
    assert next(f for f in view["frameworks"] if f["id"] == "eu-ai-act")["verdict"] == (
        "systemic_risk"
    )
    assert any("2 x 10^26" in n for n in view["notes"])


def test_jurisdiction_narrows_the_laws(run: Run) -> None:
    _, out, _ = run("assess", "Llama 2", "--jurisdiction", "KR", "--json")
    assert "eu-ai-act" not in [f["id"] for f in json.loads(out)["frameworks"]]


def test_the_schema_is_a_json_schema(run: Run) -> None:
    code, out, _ = run("assess", "--schema")
    assert code == 0
    assert json.loads(out)["properties"]["training_flop"]


@pytest.mark.parametrize("suffix", ["md", "html", "pdf"])
def test_a_report_is_written(run: Run, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"report.{suffix}"
    code, out, err = run("assess", "Llama 2", "--out", str(target))
    assert (code, out) == (0, "")
    assert str(target) in err
    assert target.stat().st_size > 2_000


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "Give a file, a name or a description"),
        (("Lama 2",), 2, "Llama 2"),
        (("nothing.yaml",), 1, "no such file"),
        (("words that say nothing at all",), 2, "Nothing of a release"),
        (("Llama 2", "--as-of", "2026-13-01"), 2, "not a date"),
        (("Llama 2", "--out", "report.doc"), 2, ".pdf"),
    ],
)
def test_each_mistake_gets_one_sentence(
    run: Run, arguments: tuple[str, ...], code: int, told: str
) -> None:
    got, out, err = run("assess", *arguments)
    assert (got, out) == (code, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_wrong_field_names_file_line_and_field(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "release.yaml"
    path.write_text("name: Toy\ntraining_flop: 1e40\n")
    code, _, err = run("assess", str(path))
    assert code == 1
    assert "release.yaml, line 2, field training_flop" in err


def test_licence_facts(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("licence", "llama-3.1", "--users", "800000000", "--json")
    assert code == 0
    found = {f["rule"]: f for f in json.loads(out)["findings"]}
    assert found["licences/llama-3.1/threshold"]["status"] == "applies"
    assert found["licences/llama-3.1/threshold"]["citations"][0]["provision"] == "llama-3.1/sec_2"
    for given, told in (("Lama 3.1", "Did you mean"), (str(tmp_path), "not known")):
        code, out, err = run("licence", given)
        assert (code, out) == (2, "")
        assert told in err


def test_a_pasted_licence_text_is_identified_with_its_differences(
    run: Run, real_home: Home, tmp_path: Path
) -> None:
    from kb.knowledge import KnowledgeBase

    store = KnowledgeBase.open(real_home).store
    tops = [p for p in store.provisions("apache-2.0@2004-01-01") if p.parent is None]
    path = tmp_path / "LICENSE"
    path.write_text("\n".join(p.text for p in tops).replace("perpetual", "yearly", 1))
    code, out, _ = run("licence", str(path), "--json")
    assert code == 0
    match = json.loads(out)["match"]
    assert match["version"] == "apache-2.0@2004-01-01"
    assert match["confidence"] > 0.99
    assert {"known": "perpetual", "pasted": "yearly"} in match["differences"]


def test_ask_about_a_release_that_is_given(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "release.yaml"
    path.write_text("name: Toy\ncomponents:\n  - {component: weights, licence: llama-2}\n")
    code, out, _ = run("ask", "Is it open source?", "--release", str(path), "--json")
    assert code == 0
    view = json.loads(out)
    assert "Toy does not meet" in view["answer"][0]["sentence"]
    assert view["findings"]


def test_impact_names_what_moved(run: Run, real_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "release.yaml"
    path.write_text(
        "name: Risky\nkind: system\noffered_in: [EU]\nhigh_risk_use: true\nreleased: 2025-01-01\n"
    )
    try:
        code, _, err = run("assess", str(path), "--as-of", "2026-11-23", "--save", "--json")
        assert code == 0
        assert "Kept as risky" in err
        code, out, _ = run("impact", "--as-of", "2027-12-02", "--json")
        [moved] = json.loads(out)["assessments"]
        assert any("high-risk" in c for c in moved["changes"])
    finally:
        (real_home.assessments / "risky.json").unlink(missing_ok=True)


def test_diff_and_calendar(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("diff", "eu-ai-act", "2024-07-12", "2026-07-27", "--json")
    assert code == 0
    assert len(json.loads(out)["differences"]) > 50
    code, out, err = run("diff", "eu-ai-act", "2026-08-01", "2026-09-01")
    assert (code, out) == (2, "")
    assert "same version" in err
    ics = tmp_path / "dates.ics"
    code, _, _ = run("calendar", "--ics", str(ics))
    assert code == 0
    assert ics.read_text().startswith("BEGIN:VCALENDAR")
