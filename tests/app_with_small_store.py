"""The app's page over the small knowledge base that REGATLAS_HOME names: for the browser test."""

import runpy
from pathlib import Path

import webapp.knowledge
from kb.corpus import Corpus
from kb.home import Home
from kb.knowledge import KnowledgeBase
from kb.store.reader import Store
from tests.small import WordsEmbedder
from tests.webapp_fixture import write_releases


def _open_small(home: Home) -> KnowledgeBase:
    root = home.root.parent / "corpus"
    write_releases(root)
    corpus = Corpus(root)
    return KnowledgeBase(Store.open(home), home, corpus).warm(WordsEmbedder())


webapp.knowledge.open_warm = _open_small
runpy.run_path(str(Path(__file__).parent.parent / "app.py"), run_name="__main__")
