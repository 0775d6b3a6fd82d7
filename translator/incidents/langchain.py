"""Ours for LangChain, and LangChain's for us: embeddings both ways, and a retriever of incidents."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from translator.errors import EmbeddingFailed
from translator.incident_text import incident_text
from translator.incidents.base import Embedder, IncidentIndex
from translator.incidents.embedding import MiniLM
from translator.models import IncidentFilter
from translator.redaction import Masker, Redactor


class LocalEmbeddings(Embeddings):
    """The built-in model, or any other embedder of ours, as LangChain `Embeddings`."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder: Embedder = embedder or MiniLM()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector for each text."""
        return self.embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a search text."""
        return self.embedder.embed_query(text)


class PluggedEmbedder:
    """Anybody's LangChain `Embeddings` as an embedder of ours. `model_id` must tell models apart.

    Many of them ask a service, so secrets and personal data are masked before a text is handed over.
    """

    def __init__(self, embeddings: Embeddings, model_id: str) -> None:
        self._embeddings = embeddings
        self._model_id = model_id

    @property
    def model_id(self) -> str:
        """Which model this is."""
        return self._model_id

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text. Raises EmbeddingFailed."""
        masked = [Redactor().redact(text).text for text in texts]
        return self._asked(lambda: self._embeddings.embed_documents(masked), len(texts))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a search text. Raises EmbeddingFailed."""
        masked = Redactor().redact(text).text
        return self._asked(lambda: [self._embeddings.embed_query(masked)], 1)[0]

    def _asked(self, ask: Callable[[], list[list[float]]], many: int) -> list[list[float]]:
        try:
            vectors = ask()
        # Each of them brings its own errors; ours is the one that lets a search go on by keywords.
        except Exception as error:
            words = Masker().mask(" ".join(str(error).split()))[:200]
            raise EmbeddingFailed(
                f"the embedding model did not answer ({type(error).__name__}: {words}).",
                place=self._model_id,
                next_step="Check the Embeddings that was plugged in, or use the built-in one.",
            ) from error
        if len(vectors) != many or len({len(vector) for vector in vectors}) > 1:
            raise EmbeddingFailed(
                f"the embedding model gave {len(vectors)} vectors for {many} texts, or unequal ones.",
                place=self._model_id,
                next_step="Check the Embeddings that was plugged in, or use the built-in one.",
            )
        return vectors


class IncidentRetriever(BaseRetriever):
    """Past incidents like a text, as LangChain documents, best first.

    A document's text is the incident's; its metadata are id, key, title, source, url, score (0 … 1),
    similar and why. With `only_similar` an honest empty list is a possible answer.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: SkipValidation[IncidentIndex]
    where: IncidentFilter | None = None
    limit: int = 5
    only_similar: bool = True

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        title, _, body = query.strip().partition("\n")
        found = self.index.search(title, body, self.where, limit=self.limit)
        return [
            Document(
                page_content=incident_text(hit.incident).text,
                metadata={
                    "id": hit.incident.id,
                    "key": hit.incident.source_id,
                    "title": hit.incident.title,
                    "source": hit.incident.source,
                    "url": hit.incident.url,
                    "score": hit.score,
                    "similar": hit.similar,
                    "why": list(hit.why),
                },
            )
            for hit in (found.similar if self.only_similar else found.hits)
        ]
