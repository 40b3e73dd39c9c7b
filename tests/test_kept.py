"""Kept assessments, and what a change of law or of texts does to them."""

from datetime import date
from pathlib import Path

import pytest

from kb.errors import RegAtlasError, StoreError
from kb.home import Home
from kb.kept import impact, keep, kept, require_some
from kb.knowledge import KnowledgeBase
from kb.release import Release

MODEL = Release.model_validate(
    {
        "name": "Acme 7B",
        "offered_in": ["EU"],
        "kind": "system",
        "high_risk_use": True,
        "training_flop": 5e23,
        "generates": ["text"],
        "monetised": False,
        "released": "2025-01-01",
        "components": [{"component": "weights", "licence": "MIT"}],
    }
)


def test_nothing_moves_while_law_and_texts_stand(real: KnowledgeBase, tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(home, real.assess(MODEL, date(2026, 11, 23)))
    [moved] = impact(home, real.assessor)
    assert moved.kept.name == "acme-7b"
    assert moved.changes == ()


def test_a_date_that_comes_moves_what_rests_on_it(real: KnowledgeBase, tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(home, real.assess(MODEL, date(2026, 11, 23)))
    [moved] = impact(home, real.assessor, date(2027, 12, 2))
    assert any("eu-ai-act/high-risk: was not_applicable, now applies" in c for c in moved.changes)


def test_amended_law_moves_what_was_assessed_before(real: KnowledgeBase, tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(home, real.assess(MODEL, date(2026, 7, 26)))
    [moved] = impact(home, real.assessor, date(2026, 7, 27))
    told = "\n".join(moved.changes)
    assert "eu-ai-act/high-risk" in told
    assert "2027-12-02" in told or "say otherwise" in told


def test_what_is_kept_is_read_back(real: KnowledgeBase, tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(home, real.assess(MODEL, date(2026, 11, 23)))
    keep(home, real.assess(MODEL, date(2026, 11, 24)))
    [one] = kept(home)
    assert (one.release, one.as_of) == (MODEL, date(2026, 11, 24))


def test_a_damaged_file_is_named(real: KnowledgeBase, tmp_path: Path) -> None:
    home = Home(tmp_path)
    keep(home, real.assess(MODEL, date(2026, 11, 23)))
    (home.assessments / "acme-7b.json").write_text("{")
    with pytest.raises(StoreError, match="is damaged"):
        list(kept(home))


def test_there_must_be_something_kept(tmp_path: Path) -> None:
    with pytest.raises(RegAtlasError, match="--save"):
        require_some(Home(tmp_path))
