"""Which texts a question names: those that are held, and those that are known of and are not.

Both are looked for together, the longest name first, so that "Colorado AI Act" is not taken for the
AI Act, nor "Llama 3.1" for "Llama 3".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.corpus import Elsewhere
from kb.model import Instrument

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Mentions:
    """The texts that a question names, each in the order in which it does."""

    held: tuple[str, ...]  # instrument ids
    elsewhere: tuple[Elsewhere, ...]


class Names:
    """Every way in which texts are named."""

    def __init__(self, instruments: Iterable[Instrument], elsewhere: Iterable[Elsewhere]) -> None:
        # An id that is a plain word ("json", "vim") is no name; its aliases say how it is written.
        self._names: dict[str, str | Elsewhere] = {
            name.lower(): text for text in elsewhere for name in text.names
        }
        for i in instruments:
            ids = [] if i.id.isalpha() else [i.id]
            self._names |= {name.lower(): i.id for name in (i.title, i.short, *i.aliases, *ids)}
        self._by_first_word: dict[str, list[str]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            first = _WORD.search(name)
            self._by_first_word.setdefault(first.group() if first else "", []).append(name)

    def mentioned(self, question: str) -> Mentions:
        """The texts named in a question, as whole words, in any case."""
        lower = question.lower()
        words = dict.fromkeys(_WORD.findall(lower))
        # A name can only stand where its first word does; few do, of a thousand names.
        likely = [n for w in words for n in self._by_first_word.get(w, ())]
        taken = [False] * len(lower)
        found: list[tuple[int, str]] = []
        for name in sorted(likely, key=len, reverse=True):
            at = lower.find(name)
            while at >= 0:
                end = at + len(name)
                if _apart(lower, at, end) and not any(taken[at:end]):
                    taken[at:end] = [True] * len(name)
                    found.append((at, name))
                at = lower.find(name, at + 1)
        texts = [self._names[name] for _, name in sorted(found)]
        return Mentions(
            tuple(dict.fromkeys(t for t in texts if isinstance(t, str))),
            tuple(dict.fromkeys(t for t in texts if isinstance(t, Elsewhere))),
        )


def _apart(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is not part of a longer word or number."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or before == "-" or after.isalnum():
        return False
    # "llama 3" is not in "llama 3.1", but "gdpr" is in "gdpr."
    return not (after in ".-" and end + 1 < len(text) and text[end + 1].isalnum())
