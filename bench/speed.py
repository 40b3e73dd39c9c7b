"""Seconds and memory of questions, as ratios to the model and the index alone, in one run."""

import resource
import time
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from kb.knowledge import KnowledgeBase

QUERIES = 200


def measure(kb: KnowledgeBase, questions: Sequence[str], as_of: date) -> dict[str, object]:
    """Milliseconds (p50, p95) of search and ask over 200 queries, against the floor.

    The floor is embedding the query and looking it up in the index, nothing else. The two are
    timed in turn, query by query, so that drift of the machine touches both alike.
    """
    texts = [questions[i % len(questions)] for i in range(QUERIES)]
    store, embedder = kb.store, kb.retriever.embedder
    allowed = store.rows_of(store.versions_on(as_of))

    def floor(text: str) -> object:
        return store.nearest(embedder.encode([text])[0], 60, allowed)

    for text in texts[:20]:
        floor(text), kb.search(text, 10, as_of)
    floors, searches = _in_turn(texts, floor, lambda t: kb.search(t, 10, as_of))
    asks = [_milliseconds(lambda t: kb.ask(t, as_of), t) for t in texts]
    return {
        "queries": QUERIES,
        "embedding_and_lookup_ms": _percentiles(floors),
        "search_ms": _percentiles(searches),
        "search_ratio_p50": round(float(np.median(searches) / np.median(floors)), 3),
        "search_ratio_p95": round(
            float(np.percentile(searches, 95) / np.percentile(floors, 95)), 3
        ),
        "ask_ms": _percentiles(asks),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _in_turn(
    texts: Sequence[str], one: Callable[[str], object], other: Callable[[str], object]
) -> tuple[list[float], list[float]]:
    pairs = [(_milliseconds(one, t), _milliseconds(other, t)) for t in texts]
    return [a for a, _ in pairs], [b for _, b in pairs]


def _milliseconds(call: Callable[[str], object], text: str) -> float:
    started = time.perf_counter()
    call(text)
    return (time.perf_counter() - started) * 1000


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(float(np.percentile(values, 50)), 2),
        "p95": round(float(np.percentile(values, 95)), 2),
    }
