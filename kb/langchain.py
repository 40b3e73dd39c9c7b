"""The knowledge base in langchain-core's terms, so that others can put their own chains on it.

`ProvisionVectors` is a VectorStore over the passages (nearness in meaning alone); `Provisions` is a
retriever that searches as `regatlas search` does. Both are read-only: texts come in by ingestion,
so that every document keeps its provision, version and address.

    knowledge = KnowledgeBase.open()
    retriever = Provisions(knowledge=knowledge, k=6, as_of=date(2026, 11, 1))
    chain = prompt | model                         # your own
    documents = retriever.invoke("training data summary")
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from pydantic import ConfigDict

from kb.embedding import Embedder, Vectors
from kb.errors import UsageError
from kb.knowledge import KnowledgeBase
from kb.model import Passage, Provision, Version, heading_path
from kb.views import provision_url


class PassageEmbeddings(Embeddings):
    """An `Embedder` as langchain-core asks for one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in v] for v in self._embedder.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class ProvisionVectors(VectorStore):
    """The passages of a knowledge base, as of a date, by nearness in meaning."""

    def __init__(self, knowledge: KnowledgeBase, as_of: date | None = None) -> None:
        self.knowledge = knowledge
        self.as_of = as_of

    @property
    def embeddings(self) -> Embeddings:
        return PassageEmbeddings(self.knowledge.retriever.embedder)

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        return [d for d, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Documents with their cosine. Takes `as_of` and `instruments`, as search does."""
        [vector] = self.knowledge.retriever.embedder.encode([query])
        return self._nearest(vector, k, **kwargs)

    def _nearest(
        self,
        vector: Vectors,
        k: int,
        as_of: date | None = None,
        instruments: Iterable[str] = (),
    ) -> list[tuple[Document, float]]:
        store = self.knowledge.store
        day = as_of or self.as_of or date.today()
        versions = {v.id: v for v in store.versions_on(day, instruments)}
        rows = store.rows_of(versions.values()) & ~store.questions
        found = []
        for row, score in store.nearest(vector, k, rows):
            passage = store.passage(row)
            provision = store.provision(passage.version, passage.provision)
            assert provision is not None
            amended = [d.id for d in store.amendments(provision, day)]
            found.append((document(provision, versions[passage.version], passage, amended), score))
        return found

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **kwargs: Any
    ) -> list[str]:
        """Refused: texts come in by `regatlas ingest`. Raises UsageError."""
        raise UsageError("The knowledge base is read-only here; add texts by `regatlas ingest`.")

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        **kwargs: Any,
    ) -> "ProvisionVectors":
        """Refused: texts come in by `regatlas ingest`. Raises UsageError."""
        raise UsageError("The knowledge base is not made from bare texts; use `regatlas ingest`.")


class Provisions(BaseRetriever):
    """Hybrid search over the knowledge base, as a retriever."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: KnowledgeBase
    k: int = 6
    as_of: date | None = None
    instruments: tuple[str, ...] = ()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        result = self.knowledge.search(query, self.k, self.as_of, self.instruments)
        hits = [each for h in result.hits for each in h.together][: self.k]
        return [document(h.provision, h.version, h.passage, h.amended_by) for h in hits]


def document(
    provision: Provision, version: Version, passage: Passage, amended_by: Sequence[str] = ()
) -> Document:
    """A passage as a document: its words as content, all that a citation needs as metadata."""
    return Document(
        page_content=provision.text[passage.start : passage.end],
        metadata={
            "provision": provision.id,
            "instrument": provision.instrument,
            "version": version.id,
            "pinpoint": provision.pinpoint,
            "path": heading_path(provision.path),
            "kind": provision.text_kind.value,
            "binding": provision.binding,
            "amended_by": list(amended_by),
            "url": provision_url(version, provision),
        },
    )
