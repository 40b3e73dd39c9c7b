"""Which licence a pasted text is: compared, word by word, with every licence text that is held.

Candidates are those that share most runs of five words; the best of them are aligned. The
confidence is the share of words, of both texts together, that stand in the same order in both.
"""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property

from kb.licensing import GRANTING
from kb.model import TextKind
from kb.store.reader import Store

RUN = 5  # words; shorter runs are common to most licences
ALIGNED = 3  # candidates
LEAST = 0.5  # of confidence, below which a text is none that is known
LONGEST = 60_000  # words that are read of a pasted text


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the pasted text and the known one differ."""

    known: str
    pasted: str


@dataclass(frozen=True, slots=True)
class Match:
    """The known text nearest to a pasted one."""

    instrument: str
    version: str
    short: str
    confidence: float  # 0 to 1
    differences: tuple[Difference, ...]

    @property
    def changes(self) -> int:
        return len(self.differences)


class Identifier:
    """Compares texts with the licences in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def identify(self, text: str) -> Match | None:
        """The licence that a text is, or None where it is near to none."""
        words = _words(text)[:LONGEST]
        runs = _runs(words)
        if not runs:
            return None
        shared = sorted(
            ((len(runs & r) / (len(runs) + len(r)), v) for v, (_, r) in self._known.items()),
            reverse=True,
        )
        found = [self._aligned(words, version) for overlap, version in shared[:ALIGNED] if overlap]
        best = max(found, key=lambda m: m.confidence, default=None)
        return best if best and best.confidence >= LEAST else None

    def _aligned(self, words: list[str], version: str) -> Match:
        known = self._known[version][0]
        matcher = difflib.SequenceMatcher(None, known, words, autojunk=False)
        differences = tuple(
            Difference(" ".join(known[a:b]), " ".join(words[c:d]))
            for tag, a, b, c, d in matcher.get_opcodes()
            if tag != "equal"
        )
        instrument = self._store.versions[version].instrument
        short = self._store.instruments[instrument].short
        return Match(instrument, version, short, matcher.ratio(), differences)

    @cached_property
    def _known(self) -> dict[str, tuple[list[str], set[tuple[str, ...]]]]:
        """The words and the runs of each licence version held as text."""
        held = {}
        for version in self._store.versions.values():
            if self._store.instruments[version.instrument].kind in GRANTING:
                words = _words(self._text(version.id))
                held[version.id] = (words, _runs(words))
        return held

    def _text(self, version: str) -> str:
        tops = [p for p in self._store.provisions(version) if p.parent is None]
        return "\n".join(p.text for p in tops if p.text_kind == TextKind.TEXT)


def _words(text: str) -> list[str]:
    """Words in lower case, without the lines that name a copyright holder."""
    lines = (li for li in text.splitlines() if not re.match(r"\s*(copyright|©|\(c\))", li, re.I))
    return re.findall(r"\w+", "\n".join(lines).lower())


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
