"""Slips of the pen: a word of a question that no text held has, one letter off a common one."""

import re
from collections.abc import Callable, Iterator

SHORTEST = 5  # letters; shorter words are one letter off too many others
REPLACED = 8  # letters from which on one may stand for another: "loans" is not meant for "loads"
COMMON = 20  # passages in which the word that is meant stands, at least
# Names are written with capitals.
_PLAIN = re.compile(rf"(?<![\w'’])[a-z]{{{SHORTEST},}}(?![\w'’])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def respelt(question: str, frequency: Callable[[str], int]) -> str:
    """The question with such words put right; `frequency` says in how many passages a word is."""

    def right(match: re.Match[str]) -> str:
        word = match.group()
        if frequency(word):
            return word
        for candidates in (_letter_lost_or_doubled(word), _letter_replaced(word)):
            best = max(candidates, key=lambda w: (frequency(w), w), default=word)
            if frequency(best) >= COMMON:
                return best
        return word

    return _PLAIN.sub(right, question)


def _letter_lost_or_doubled(word: str) -> Iterator[str]:
    """What a word becomes by a letter more or less, or two swapped; the first one stays."""
    for i in range(1, len(word) + 1):
        before, after = word[:i], word[i:]
        yield from (before + c + after for c in _LETTERS)
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _letter_replaced(word: str) -> Iterator[str]:
    if len(word) >= REPLACED:
        for i in range(1, len(word)):
            yield from (word[:i] + c + word[i + 1 :] for c in _LETTERS)
