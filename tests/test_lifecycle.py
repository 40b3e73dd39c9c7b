"""The knowledge base as a whole: going back, backing up, restoring, mending."""

import io
import tarfile
from pathlib import Path

import pytest

from kb.errors import CorruptStore, MissingStore, StoreBusy, StoreError
from kb.home import Home
from kb.store import generation, lifecycle
from kb.store.reader import Store
from tests.conftest import Small


def second_generation(small: Small) -> None:
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    path.write_text(path.read_text().replace("Example Open 1.0", "Example Open One"))
    Small(type(small.corpus)(small.corpus.root), small.home, small.embedder).ingest()


def short(home: Home) -> str:
    store = Store.open(home)
    try:
        return store.instruments["open-1.0"].short
    finally:
        store.close()


def test_rollback_goes_to_the_one_before(small: Small) -> None:
    second_generation(small)
    assert short(small.home) == "Example Open One"
    lifecycle.rollback(small.home)
    assert short(small.home) == "Example Open 1.0"
    with pytest.raises(StoreError, match="no earlier"):
        lifecycle.rollback(small.home)


def test_as_many_generations_stay_as_are_asked_for(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGATLAS_KEEP_GENERATIONS", "1")
    second_generation(small)
    assert len(lifecycle.generations(small.home)) == 1


def test_a_backup_restores_elsewhere_to_the_letter(small: Small, tmp_path: Path) -> None:
    kept = small.home.assessments / "toy.json"
    kept.parent.mkdir()
    kept.write_text("{}")
    file = tmp_path / "kb.tar"
    lifecycle.backup(small.home, file)
    other = Home(tmp_path / "other")
    lifecycle.restore(other, file)
    one, two = generation.required(small.home), generation.required(other)
    for name in ("knowledge.sqlite", "vectors.faiss"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert (other.assessments / "toy.json").read_text() == "{}"


def test_a_restore_comes_beside_what_is_there(small: Small, tmp_path: Path) -> None:
    file = tmp_path / "kb.tar"
    lifecycle.backup(small.home, file)
    second_generation(small)
    made = lifecycle.restore(small.home, file)
    assert made.generation == 3
    assert short(small.home) == "Example Open 1.0"


@pytest.mark.parametrize("damage", ["flipped", "cut", "no tar", "foreign", "escaping"])
def test_a_damaged_backup_changes_nothing(small: Small, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "kb.tar"
    lifecycle.backup(small.home, file)
    content = bytearray(file.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    elif damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "no tar":
        content = bytearray(b"not a backup" * 100)
    file.write_bytes(content)
    if damage in ("foreign", "escaping"):
        name = "../../evil" if damage == "escaping" else "something.pkl"
        with tarfile.open(file, "w") as tar:
            info = tarfile.TarInfo(name)
            info.size = 1
            tar.addfile(info, io.BytesIO(b"x"))
    before = generation.required(small.home)
    with pytest.raises((StoreError, CorruptStore)):
        lifecycle.restore(small.home, file)
    assert generation.required(small.home) == before
    assert not list(small.home.generations.glob("*.building"))
    assert not (tmp_path / "evil").exists()


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "none")
    home.root.mkdir()
    with pytest.raises(MissingStore):
        lifecycle.backup(home, tmp_path / "kb.tar")
    assert not (tmp_path / "kb.tar").exists()


def test_repair_leaves_a_torn_generation_for_the_whole_one_before(small: Small) -> None:
    second_generation(small)
    torn = generation.required(small.home)
    (torn / "knowledge.sqlite").write_bytes(b"torn")
    (small.home.generations / "000009.building").mkdir()
    done = lifecycle.repair(small.home)
    assert len(done) == 2
    assert short(small.home) == "Example Open 1.0"
    assert lifecycle.repair(small.home) == []


def test_nothing_is_done_while_another_writes(small: Small, tmp_path: Path) -> None:
    with lifecycle.writing(small.home):
        for work in (
            lambda: lifecycle.rollback(small.home),
            lambda: lifecycle.backup(small.home, tmp_path / "kb.tar"),
            lambda: lifecycle.repair(small.home),
        ):
            with pytest.raises(StoreBusy):
                work()
