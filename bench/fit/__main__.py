"""python -m bench.fit [maps] [ranking] [sentences] [unstated] [refusal]   (default: all)"""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from bench.fit import maps, ranking, refusal, sentences, unstated
from bench.fit.asked import AskedOf
from bench.fit.examples import Examples
from bench.questions import support, tuning
from kb import learned, signals
from kb.home import default_home
from kb.knowledge import KnowledgeBase
from kb.retrieve import Budget

Arrays = dict[str, Any]
SAMPLE = 150  # of each list of corpus/unstated.yaml, for the fit of refusals


def main(wanted: list[str]) -> None:
    knowledge = KnowledgeBase.open(default_home())
    parts: dict[str, Callable[[], None]] = {
        "maps": lambda: _maps(knowledge),
        "ranking": _ranking,
        "sentences": _sentences,
        "unstated": lambda: _unstated(knowledge),
        "refusal": _refusal,
    }
    if unknown := set(wanted) - set(parts):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}.")
    for name in wanted or parts:
        tell(f"{name} ...")
        parts[name]()


def _maps(knowledge: KnowledgeBase) -> None:
    model = knowledge.store.manifest.weights
    _learn({"model": np.array(model), **maps.fit(AskedOf.read(knowledge.store))})


def _ranking() -> None:
    knowledge = KnowledgeBase.open(default_home()).warm()  # with what was just learnt
    pools = ranking.gather(knowledge.retriever, tuning(), tell)
    tell(f"questions left out of the fit: {ranking.crossed(pools, Budget())}")
    _weigh({name: dict(order.weights) for name, order in ranking.fit(pools).items()})


def _sentences() -> None:
    knowledge = KnowledgeBase.open(default_home()).warm()
    found = sentences.gather(knowledge.retriever, tuning(), tell)
    tell(f"key facts, questions left out of the fit: {sentences.crossed(found)}")
    _weigh({"sentence": dict(sentences.fit(found).weights)})


def _unstated(knowledge: KnowledgeBase) -> None:
    examples = Examples.read(knowledge)
    fitted = unstated.fit(examples.vectors, examples.kinds, examples.weights)
    _learn(unstated.arrays(*fitted, examples.names))


def _refusal() -> None:
    """The sample: each tuning question, and as many of both lists of corpus/unstated.yaml."""
    knowledge = KnowledgeBase.open(default_home()).warm()
    examples = Examples.read(knowledge)
    crossed = dict(
        zip(
            examples.texts,
            unstated.crossed(examples.vectors, examples.kinds, examples.weights),
            strict=True,
        )
    )
    asked = [(q.ask, day, bool(q.needs), True) for q, day in tuning()]
    for texts, answered in ((examples.hopeless, False), (examples.alike, True)):
        some = np.random.default_rng(unstated.SEED).permutation(texts)[:SAMPLE]
        asked += [(str(text), date.today(), answered, False) for text in some]
    supports = []
    for n, (text, day, _, _) in enumerate(asked):
        supports.append(support(knowledge, text, day, crossed.get(text)))
        if n % 100 == 0:
            tell(f"refusal: {n} of {len(asked)} questions read")
    answered, counted = [a for _, _, a, _ in asked], np.array([c for *_, c in asked])
    _weigh({"support": refusal.fit(supports, answered, counted)})


def _learn(arrays: Arrays) -> None:
    """Put arrays into the file of what was learnt, beside the others."""
    held = dict(np.load(learned.FILE)) if learned.FILE.exists() else {}
    with learned.FILE.open("wb") as f:
        np.savez_compressed(f, **dict(sorted({**held, **arrays}.items())))
    learned.arrays.cache_clear()


def _weigh(orders: dict[str, dict[str, float]]) -> None:
    held = json.loads(signals.WEIGHTS.read_text()) if signals.WEIGHTS.exists() else {}
    signals.WEIGHTS.write_text(json.dumps({**held, **orders}, indent=1) + "\n")
    signals.rankings.cache_clear()


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
