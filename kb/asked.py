"""The questions that provisions answer, as people ask them: provisions are found by them as well.

`corpus/asked/INSTRUMENT.yaml` is for lawyers to read and extend. Its questions state nothing and
are never shown; one that comes near to what is asked leads to the provision that it stands under.
"""

from collections import Counter
from typing import Annotated

from pydantic import Field, model_validator

from kb.yamlfile import Strict

MOST_WORDS = 20  # a question of more says too much at once to come near to any other

Path = Annotated[str, Field(pattern=r"^[^\s/]+(/[^\s/]+)*$")]


class Asked(Strict):
    """An instrument's questions, by the path of the provision below the instrument."""

    asked: dict[Path, Annotated[tuple[str, ...], Field(min_length=1)]]

    @model_validator(mode="after")
    def _each_once_and_short(self) -> "Asked":
        questions = [q for of_one in self.asked.values() for q in of_one]
        for question, n in Counter(q.casefold().strip(" ?") for q in questions).items():
            if n > 1:
                raise ValueError(f"'{question}' stands twice; keep it where it is answered best")
            if len(question.split()) > MOST_WORDS:
                raise ValueError(f"'{question}' has over {MOST_WORDS} words; ask one thing")
        return self
