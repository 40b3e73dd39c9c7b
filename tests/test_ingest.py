"""Ingestion: what comes in, what is not done twice, and what bad input gets."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from kb.errors import StoreBusy, StoreError, UnknownInstrument, UsageError
from kb.store import generation
from kb.store.writer import StoreWriter
from tests.conftest import Small


def stored(small: Small) -> dict[str, str]:
    """Every file of the knowledge base that readers use, by hash."""
    current = generation.required(small.home)
    return {p.name: generation.sha256(p) for p in sorted(current.iterdir())} | {
        "CURRENT": small.home.current.read_text()
    }


def test_all_versions_of_the_catalogue_come_in(small: Small) -> None:
    versions = small.open().store.versions
    assert set(versions) == {
        "limited@2024-05-05",
        "limited@2025-03-01",
        "model-act@2023-01-01",
        "model-act@2026-01-01",
        "open-1.0@2020-03-01",
    }


def test_running_again_changes_nothing_and_embeds_nothing(small: Small) -> None:
    before, encoded = stored(small), small.embedder.encoded
    report = small.ingest()
    assert all(v.unchanged for v in report.versions)
    assert stored(small) == before
    assert small.embedder.encoded == encoded


def test_a_changed_text_is_read_again_and_only_its_changed_passages_embedded(
    small: Small, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "limited-1.txt").write_text(
        "Example Limited Model License\nReleased 5 May 2024\n\n"
        "1. Use. You may use the Weights if your products have at most 900 million monthly users."
        "\n\n2. Outputs. You may train another model on outputs of the Weights.\n"
    )
    report = small.ingest(mirror=mirror)
    changed = [v for v in report.versions if not v.unchanged]
    assert [v.version for v in changed] == ["limited@2024-05-05"]
    assert report.encoded == 1
    shown = small.open().show("limited@2024-05-05/sec_2")
    assert "You may train" in shown.provision.text


def test_a_text_once_had_from_the_mirror_is_kept_without_it(small: Small, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "limited-1.txt").write_text("Example Limited Model License\n\n1. Use. None at all.\n")
    small.ingest(mirror=mirror)
    report = small.ingest()
    assert all(v.unchanged for v in report.versions)


def test_what_an_origin_lacks_is_covered_by_digests_and_declared(small: Small) -> None:
    knowledge = small.open()
    shown = knowledge.show("model-act@2023-01-01/rct_1")
    assert shown.provision.text_kind == "digest"
    assert not shown.provision.binding
    assert "recitals: 0 of 1 held as text" in shown.version.gaps


def test_vectors_stand_for_the_passages_they_were_made_of(small: Small) -> None:
    store = small.open().store
    for row in range(len(store)):
        passage = store.passage(row)
        provision = store.provision(passage.version, passage.provision)
        assert provision is not None
        text = f"{passage.context}\n{provision.text[passage.start : passage.end]}"
        expected = small.embedder.encode([text])[0]
        assert store.passage_vector(row) == pytest.approx(expected, abs=1e-6)


def test_an_unknown_instrument_names_the_nearest(small: Small) -> None:
    with pytest.raises(UnknownInstrument, match="did you mean limited"):
        small.ingest("limitd")


def test_a_missing_mirror_is_refused_before_anything_is_done(small: Small, tmp_path: Path) -> None:
    before = stored(small)
    with pytest.raises(UsageError, match="mirror"):
        small.ingest(mirror=tmp_path / "nowhere")
    assert stored(small) == before


def test_a_package_with_another_hash_is_refused_with_both_hashes(empty: Small) -> None:
    [package] = empty.home.downloads.iterdir()
    package.write_bytes(package.read_bytes() + b"more")
    report = empty.ingest()
    pinned = empty.corpus.packages["texts"].sha256
    got = hashlib.sha256(package.read_bytes()).hexdigest()
    refused = [v for v in report.failed if pinned in v.error and got in v.error]
    assert {v.instrument for v in refused} >= {"open-1.0", "limited"}


def test_a_truncated_official_text_is_not_taken_for_the_act(empty: Small) -> None:
    """The act's first origin is not in the package: the next one serves, and its gaps are said."""
    report = empty.ingest("model-act")
    assert not report.failed
    assert "act.txt" in report.versions[0].origin


def test_the_failed_are_named_and_the_others_kept(empty: Small) -> None:
    path = empty.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text().replace("texts/open.LICENSE", "texts/gone.LICENSE"))
    report = empty.ingest()
    assert [v.version for v in report.failed] == ["open-1.0@2020-03-01"]
    assert "gone.LICENSE" in report.failed[0].error
    assert "limited@2025-03-01" in empty.open().store.versions


def test_a_full_disk_leaves_the_knowledge_base_as_it_was(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(small)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.store.vectors.write", full)
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text().replace("Example Open 1.0", "Open One"))
    fresh = Small(type(small.corpus)(small.corpus.root), small.home, small.embedder)
    with pytest.raises(StoreError, match=r"No space left.*unchanged"):
        fresh.ingest()
    assert stored(small) == before
    assert not list(small.home.generations.glob("*.building"))


def test_two_writers_do_not_meet(small: Small) -> None:
    with StoreWriter(small.home), pytest.raises(StoreBusy, match="Another ingestion"):
        small.ingest()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_to(small: Small) -> None:
    small.home.generations.chmod(0o500)
    with pytest.raises(StoreError, match="written"):
        small.ingest()


def test_a_damaged_knowledge_base_is_made_anew(small: Small) -> None:
    database = generation.required(small.home) / "knowledge.sqlite"
    database.write_bytes(database.read_bytes()[:5000])
    report = small.ingest()
    assert not any(v.unchanged for v in report.versions)
    assert len(small.open().store.versions) == 5


def test_an_older_format_is_made_anew(small: Small) -> None:
    manifest = generation.required(small.home) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 0}))
    small.ingest()
    assert len(small.open().store.versions) == 5


def test_an_instrument_that_left_the_catalogue_leaves_the_store(small: Small) -> None:
    (small.corpus.root / "instruments" / "open-1.0.yaml").unlink()
    path = small.corpus.root / "instruments" / "limited.yaml"
    path.write_text(path.read_text().replace("Example Limited\n", "Limited\n"))
    fresh = Small(type(small.corpus)(small.corpus.root), small.home, small.embedder)
    fresh.ingest()
    assert "open-1.0" not in fresh.open().store.instruments
