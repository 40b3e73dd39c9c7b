"""Questions that no legal text answers: prices, persons, statistics, cases, advice, other laws.

The law may speak of the very thing ("a notified body", "the Chair of the Board") and still not say
what is asked. `corpus/unstated.yaml` has examples by kind, which a lawyer can read and extend; how
likely a question is one of them is learnt from these and from questions that the texts do answer,
by its vector (`make fit`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from kb import learned
from kb.embedding import Embedder, Vectors
from kb.yamlfile import Strict


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


class Unstated(Strict):
    """One kind of question, what would answer it, and examples."""

    kind: str
    why: Annotated[str, AfterValidator(_on_one_line)]
    asks: Annotated[tuple[str, ...], Field(min_length=1)]


class UnstatedKinds(Strict):
    """All of them, and questions that look alike and that the texts do answer."""

    unstated: tuple[Unstated, ...]
    stated: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> "UnstatedKinds":
        questions = [*self.stated, *(q for kind in self.unstated for q in kind.asks)]
        seen: set[str] = set()
        for question in questions:
            key = question.casefold().strip(" ?.")
            if key in seen:
                raise ValueError(f"'{question}' stands twice; keep it where it belongs")
            seen.add(key)
        return self


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely it is that no text states what is asked, and of which kind that is."""

    odds: float  # logarithm; above 0: likelier than not
    kind: str


@dataclass(frozen=True, slots=True)
class UnstatedModel:
    """Tells questions apart by their vectors."""

    kinds: Sequence[str]
    slope: Vectors  # (1 + kinds, dimension); row 0 is for what the texts do state
    bias: Vectors  # (1 + kinds,)

    def likely(self, question: Vectors) -> Likely:
        """For a question's unit vector of shape (dimension,)."""
        scores = self.slope @ question + self.bias
        best = int(scores[1:].argmax())
        unstated = float(np.logaddexp.reduce(scores[1:]))
        return Likely(unstated - float(scores[0]), self.kinds[best])

    @classmethod
    def of(
        cls, embedder: Embedder, held: Mapping[str, Any] | None = None
    ) -> "UnstatedModel | None":
        """The fitted one; None for another embedding model than that which it was fitted for."""
        held = held or learned.arrays()
        if str(held["model"]) != embedder.weights or "unstated_slope" not in held:
            return None
        kinds = [str(k) for k in held["unstated_kinds"]]
        return cls(kinds, held["unstated_slope"], held["unstated_bias"])
