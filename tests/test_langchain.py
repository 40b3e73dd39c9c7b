"""The knowledge base under other people's chains."""

from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.runnables import RunnableLambda
from langchain_core.vectorstores import VectorStore

from kb.errors import UsageError
from kb.langchain import PassageEmbeddings, Provisions, ProvisionVectors
from tests.conftest import Small


def test_a_vector_store_by_nearness(small: Small) -> None:
    store: VectorStore = ProvisionVectors(small.open(), as_of=date(2025, 6, 1))
    found = store.similarity_search("You must say which weights you changed", k=2)
    assert found[0].metadata["provision"].startswith("open-1.0/sec_2")
    assert found[0].metadata["pinpoint"].startswith("Section 2")
    assert "weights" in found[0].page_content
    assert isinstance(store.embeddings, Embeddings)


def test_its_retriever_in_a_chain(small: Small) -> None:
    def show(documents: list[Document]) -> str:
        return " | ".join(d.metadata["provision"] for d in documents)

    retriever = ProvisionVectors(small.open()).as_retriever(
        search_kwargs={"k": 1, "as_of": date(2024, 6, 1), "instruments": ["limited"]}
    )
    assert (retriever | RunnableLambda(show)).invoke("monthly users") == "limited/sec_1"


def test_the_hybrid_retriever_as_of_a_date(small: Small) -> None:
    knowledge = small.open()
    for day, users in [(date(2024, 6, 1), "900 million"), (date(2025, 6, 1), "50 million")]:
        found = Provisions(knowledge=knowledge, k=3, as_of=day).invoke("monthly users of products")
        assert any(users in d.page_content for d in found)
        assert len(found) <= 3


def test_amended_law_says_so(small: Small) -> None:
    found = Provisions(knowledge=small.open(), as_of=date(2026, 6, 1)).invoke("fine of turnover")
    older = [d for d in found if d.metadata["version"] == "model-act@2023-01-01"]
    assert any(d.metadata["amended_by"] for d in older)


def test_it_is_read_only(small: Small) -> None:
    knowledge = small.open()
    with pytest.raises(UsageError, match="regatlas ingest"):
        ProvisionVectors(knowledge).add_texts(["anything"])
    with pytest.raises(UsageError, match="regatlas ingest"):
        ProvisionVectors.from_texts(["anything"], PassageEmbeddings(small.embedder))
