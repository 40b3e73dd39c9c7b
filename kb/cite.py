"""Citations for findings: the provision as it stood on the day, and the sentence that bears it out.

A finding is in our own words; its citation quotes the sentence of the provision that shares most
words with it, letter for letter, checked against the store like every quote.
"""

import math
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from kb.corpus import Corpus
from kb.errors import UnknownInstrument, UnknownProvision
from kb.model import Citation, Provision, Shown, TextKind
from kb.question import stems_of
from kb.sentences import sentence_spans
from kb.store.reader import Store
from kb.verify import verified_citation

WHOLE = 320  # characters; a provision no longer than this is quoted whole
AMENDMENTS = 3  # beside one citation


class Source(Protocol):
    """What citations are made from: the knowledge base, as far as it is needed here."""

    store: Store
    corpus: Corpus

    def show(self, reference: str, as_of: date | None = None) -> Shown: ...


class Citer:
    """Makes numbered citations, the same one for the same words, and notes what is not held."""

    def __init__(self, source: Source, as_of: date) -> None:
        self._source, self._as_of = source, as_of
        self._made: dict[tuple[str, str, int, int], Citation] = {}
        self.not_held: dict[str, None] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._made.values())

    def cite(self, references: Iterable[str], about: str) -> tuple[Citation, ...]:
        """Citations of provisions ("eu-ai-act/art_53/par_2"), and of what has amended them.

        A provision that is not held is noted in `not_held`, and cited nowhere.
        """
        found: dict[int, Citation] = {}
        for reference in references:
            try:
                shown = self._source.show(reference, self._as_of)
            except (UnknownInstrument, UnknownProvision):
                self.not_held[reference] = None
                continue
            provisions = [shown.provision, *shown.amendments[:AMENDMENTS]]
            for provision in provisions:
                made = self._citation(provision, about)
                found[made.n] = made
        return tuple(found.values())

    def _citation(self, provision: Provision, about: str) -> Citation:
        start, end = quoted(provision, about)
        key = (provision.version, provision.id, start, end)
        if key not in self._made:
            version = self._source.store.versions[provision.version]
            instrument = self._source.store.instruments[version.instrument]
            n = len(self._made) + 1
            made = Citation(n, provision, version, instrument, start, end)
            self._made[key] = verified_citation(made, self._source.store)
        return self._made[key]


def quoted(provision: Provision, about: str) -> tuple[int, int]:
    """The span to quote: the whole of a short provision, else the sentence nearest to the words."""
    text = provision.text
    if provision.text_kind == TextKind.DIGEST or len(text) <= WHOLE:
        return 0, len(text)
    wanted = stems_of(about)
    spans = [s for s in sentence_spans(text) if len(text[s[0] : s[1]].split()) >= 4]
    if not spans:
        return 0, len(text)

    def nearness(span: tuple[int, int]) -> float:
        stems = stems_of(text[span[0] : span[1]])
        return len(stems & wanted) / math.sqrt(len(stems) + 12)

    return max(spans, key=nearness)
