"""Seconds of an ingestion from nothing, against the model's own encode of the same passages."""

import shutil
import tempfile
import time
from pathlib import Path

from ingest.pipeline import ingest
from ingest.progress import Bars
from kb.corpus import Corpus
from kb.embedding import load_embedder
from kb.home import Home
from kb.store.reader import Store
from kb.store.record import embedded_text


def measure(home: Home, mirror: Path | None) -> dict[str, object]:
    """A whole ingestion into a fresh folder (packages already downloaded), again with nothing
    changed, and the bare encode of the same passages in the batches the library chooses."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Home(Path(folder))
        fresh.downloads.symlink_to(home.downloads)
        first = ingest(Corpus(), fresh, mirror=mirror, progress=Bars())
        started = time.perf_counter()
        again = ingest(Corpus(), fresh, mirror=mirror)
        unchanged = time.perf_counter() - started
        texts = _passages(Store.open(fresh))
        embedder = load_embedder(home)
        started = time.perf_counter()
        embedder.encode(texts)
        bare = time.perf_counter() - started
        shutil.rmtree(fresh.generations)
    return {
        "versions": len(first.versions),
        "failed": [v.version for v in first.failed],
        "passages": first.passages,
        "seconds": round(first.seconds, 1),
        "passages_per_second": round(first.passages / first.seconds, 1),
        "bare_encode_seconds": round(bare, 1),
        "bare_passages_per_second": round(len(texts) / bare, 1),
        "ratio_to_bare_encode": round(first.seconds / bare, 3),
        "unchanged_seconds": round(unchanged, 2),
        "unchanged_embedded": again.encoded,
    }


def _passages(store: Store) -> list[str]:
    texts = []
    for row in range(len(store)):
        passage = store.passage(row)
        provision = store.provision(passage.version, passage.provision)
        assert provision is not None
        texts.append(embedded_text(passage, provision.text))
    return texts
