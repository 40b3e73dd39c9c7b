"""The questions that provisions answer, with the passages that answer them, as arrays."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.embedding import Vectors
from kb.model import Passage, unit_of
from kb.store.reader import Store


@dataclass(frozen=True, slots=True)
class AskedOf:
    """All questions of a store and all passages of its texts."""

    store: Store
    passages: tuple[Passage, ...]  # of all rows
    questions: npt.NDArray[np.int64]  # rows
    texts: npt.NDArray[np.int64]  # rows of provisions' own words
    units: npt.NDArray[np.int64]  # of each row, a number for its article or section
    vectors: Vectors  # of all rows

    @classmethod
    def read(cls, store: Store) -> "AskedOf":
        passages = tuple(store.passage(row) for row in range(len(store)))
        numbers: dict[tuple[str, str], int] = {}
        units = [
            numbers.setdefault((p.version, unit_of(p.provision)), len(numbers)) for p in passages
        ]
        return cls(
            store,
            passages,
            np.array([n for n, p in enumerate(passages) if p.asked]),
            np.array([n for n, p in enumerate(passages) if p.of_text]),
            np.array(units),
            store.passage_vectors(range(len(store))),
        )
