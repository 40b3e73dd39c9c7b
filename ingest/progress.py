"""What a person sees while an ingestion runs: on stderr, nothing when it is not asked for."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from kb.embedding import Embedder, Vectors

BATCH = 64  # passages between two moves of the bar

Item = TypeVar("Item")


class Progress:
    """Silent progress; `Bars` shows it."""

    def say(self, message: str) -> None:
        """One line about what is being done."""

    def each(
        self, items: Sequence[Item], doing: str, name: Callable[[Item], str]
    ) -> Iterator[Item]:
        """The items, one by one."""
        yield from items

    def encode(self, texts: Sequence[str], embedder: Embedder) -> Vectors:
        """The texts' vectors, in their order."""
        return embedder.encode(texts)


class Bars(Progress):
    """Progress bars on stderr."""

    def say(self, message: str) -> None:
        tqdm.write(f"  {message} ...", file=sys.stderr)

    def each(
        self, items: Sequence[Item], doing: str, name: Callable[[Item], str]
    ) -> Iterator[Item]:
        with tqdm(items, desc=doing, unit="text", file=sys.stderr) as bar:
            for item in bar:
                bar.set_postfix_str(name(item))
                yield item

    def encode(self, texts: Sequence[str], embedder: Embedder) -> Vectors:
        # Long texts first, in batches of like length: little padding, and a bar that keeps pace.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = np.zeros((len(texts), embedder.dimension), dtype=np.float32)
        with tqdm(total=len(texts), desc="embedding", unit="passage", file=sys.stderr) as bar:
            for at in range(0, len(order), BATCH):
                batch = order[at : at + BATCH]
                vectors[batch] = embedder.encode([texts[i] for i in batch])
                bar.update(len(batch))
        return vectors
