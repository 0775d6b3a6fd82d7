"""The only file that imports litellm, at first use: it takes seconds and goes online if it is let.

So far it embeds; the drafting engine calls completions from here too.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any

from translator.errors import EmbeddingFailed
from translator.redaction import Masker

_BATCH = 64
_TIMEOUT = 60.0  # seconds for a batch


class LiteLLMEmbedder:
    """Embeds through a model that LiteLLM knows, such as `openai/text-embedding-3-small`.

    Secrets and personal data are masked before a text leaves. Keys come from the environment variables
    that LiteLLM documents for each provider.
    """

    def __init__(self, model: str, *, api_base: str | None = None) -> None:
        self._model = model
        self._api_base = api_base

    @property
    def model_id(self) -> str:
        """Which model this is."""
        return f"litellm:{self._model}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, in order. Raises EmbeddingFailed."""
        vectors: list[list[float]] = []
        for at in range(0, len(texts), _BATCH):
            vectors += self._embedded([Masker().mask(text) for text in texts[at : at + _BATCH]])
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text. Raises EmbeddingFailed."""
        return self.embed_documents([text])[0]

    def _embedded(self, texts: list[str]) -> list[list[float]]:
        try:
            answer = self._litellm.embedding(
                model=self._model,
                input=texts,
                api_base=self._api_base,
                timeout=_TIMEOUT,
                max_retries=0,
                encoding_format="float",
            )
            rows = sorted(answer.data, key=lambda row: row["index"])
            vectors = [[float(number) for number in row["embedding"]] for row in rows]
        # Every provider brings its own errors; litellm maps most, not all, to its classes.
        except Exception as error:
            words = Masker().mask(" ".join(str(error).split()))[:200]
            raise EmbeddingFailed(
                f"the embedding model did not answer ({type(error).__name__}: {words}).",
                place=self._model,
                next_step="Check its name, its key and the network, or set embedding_model to builtin.",
            ) from error
        if len(vectors) != len(texts):
            raise EmbeddingFailed(
                f"the embedding model gave {len(vectors)} vectors for {len(texts)} texts.",
                place=self._model,
                next_step="Choose another embedding model.",
            )
        return vectors

    @cached_property
    def _litellm(self) -> Any:
        # Before the import: no price list from the network, no .env file read.
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        os.environ.setdefault("LITELLM_MODE", "PRODUCTION")
        import litellm

        litellm.suppress_debug_info = True
        litellm.telemetry = False
        return litellm
