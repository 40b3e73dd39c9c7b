"""The store: whole or refused, and what holds on a day."""

import json
import multiprocessing
import signal
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kb.errors import CorruptStore, IncompatibleStore, MissingStore
from kb.home import Home
from kb.knowledge import KnowledgeBase
from kb.store import generation, vectors
from kb.store.reader import Store
from tests.conftest import Small


def test_no_knowledge_base_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(MissingStore, match="regatlas ingest"):
        KnowledgeBase.open(Home(tmp_path))


@pytest.mark.parametrize("name", ["knowledge.sqlite", "vectors.faiss"])
def test_a_file_that_is_not_the_one_written_is_not_read(small: Small, name: str) -> None:
    path = generation.required(small.home) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CorruptStore, match=name):
        KnowledgeBase.open(small.home)


@pytest.mark.parametrize("name", ["knowledge.sqlite", "vectors.faiss", "manifest.json"])
def test_a_missing_file_is_told(small: Small, name: str) -> None:
    (generation.required(small.home) / name).unlink()
    with pytest.raises(CorruptStore, match=name):
        KnowledgeBase.open(small.home)


@pytest.mark.parametrize("pointer", ["000099", "../../etc", "", "\0", "one"])
def test_a_pointer_to_nothing_is_told(small: Small, pointer: str) -> None:
    small.home.current.write_text(pointer)
    with pytest.raises(CorruptStore):
        KnowledgeBase.open(small.home)


def test_another_format_is_told(small: Small) -> None:
    path = generation.required(small.home) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(IncompatibleStore, match="format 99"):
        KnowledgeBase.open(small.home)


def test_another_model_is_refused(small: Small) -> None:
    small.embedder.weights = "0" * 64
    with pytest.raises(IncompatibleStore, match="made with words"):
        small.open()


def test_a_reader_keeps_the_generation_it_opened(small: Small) -> None:
    store = Store.open(small.home)
    for word in ("One", "Two", "Three"):
        path = small.corpus.root / "instruments" / "open-1.0.yaml"
        lines = path.read_text().splitlines()
        lines[2] = f"short: Open {word}"
        path.write_text("\n".join(lines))
        Small(type(small.corpus)(small.corpus.root), small.home, small.embedder).ingest()
    assert store.provision("open-1.0@2020-03-01", "open-1.0/sec_1") is not None
    assert Store.open(small.home).instruments["open-1.0"].short == "Open Three"
    assert len([p for p in small.home.generations.iterdir() if p.is_dir()]) == 2


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2019-01-01", set()),
        ("2024-06-01", {"limited@2024-05-05", "model-act@2023-01-01", "open-1.0@2020-03-01"}),
        ("2025-03-01", {"limited@2025-03-01", "model-act@2023-01-01", "open-1.0@2020-03-01"}),
        # The amended act's text still holds where the amendment does not touch it.
        (
            "2026-06-01",
            {
                "limited@2025-03-01",
                "model-act@2023-01-01",
                "model-act@2026-01-01",
                "open-1.0@2020-03-01",
            },
        ),
    ],
)
def test_what_holds_on_a_day(small: Small, day: str, held: set[str]) -> None:
    versions = Store.open(small.home).versions_on(date.fromisoformat(day))
    assert {v.id for v in versions} == held


def test_no_file_of_the_store_is_a_pickle(small: Small) -> None:
    for path in generation.required(small.home).iterdir():
        assert path.read_bytes()[:2] not in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
    sources = [*Path("kb").rglob("*.py"), *Path("ingest").rglob("*.py")]
    assert sources
    assert not [p for p in sources if "import pickle" in p.read_text()]


def test_the_nearest_are_found_exactly_among_those_allowed() -> None:
    rng = np.random.default_rng(1)
    matrix = rng.normal(size=(500, 16)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    allowed = rng.random(500) < 0.3
    query = matrix[7]
    found = vectors.nearest(vectors.build(matrix), query, 10, allowed)
    scores = np.where(allowed, matrix @ query, -9)
    assert [row for row, _ in found] == list(np.argsort(-scores)[:10])


def ingest_for_ever(small: Small) -> None:
    """An ingestion that is always in the middle of something when it is killed."""
    path = small.corpus.root / "instruments" / "open-1.0.yaml"
    n = 0
    while True:
        lines = path.read_text().splitlines()
        lines[2] = f"short: Open {n}"
        written = path.with_suffix(".part")  # the kill must not tear the catalogue itself
        written.write_text("\n".join(lines))
        written.replace(path)
        Small(type(small.corpus)(small.corpus.root), small.home, small.embedder).ingest()
        n += 1


def test_a_kill_at_any_instant_leaves_a_whole_knowledge_base(small: Small) -> None:
    context = multiprocessing.get_context("fork")
    for round_ in range(12):
        process = context.Process(target=ingest_for_ever, args=(small,))
        process.start()
        time.sleep(0.03 + 0.017 * round_)
        assert process.pid
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        store = Store.open(small.home)  # checks every hash
        assert len(store.versions) == 5
        store.close()
