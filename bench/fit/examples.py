"""Questions that no text answers, by kind, and questions that the texts do answer, with vectors."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bench.fit import unstated
from bench.questions import tuning
from kb.embedding import Vectors, load_embedder
from kb.knowledge import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Examples:
    """All that is known of which questions are answered; class 0 is of those that are."""

    names: tuple[str, ...]  # of the kinds, from class 1 on
    hopeless: tuple[str, ...]
    alike: tuple[str, ...]  # look so, and are answered
    texts: tuple[str, ...]  # of all examples
    vectors: Vectors
    kinds: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]

    @classmethod
    def read(cls, knowledge: KnowledgeBase) -> "Examples":
        known = knowledge.corpus.unstated_kinds
        rows: list[tuple[str, int, float]] = []
        for n, kind in enumerate(known.unstated, start=1):
            rows += [(text, n, unstated.OF_LIKENESS) for text in kind.asks]
        rows += [(text, 0, unstated.OF_LIKENESS) for text in known.stated]
        rows += [(q.ask, 0, unstated.OF_LIKENESS / 2) for q, _ in tuning() if q.needs]
        store = knowledge.store
        held = {store.passage(row).asked for row in range(len(store))} - {""}
        rows += [(text, 0, unstated.OF_CORPUS) for text in sorted(held)]
        texts = tuple(text for text, _, _ in rows)
        return cls(
            tuple(kind.kind for kind in known.unstated),
            tuple(text for kind in known.unstated for text in kind.asks),
            known.stated,
            texts,
            load_embedder(knowledge.home).encode(texts),
            np.array([kind for _, kind, _ in rows]),
            np.array([weight for *_, weight in rows]),
        )
