"""Slips of the pen: a word of a question that no text held has, one letter off a common one."""

import re
from collections.abc import Callable, Iterator

SHORTEST = 5  # letters; shorter words are one letter off too many others
COMMON = 20  # passages in which the word that is meant stands, at least
_PLAIN = re.compile(rf"\b[a-z]{{{SHORTEST},}}\b")  # names are written with capitals
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def respelt(question: str, frequency: Callable[[str], int]) -> str:
    """The question with such words put right; `frequency` says in how many passages a word is."""

    def right(match: re.Match[str]) -> str:
        word = match.group()
        if frequency(word):
            return word
        best = max(_one_letter_off(word), key=lambda w: (frequency(w), w))
        return best if frequency(best) >= COMMON else word

    return _PLAIN.sub(right, question)


def _one_letter_off(word: str) -> Iterator[str]:
    """What a word becomes by one letter less, more, other, or two swapped; the first one stays."""
    for i in range(1, len(word) + 1):
        before, after = word[:i], word[i:]
        yield from (before + c + after for c in _LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + c + after[1:] for c in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
