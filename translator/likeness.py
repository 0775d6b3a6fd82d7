"""How alike two texts are, by the embedding model of this machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import islice
from operator import mul

from translator.incidents.base import Embedder

_KEPT = 512  # texts whose vectors are remembered: one pitch compares the same evidence again and again


class EmbeddedLikeness:
    """See `Likeness`. The embedder is made at the first comparison, which most runs never come to."""

    def __init__(self, make_embedder: Callable[[], Embedder]) -> None:
        self._make_embedder = make_embedder
        self._embedder: Embedder | None = None
        self._vectors: dict[str, list[float]] = {}  # unit vectors, the last used at the end

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
        return [_within(sum(map(mul, vectors[a], vectors[b]))) for a, b in pairs]


def _unit(vector: list[float]) -> list[float]:
    length = math.hypot(*vector)
    return [number / length for number in vector] if length else vector


def _within(cosine: float) -> float:
    """Rounding may carry it a little past its bounds."""
    return max(-1.0, min(1.0, cosine))
