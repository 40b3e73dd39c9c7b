"""Retrieval brings what is needed: references are followed, and the cross-encoder orders."""

from collections.abc import Sequence
from datetime import date

import pytest

from ingest.references import references
from kb.errors import HashMismatch
from kb.evidence import chosen, weigh
from kb.knowledge import KnowledgeBase
from kb.model import (
    Provision,
    ProvisionKind,
    ReferenceKind,
    TextKind,
    nested,
    unit_of,
)
from kb.question import read_question
from kb.rerank import RERANKER_NAME, SHA256, load_reranker
from tests.conftest import Small

DAY = date(2025, 6, 1)


def provision(id: str, text: str, heading: str = "") -> Provision:
    unit = id.split("/")[-1]
    kind = ProvisionKind.ARTICLE if unit.startswith("art") else ProvisionKind.ANNEX
    number = unit.partition("_")[2]
    name = "Article" if unit.startswith("art") else "Annex"
    return Provision(
        id=id, version="toy@2024-01-01", kind=kind, pinpoint=f"{name} {number}", heading=heading,
        path=(), text=text, text_kind=TextKind.TEXT, binding=True, parent=None, start=0,
        end=len(text),
    )  # fmt: skip


ACT = [
    provision("toy/art_1", "This act applies to makers of widgets."),
    provision("toy/art_2", "‘widget’ means a small thing.", "Definitions"),
    provision(
        "toy/art_3", "Makers shall keep what Annex II lists. Article 4 does not apply to toys."
    ),
    provision("toy/art_4", "Makers shall file a report under Articles 2 and 3."),
    provision("toy/art_5", "Breaches of Article 4 cost up to 3 % of turnover.", "Penalties"),
    provision(
        "toy/art_6", "Article 4 shall apply from 2 May 2025.", "Entry into force and application"
    ),
    provision("toy/anx_II", "Names and dates.", "Records"),
]


def test_references_are_read_out_of_the_texts_with_what_they_are_for() -> None:
    found = {(r.source, r.target): r.kind for r in references(ACT)}
    assert found["toy/art_5", "toy/art_4"] == ReferenceKind.FINE
    assert found["toy/art_6", "toy/art_4"] == ReferenceKind.DATE
    assert found["toy/art_3", "toy/art_4"] == ReferenceKind.EXCEPTION
    assert ("toy/art_3", "toy/anx_II") in found
    assert {t for s, t in found if s == "toy/art_4"} == {"toy/art_2", "toy/art_3"}
    assert not references([])


class Prefers:
    """A cross-encoder that likes texts with one word in them."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read = 0

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        self.read += len(texts)
        return [9.0 if self.word in t else -9.0 for t in texts]


@pytest.fixture
def kb(small: Small) -> KnowledgeBase:
    return small.open()


@pytest.mark.parametrize(
    ("word", "first"), [("patent", "open-1.0/sec_3"), ("notice", "open-1.0/sec_2")]
)
def test_what_the_cross_encoder_reads_as_fitting_comes_first(
    kb: KnowledgeBase, word: str, first: str
) -> None:
    kb.retriever.reranker = Prefers(word)
    hits = kb.search("What does this licence say of the Model?", as_of=DAY).hits
    assert unit_of(hits[0].provision.id) == first


def test_the_cross_encoder_reads_no_more_than_its_budget(kb: KnowledgeBase) -> None:
    reader = Prefers("x")
    kb.retriever.reranker = reader
    kb.search("Must a provider publish a summary, and what does a breach cost?", as_of=DAY)
    budget = kb.retriever.budget
    assert 0 < reader.read <= budget.read + budget.followed


def test_each_provision_found_first_has_its_say(kb: KnowledgeBase) -> None:
    kb.retriever.reranker = Prefers("")
    asked = kb.retriever.asked(
        read_question("Conditions, patents and grant of this licence for the Model")
    )
    hits = kb.retriever.search(asked, 8, DAY, ("open-1.0",)).hits
    picked = chosen(weigh(asked, hits, kb.retriever), hits)
    first = {unit_of(h.provision.id) for h in hits[:3]}
    assert first <= {unit_of(e.provision.id) for e in picked}
    assert len({e.text for e in picked}) == len(picked)


def test_a_model_that_is_another_one_is_refused(small: Small) -> None:
    folder = small.home.models / RERANKER_NAME
    assert load_reranker(small.home) is None
    folder.mkdir(parents=True)
    for name in SHA256:
        (folder / name).write_bytes(b"not the model")
    with pytest.raises(HashMismatch):
        load_reranker(small.home)


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        (
            "From what date are the practices of Article 5 prohibited, and what is the fine?",
            {"eu-ai-act/art_5", "eu-ai-act/art_99", "eu-ai-act/art_113"},
        ),
        (
            "What information must technical documentation of a general-purpose AI model contain?",
            {"eu-ai-act/art_53", "eu-ai-act/anx_XI"},
        ),
    ],
)
def test_what_a_real_question_needs_besides_is_found(
    real: KnowledgeBase, question: str, needed: set[str]
) -> None:
    hits = real.search(question, 6, date(2024, 7, 12)).hits
    assert needed <= {unit_of(h.provision.id) for h in hits}


@pytest.mark.parametrize(
    ("asked", "provision"),
    [
        ("Article 83(5) GDPR", "gdpr/art_83/par_5"),
        ("What does Article 53(1)(c) of the AI Act require?", "eu-ai-act/art_53/par_1/pnt_c"),
        ("recital 97 AI Act", "eu-ai-act/rct_97"),
        ("what does section 7 of the GPL-3.0 allow?", "gpl-3.0/sec_7"),
        ("Annex III AI Act, and its point 4", "eu-ai-act/anx_III"),
    ],
)
def test_what_is_asked_for_by_text_and_number_comes_first(
    real: KnowledgeBase, asked: str, provision: str
) -> None:
    [hit] = real.search(asked, 1, date(2024, 7, 12)).hits
    assert nested(hit.provision.id, provision)
