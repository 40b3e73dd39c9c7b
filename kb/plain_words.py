"""What people say and what the texts call it: questions are looked up by both.

`corpus/plain_words.yaml` is for lawyers to read and extend.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from pydantic import Field, model_validator

from kb.yamlfile import Strict


class PlainWord(Strict):
    """Words in which people ask for what a term of the texts means."""

    says: tuple[str, ...] = Field(min_length=1)
    term: str


class PlainWords(Strict):
    """All of them."""

    plain_words: tuple[PlainWord, ...]

    @model_validator(mode="after")
    def _each_said_once(self) -> "PlainWords":
        count = Counter(said.lower() for entry in self.plain_words for said in entry.says)
        if twice := [said for said, n in count.items() if n > 1]:
            raise ValueError(f"these words have two terms; keep one: {', '.join(twice)}")
        return self


class Vocabulary:
    """Finds the terms of the texts that a question means."""

    def __init__(self, entries: Iterable[PlainWord]) -> None:
        self._terms = {said.lower(): entry.term for entry in entries for said in entry.says}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._terms, key=len, reverse=True)
        return re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE
        )

    def terms(self, question: str) -> tuple[str, ...]:
        """The terms meant, in the order in which they are asked for."""
        if not self._terms:
            return ()
        found = self._pattern.findall(question)
        return tuple(dict.fromkeys(self._terms[said.lower()] for said in found))
