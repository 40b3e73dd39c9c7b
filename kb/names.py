"""Which texts a question names: those that are held, and those that are known of and are not.

Both are looked for together, the longest name first, so that "Colorado AI Act" is not taken for the
AI Act, nor "Llama 3.1" for "Llama 3". A short name ("the GPL", "CC BY") is taken to mean what
`corpus/families.yaml` says, and the reader is told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.corpus import Elsewhere, Family
from kb.model import Instrument, InstrumentKind

_WORD = re.compile(r"[^\W_]+")
_LOOSELY = {InstrumentKind.LICENCE, InstrumentKind.TERMS, InstrumentKind.POLICY}
_GENERIC = frozenset(
    """licence license licences terms model models community open source public agreement general
    policy commercial noncommercial research university data free software foundation attribution
    share alike derivatives international clause only later restricted permissive weights version
    with without code document documentation acceptable prohibited from this that product personal
    example small business perpetual academic reciprocal zero creative commons server side
    simplified modified style apple google microsoft meta sharing database content government
    domain dedication
    work works waiver exception hardware strongly weakly limited reference shared human rights
    common development distribution original artistic strict""".split()
)
MOST_OF_A_FAMILY = 15
MOST_MEANT = 3


@dataclass(frozen=True, slots=True)
class Mentions:
    """The texts that a question names, each in the order in which it does."""

    held: tuple[str, ...]  # instrument ids
    elsewhere: tuple[Elsewhere, ...]
    likely: tuple[str, ...] = ()  # ids of texts that are named loosely: "Qwen's 2024 licence"
    words: frozenset[str] = frozenset()  # the words in which texts are named, lower case
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()  # short names, with the ids they are for


class Names:
    """Every way in which texts are named."""

    def __init__(
        self,
        instruments: Iterable[Instrument],
        elsewhere: Iterable[Elsewhere],
        families: Iterable[Family] = (),
    ) -> None:
        # An id that is a plain word ("json", "vim") is no name; its aliases say how it is written.
        instruments = list(instruments)
        self._instruments = {i.id: i for i in instruments}
        self._names: dict[str, str | Elsewhere | tuple[str, ...]] = {
            _plain(name): text for text in elsewhere for name in text.names
        }
        for family in families:
            held = tuple(id for id in family.texts if id in self._instruments)
            self._names |= {_plain(name): held for name in family.names if held}
        for i in instruments:
            ids = [] if i.id.isalpha() else [i.id]
            self._names |= {_plain(name): i.id for name in (i.title, i.short, *i.aliases, *ids)}
        self._words_of: dict[str, set[str]] = {}
        self._families: dict[str, set[str]] = {}
        for i in instruments:
            if i.kind in _LOOSELY:
                self._words_of[i.id] = set(
                    _WORD.findall(_plain(" ".join((i.id, i.short, *i.aliases))))
                )
                for word in self._words_of[i.id]:
                    if len(word) > 3 and word.isalpha() and word not in _GENERIC:
                        self._families.setdefault(word, set()).add(i.id)
        self._by_first_word: dict[str, list[str]] = {}
        for name in sorted(self._names, key=len, reverse=True):
            first = _WORD.search(name)
            self._by_first_word.setdefault(first.group() if first else "", []).append(name)

    def of(self, id: str) -> Instrument:
        """The instrument of an id."""
        return self._instruments[id]

    def mentioned(self, question: str) -> Mentions:
        """The texts named in a question, as whole words, in any case."""
        lower = _plain(question)
        words = dict.fromkeys(_WORD.findall(lower))
        # A name can only stand where its first word does; few do, of a thousand names.
        possible = [n for w in words for n in self._by_first_word.get(w, ())]
        taken = [False] * len(lower)
        found: list[tuple[int, str]] = []
        for name in sorted(possible, key=len, reverse=True):
            at = lower.find(name)
            while at >= 0:
                end = at + len(name)
                if _apart(lower, at, end) and not any(taken[at:end]):
                    taken[at:end] = [True] * len(name)
                    found.append((at, name))
                at = lower.find(name, at + 1)
        texts = [(question[at : at + len(n)], self._names[n]) for at, n in sorted(found)]
        short = {said: ids for said, ids in texts if isinstance(ids, tuple)}
        # A short name of one text is as good as its full name; of several, each is likely meant.
        sure = (t[0] if isinstance(t, tuple) and len(t) == 1 else t for _, t in texts)
        held = tuple(dict.fromkeys(t for t in sure if isinstance(t, str)))
        named = {w for _, name in found for w in _WORD.findall(name)}
        rest = "".join(" " if t else c for c, t in zip(lower, taken, strict=True))
        # Beside a text that is named in full, a plain word is no name ("shield us from claims").
        spoken = rest if not held else "".join(_capitalised(rest, question))
        several = [id for ids in short.values() for id in ids]
        loosely = [id for id in self._loosely(spoken, set(words)) if id not in held]
        named |= {w for id in loosely for w in self._words_of[id] if w in words}
        if named & {"license", "licenses"}:
            named |= {"licence", "licences"}
        elsewhere = tuple(dict.fromkeys(t for _, t in texts if isinstance(t, Elsewhere)))
        likely = tuple(id for id in dict.fromkeys((*several, *loosely)) if id not in held)
        return Mentions(held, elsewhere, likely, frozenset(named), tuple(short.items()))

    def _loosely(self, rest: str, words: set[str]) -> list[str]:
        """The licences that share most words with a question, of each family that it names."""
        found: dict[str, None] = {}
        for word in dict.fromkeys(_WORD.findall(rest)):
            family = self._families.get(word, set())
            if not family or len(family) > MOST_OF_A_FAMILY:
                continue
            shared = {id: len(self._words_of[id] & words) for id in sorted(family)}
            most = max(shared.values())
            best = [id for id, n in shared.items() if n == most]
            if len(best) <= MOST_MEANT:
                found |= dict.fromkeys(best)
        return list(found)


def _plain(text: str) -> str:
    """In lower case and in one of the two spellings of "licence", which are equally long."""
    return text.lower().replace("licence", "license")


def _capitalised(rest: str, question: str) -> Iterator[str]:
    for word in _WORD.finditer(rest):
        if question[word.start()].isupper():
            yield f"{word.group()} "


def _apart(text: str, start: int, end: int) -> bool:
    """Whether [start, end) is not part of a longer word or number."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or before == "-" or after.isalnum():
        return False
    # "llama 3" is not in "llama 3.1", but "gdpr" is in "gdpr."
    return not (after in ".-" and end + 1 < len(text) and text[end + 1].isalnum())
