"""Seconds and memory of questions, as ratios to the models and the index alone, in one run."""

import resource
import time
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from bench.results import Figures
from kb.knowledge import KnowledgeBase
from kb.rerank import Reranker

QUERIES = 200
Call = Callable[[str], object]
Pairs = list[tuple[str, Sequence[str]]]


def measure(kb: KnowledgeBase, questions: Sequence[str], as_of: date) -> Figures:
    """Milliseconds (p50, p95) of a first-stage search, a search and an answer, over 200 queries.

    The floor of the first stage is embedding the query and looking it up in the index; those of a
    search and an answer are both of these and the cross-encoder's reading of the same pairs. Each
    is timed in turn with its floor, query by query, so that drift of the machine touches both.
    """
    texts = [questions[i % len(questions)] for i in range(QUERIES)]
    store, embedder, reranker = kb.store, kb.retriever.embedder, kb.retriever.reranker
    allowed = store.rows_of(store.versions_on(as_of))

    def look_up(text: str) -> object:
        return store.nearest(embedder.encode([text])[0], 60, allowed)

    def search(text: str) -> object:
        return kb.search(text, 10, as_of)

    def ask(text: str) -> object:
        return kb.ask(text, as_of)

    kb.retriever.reranker = None
    for text in texts[:20]:
        look_up(text), search(text)
    timed = {"first_stage": _against(look_up, search, texts)}
    kb.retriever.reranker = reranker
    if reranker is not None:
        for name, call in (("search", search), ("ask", ask)):
            reading, count = _reading(kb, reranker, call, texts, look_up)
            timed[name] = {**_against(reading, call, texts), "pairs_read": count}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"queries": QUERIES, **timed, "peak_memory_mb": memory}


def _reading(
    kb: KnowledgeBase, reranker: Reranker, call: Call, texts: Sequence[str], look_up: Call
) -> tuple[Call, float]:
    """The floor of a call that reads: looking up, and reading the pairs that it reads; and how
    many pairs these are on average."""
    pairs: dict[str, Pairs] = {}
    for text in dict.fromkeys(texts):
        kb.retriever.reranker = recorded = Recorded(reranker)
        call(text)
        pairs[text] = recorded.pairs
    kb.retriever.reranker = reranker

    def floor(text: str) -> object:
        return look_up(text), [reranker.scores(question, read) for question, read in pairs[text]]

    counts = [sum(len(read) for _, read in pairs[text]) for text in texts]
    return floor, round(float(np.mean(counts)), 1)


class Recorded:
    """A cross-encoder that writes down what it is given to read."""

    def __init__(self, inner: Reranker) -> None:
        self.inner = inner
        self.pairs: Pairs = []

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.pairs.append((question, texts))
        return self.inner.scores(question, texts)


def _against(floor: Call, call: Call, texts: Sequence[str]) -> Figures:
    """Milliseconds of a call and of its floor, and the one to the other."""
    pairs = [(_milliseconds(floor, t), _milliseconds(call, t)) for t in texts]
    floors, calls = np.array(pairs).T
    return {
        "floor_ms": _percentiles(floors),
        "ms": _percentiles(calls),
        "ratio": {
            p: round(float(np.percentile(calls, n) / np.percentile(floors, n)), 3)
            for p, n in PERCENTILES.items()
        },
    }


PERCENTILES = {"p50": 50, "p95": 95}


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {p: round(float(np.percentile(values, n)), 2) for p, n in PERCENTILES.items()}


def _milliseconds(call: Call, text: str) -> float:
    started = time.perf_counter()
    call(text)
    return (time.perf_counter() - started) * 1000
