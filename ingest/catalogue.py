"""What is asked for, out of what the catalogue knows."""

import difflib
from collections.abc import Sequence

from kb.corpus import CatalogueEntry, Corpus
from kb.errors import UnknownInstrument


def select(corpus: Corpus, added: Corpus, ids: Sequence[str]) -> list[CatalogueEntry]:
    """The entries of these ids in their order, or all of them: the catalogue's and the added ones.

    Raises UnknownInstrument, naming the nearest ids, before anything is done for the others.
    """
    known = {**added.instruments, **corpus.instruments}
    for id in ids:
        if id not in known:
            raise UnknownInstrument(id, difflib.get_close_matches(id, known, n=3, cutoff=0.5))
    return [known[id] for id in dict.fromkeys(ids)] if ids else list(known.values())
