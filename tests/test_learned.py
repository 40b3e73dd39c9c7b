"""What was learnt is read without pickle, changes vectors little, and is for one model only."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import learned
from kb.knowledge import KnowledgeBase
from kb.learned import Learned, Map, Mapped
from kb.signals import NAMES, Ranking, Signals, rankings
from kb.unstated import UnstatedModel
from tests.small import WordsEmbedder


@given(st.integers(1, 6), st.integers(0, 2**31))
def test_mapped_vectors_are_unit_vectors(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    held = learned.arrays()
    for of in ("question", "passage"):
        mapped = Map(held[f"{of}_a"], held[f"{of}_b"])(vectors)
        assert np.allclose(np.linalg.norm(mapped, axis=1), 1.0, atol=1e-4)
    assert np.allclose(Map.none(384)(vectors), vectors, atol=1e-6)


def test_nearness_under_the_maps_is_that_of_the_mapped_vectors(real: KnowledgeBase) -> None:
    store, model = real.store, Learned.of(real.retriever.embedder)
    rows = list(range(0, len(store), len(store) // 200))
    vectors, asked = store.passage_vectors(rows), store.passage_vectors(rows[:3])
    near = Mapped(store, model)
    for _ in range(2):  # at first, and with what was worked out then
        found = near.cosines(rows, vectors, asked)
        for row, vector, cosines in zip(rows, vectors, found, strict=True):
            under = model.question if store.questions[row] else model.passage
            assert np.allclose(cosines, under(vector[None]) @ model.question(asked).T, atol=1e-5)


def test_another_model_takes_nothing_of_it() -> None:
    other = WordsEmbedder()
    vectors = other.encode(["the summary of training data"])
    for each in (Learned.of(other).question, Learned.of(other).passage):
        assert np.allclose(each(vectors), vectors, atol=1e-6)
    assert UnstatedModel.of(other) is None


def test_the_orders_weigh_signals_that_there_are() -> None:
    orders = rankings()
    assert set(orders["first"].weights) <= set(NAMES)
    assert set(orders["read"].weights) == set(NAMES)


@pytest.mark.parametrize("name", ["liked", "mapped", "asked", "fit", "exact"])
def test_more_of_what_speaks_for_a_provision_never_counts_against_it(name: str) -> None:
    order = rankings()["read"]
    assert order.score(Signals(**{name: 0.9})) > order.score(Signals(**{name: 0.1}))


def test_a_ranking_is_a_weighed_sum() -> None:
    signals = Signals(near=0.5, words=1.0)
    assert Ranking({"near": 2.0, "words": -1.0}).score(signals) == 0.0
    assert Ranking({"near": 2.0}).score(replace(signals, near=1.0)) == 2.0


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("What does a notified body charge for an audit?", False),
        ("Who chairs the European AI Board at the moment?", False),
        ("How many companies have signed the code of practice?", False),
        ("Will I win my lawsuit against the bank?", False),
        ("Which clauses of the harmonised standard satisfy Article 17?", False),
        ("Which GPU do I need to run Llama 3.1 70B?", False),
        ("How is the chair of the AI Board elected?", True),
        ("What is the fine for a missing training summary?", True),
        ("We plan to release a model next year; which duties will we have?", True),
        ("Do we have to write a risk assessment?", True),
        ("May I charge a fee for copies of GPL software?", True),
    ],
)
def test_what_no_text_states_is_known_by_how_it_is_asked(
    real: KnowledgeBase, question: str, stated: bool
) -> None:
    embedder = real.retriever.embedder
    model = UnstatedModel.of(embedder)
    assert model is not None
    assert (model.likely(embedder.encode([question])[0]).odds < 0) == stated
