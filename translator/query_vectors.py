"""Vectors of the last searches: one ticket is looked up in several indexes, and embedding it costs most."""

from __future__ import annotations

import threading
from collections import OrderedDict

from translator.incidents.base import Embedder

_KEPT = 32  # searches


class QueryVectors:
    """An embedder that embeds the text of a search once. Safe in threads; raises what `embedder` does."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._vectors: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def model_id(self) -> str:
        """See `Embedder`."""
        return self._embedder.model_id

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See `Embedder`; these are not kept."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """See `Embedder`."""
        with self._lock:
            known = self._vectors.get(text)
        if known is None:
            known = self._embedder.embed_query(text)
            with self._lock:
                self._vectors[text] = known
                while len(self._vectors) > _KEPT:
                    self._vectors.popitem(last=False)
        return known
