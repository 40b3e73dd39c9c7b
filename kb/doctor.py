"""What is there, what is stale, what is missing, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb.corpus import Corpus
from kb.embedding import MODEL_NAME, WEIGHTS_FILE, WEIGHTS_SHA256
from kb.errors import RegAtlasError
from kb.home import Home
from kb.store import generation
from kb.store.reader import Store


class State(StrEnum):
    OK = "ok"
    GAP = "gap"  # usable, and said in answers
    BAD = "bad"  # must be mended


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    what: str
    state: State
    detail: str
    mend: str = ""


def examine(home: Home, corpus: Corpus) -> list[Check]:
    """All checks, in the order in which a person would mend them."""
    catalogue = _corpus(corpus)
    checks = [catalogue, _model(home)]
    try:
        store = Store.open(home)
    except RegAtlasError as e:
        return [*checks, Check("knowledge base", State.BAD, str(e), "regatlas ingest")]
    try:
        versions = _versions(store, corpus) if catalogue.state == State.OK else ()
        return [*checks, _store(store), *versions, _left_over(home)]
    finally:
        store.close()


def _corpus(corpus: Corpus) -> Check:
    try:
        count = len(corpus.instruments)
    except RegAtlasError as e:
        return Check("catalogue", State.BAD, str(e), "correct the file")
    return Check("catalogue", State.OK, f"{count} instruments")


def _model(home: Home) -> Check:
    weights = home.models / MODEL_NAME / WEIGHTS_FILE
    if not weights.is_file():
        return Check("embedding model", State.BAD, f"not in {weights.parent}", "regatlas ingest")
    if generation.sha256(weights) != WEIGHTS_SHA256:
        return Check(
            "embedding model",
            State.BAD,
            f"{weights} is not the pinned file",
            f"delete {weights.parent}, then regatlas ingest",
        )
    return Check("embedding model", State.OK, f"{MODEL_NAME}, weights as pinned")


def _store(store: Store) -> Check:
    m = store.manifest
    return Check(
        "knowledge base",
        State.OK,
        f"generation {m.generation} of {m.created}: {m.versions} versions, "
        f"{m.provisions} provisions, {m.passages} passages; hashes as in the manifest",
    )


def _versions(store: Store, corpus: Corpus) -> Iterator[Check]:
    """The versions that are missing, incomplete, or held only as an overlay of digests."""
    for entry in corpus.instruments.values():
        for version in entry.versions:
            id = entry.version_id(version)
            held = store.versions.get(id)
            if held is None:
                yield Check(
                    id, State.BAD, "in the catalogue, not held", f"regatlas ingest {entry.id}"
                )
            elif held.base is not None:
                yield Check(
                    id,
                    State.GAP,
                    f"the amending text is held as digests over {held.base}",
                    f"get the consolidated text from {held.url}, or "
                    f"regatlas ingest {entry.id} where the network allows",
                )
            elif held.gaps:
                yield Check(
                    id,
                    State.GAP,
                    "; ".join(held.gaps),
                    f"regatlas ingest {entry.id} --mirror DIR, or get it from {held.url}",
                )


def _left_over(home: Home) -> Check:
    left = list(home.generations.glob("*.building"))
    if left:
        return Check(
            "left over",
            State.GAP,
            f"{len(left)} unfinished generation(s), in no one's way",
            "swept away by the next regatlas ingest",
        )
    return Check("left over", State.OK, "nothing half done")
