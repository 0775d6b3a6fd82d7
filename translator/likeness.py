"""How alike two texts are, by the embedding model of this machine."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Sequence
from itertools import islice

from translator.incidents.base import Embedder

# Texts whose vectors are remembered, 3 kB each: one pitch compares the same evidence again and again, and
# every pitch the same sentences of the catalog.
_KEPT = 1024


class EmbeddedLikeness:
    """See `Likeness`. The embedder is made at the first comparison, which most runs never come to."""

    def __init__(self, make_embedder: Callable[[], Embedder]) -> None:
        self._make_embedder = make_embedder
        self._embedder: Embedder | None = None
        self._vectors: dict[str, array[float]] = {}  # unit vectors, the last used at the end

    def cosines(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The cosine of each pair of texts, -1 … 1. Raises what the embedder raises."""
        wanted = list(dict.fromkeys(text for pair in pairs for text in pair))
        vectors = {text: self._vectors.pop(text) for text in wanted if text in self._vectors}
        if missing := [text for text in wanted if text not in vectors]:
            if self._embedder is None:
                self._embedder = self._make_embedder()
            made = self._embedder.embed_documents(missing)
            vectors |= {text: _unit(vector) for text, vector in zip(missing, made, strict=True)}
        self._vectors |= vectors
        for text in list(islice(self._vectors, max(0, len(self._vectors) - _KEPT))):
            del self._vectors[text]
        if not pairs:
            return []
        import numpy as np

        rows = np.array([vectors[text] for text in wanted])
        places = {text: place for place, text in enumerate(wanted)}
        one, two = (rows[[places[pair[side]] for pair in pairs]] for side in (0, 1))
        # Rounding may carry a cosine a little past its bounds.
        return [float(cosine) for cosine in np.clip(np.einsum("ij,ij->i", one, two), -1.0, 1.0)]


def _unit(vector: list[float]) -> array[float]:
    length = math.hypot(*vector)
    return array("d", (number / length for number in vector) if length else vector)
