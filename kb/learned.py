"""What was learnt from the questions that provisions answer, as arrays (`learned.npz`).

- Two maps of vectors, of questions and of passages, under which a question comes nearer to the
  passages that answer it: v + vAB, made a unit vector again. A and B are narrow, so little can be
  learnt by heart.
- How likely it is, by a question's vector, that no legal text states what it asks; see
  `kb.unstated`.

`make fit` makes the file out of `corpus/`; see bench/README.md for what each gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.embedding import Embedder, Vectors
from kb.store.reader import Store

FILE = Path(__file__).with_name("learned.npz")

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Map:
    """A narrow change of vectors."""

    a: Array  # (dimension, rank)
    b: Array  # (rank, dimension)

    def __call__(self, vectors: Vectors) -> Vectors:
        moved = self._moved(vectors)
        unit: Vectors = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
        return unit

    def back(self, vectors: Vectors) -> Vectors:
        """Vectors whose inner product with any other one, as it stands, is theirs with that one
        under this map, but for its length: (v + vAB) q = v (q + qB'A')."""
        return np.asarray(vectors + vectors @ self.b.T @ self.a.T, dtype=np.float32)

    def lengths(self, vectors: Vectors) -> Array:
        """Of each before it is made a unit vector again, shape (len(vectors),)."""
        found: Array = np.linalg.norm(self._moved(vectors), axis=-1).astype(np.float32)
        return found

    def _moved(self, vectors: Vectors) -> Any:
        return vectors + vectors @ self.a @ self.b

    @classmethod
    def none(cls, dimension: int) -> "Map":
        """The map that changes nothing."""
        empty = np.zeros((dimension, 1), dtype=np.float32)
        return cls(empty, empty.T)


@dataclass(frozen=True, slots=True)
class Learned:
    """The maps for one embedding model."""

    question: Map
    passage: Map

    @classmethod
    def of(cls, embedder: Embedder, path: Path = FILE) -> "Learned":
        """What was learnt for that model; for another one, maps that change nothing."""
        held = arrays(path)
        if str(held["model"]) != embedder.weights:
            none = Map.none(embedder.dimension)
            return cls(none, none)
        return cls(*(Map(held[f"{of}_a"], held[f"{of}_b"]) for of in ("question", "passage")))


class Mapped:
    """How near the rows of a store come to questions under the maps. Of a row, what takes time is
    worked out once, when it is first needed."""

    def __init__(self, store: Store, learned: Learned) -> None:
        self._store, self._learned = store, learned
        self._lengths: Array = np.full(len(store), np.nan, dtype=np.float32)

    def cosines(self, rows: Sequence[int], vectors: Vectors, asked: Vectors) -> Array:
        """Of those rows, with their vectors, and questions' own: shape (len(rows), len(asked))."""
        towards = self._learned.question(asked)
        its = np.asarray(rows)
        found: Array = np.empty((len(its), len(asked)), dtype=np.float32)
        for asks, under in ((False, self._learned.passage), (True, self._learned.question)):
            mask = self._store.questions[its] == asks
            found[mask] = vectors[mask] @ under.back(towards).T
            new = mask & np.isnan(self._lengths[its])
            self._lengths[its[new]] = under.lengths(vectors[new])
        found /= self._lengths[its][:, None]
        return found


@cache
def arrays(path: Path = FILE) -> dict[str, Any]:
    """The arrays of the file by name, numbers as float32. No pickle is read."""
    with np.load(path, allow_pickle=False) as held:
        return {
            name: held[name] if held[name].dtype.kind == "U" else held[name].astype(np.float32)
            for name in held.files
        }
