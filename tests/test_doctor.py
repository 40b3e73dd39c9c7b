"""The doctor: what it finds, and what it says to do."""

import pytest

from kb.doctor import Check, State, examine
from kb.embedding import MODEL_NAME
from kb.store import generation
from tests.conftest import Small


def found(small: Small) -> dict[str, Check]:
    corpus = type(small.corpus)(small.corpus.root)
    return {c.what: c for c in examine(small.home, corpus)}


def test_nothing_is_there_yet(empty: Small) -> None:
    checks = found(empty)
    assert checks["knowledge base"].state == State.BAD
    assert checks["knowledge base"].mend == "regatlas ingest"
    assert checks["embedding model"].state == State.BAD


def test_gaps_are_named_with_where_to_get_the_text(small: Small) -> None:
    checks = found(small)
    assert checks["knowledge base"].state == State.OK
    gap = checks["model-act@2023-01-01"]
    assert gap.state == State.GAP
    assert "recitals: 0 of 1" in gap.detail
    assert "https://example.org/act" in gap.mend
    assert "digests over model-act@2023-01-01" in checks["model-act@2026-01-01"].detail


@pytest.mark.parametrize("name", ["knowledge.sqlite", "vectors.faiss", "manifest.json"])
def test_damage_is_found(small: Small, name: str) -> None:
    path = generation.required(small.home) / name
    path.write_bytes(path.read_bytes()[:-9])
    assert found(small)["knowledge base"].state == State.BAD


def test_a_version_that_is_not_held(small: Small) -> None:
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text().replace("2020-03\n", "2021-03\n"))
    assert found(small)["open-1.0@2021-03-01"].mend == "regatlas ingest open-1.0"


def test_a_wrong_file_in_the_catalogue(small: Small) -> None:
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text() + "colour: blue\n")
    check = found(small)["catalogue"]
    assert check.state == State.BAD
    assert "open-1.0.yaml, line" in check.detail
    assert "colour" in check.detail


def test_weights_that_are_not_the_pinned_ones(small: Small) -> None:
    folder = small.home.models / MODEL_NAME
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"other")
    assert "not the pinned file" in found(small)["embedding model"].detail


def test_what_was_left_half_done(small: Small) -> None:
    (small.home.generations / "000009.building").mkdir()
    assert found(small)["left over"].state == State.GAP
    small.ingest()
    assert found(small)["left over"].state == State.OK
