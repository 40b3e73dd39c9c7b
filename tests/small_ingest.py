"""`regatlas ingest` over a test's corpus, without the real model: python -m … CORPUS ingest …"""

import sys
from pathlib import Path

from ingest import adding
from ingest.pipeline import ingest
from kb import cli
from kb.corpus import Corpus
from tests.small import WordsEmbedder

if __name__ == "__main__":
    corpus = Corpus(Path(sys.argv.pop(1)))
    adding.Corpus = lambda: corpus  # type: ignore[misc,assignment]
    adding.run = lambda corpus, home, ids, mirror, progress: ingest(  # type: ignore[assignment]
        corpus, home, ids, make_embedder=WordsEmbedder
    )
    cli.main()
