"""Questions that no legal text answers: prices, persons, addresses, statistics, cases, advice.

The law may speak of the very thing ("a notified body", "the Chair of the Board") and still not say
what is asked. The kinds are data, `corpus/unstated.yaml`, which a lawyer can read and extend.
"""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator

from kb.yamlfile import Strict


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


Pattern = Annotated[str, AfterValidator(_compiles)]


class Unstated(Strict):
    """One kind of question, what would answer it, and what a sentence that does would hold."""

    kind: str
    why: Annotated[str, AfterValidator(_on_one_line)]
    asks: tuple[Pattern, ...]
    unless: Pattern | None = None


class UnstatedKinds(Strict):
    """All of them, in the order in which they are looked for."""

    unstated: tuple[Unstated, ...]


def unstated(question: str, kinds: Iterable[Unstated], sentences: Iterable[str]) -> str | None:
    """Why a question is one that no text held states, and what would answer it; None otherwise.

    `sentences` are the best that were found: where they hold what is asked for, it may be answered.
    """
    found = list(sentences)
    for kind in kinds:
        if any(re.search(asks.replace(" ", r"\s+"), question, re.IGNORECASE) for asks in kind.asks):
            unless = kind.unless
            if unless is None or not any(re.search(unless, s, re.IGNORECASE) for s in found):
                return kind.why
    return None
