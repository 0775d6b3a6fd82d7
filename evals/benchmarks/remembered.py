"""An embedder that embeds no text twice: several indexes over the same texts cost one embedding."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from translator.wiring import chosen_embedder

_AT_ONCE = 256
Rows = NDArray[np.float32]


class Remembered:
    """The built-in embedder behind a memory. `embedded` counts the texts the model really read."""

    def __init__(self) -> None:
        self._inner = chosen_embedder("builtin")
        self._known: dict[str, NDArray[np.float32]] = {}
        self.embedded = 0

    @property
    def model_id(self) -> str:
        """That of the embedder inside: an index made with one may be used with the other."""
        return self._inner.model_id

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See `Embedder`."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        for at in range(0, len(missing), _AT_ONCE):
            some = missing[at : at + _AT_ONCE]
            rows = np.asarray(self._inner.embed_documents(some), np.float32)
            self._known.update(zip(some, rows, strict=True))
            self.embedded += len(some)
        return [self._known[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """See `Embedder`; the built-in model reads searches and documents alike."""
        return self.embed_documents([text])[0]

    def rows(self, texts: Sequence[str]) -> Rows:
        """The unit vectors as rows."""
        return np.asarray(self.embed_documents(list(texts)), np.float32)
