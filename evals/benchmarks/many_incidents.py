"""As many incidents as wanted, made of a few real texts, and vectors for them without embedding each.

Each copy has its own title and a fifth of its words replaced by words of the other texts, so that a keyword
index has as much to keep apart as with real ones. Its vectors are those of the text it was made of, moved
at random by as much as two reports of one thing differ (cosine about 0.93).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.benchmarks.remembered import Remembered, Rows
from evals.benchmarks.retrieval_data import Told
from translator.models import Incident, IncidentSection
from translator.similarity import prepare, windows

_REPLACED = 5  # one word in so many
_MOVED = 0.02  # standard deviation of each of the 384 numbers
_TAG = re.compile(r"q(\d+)x(\d+)z")  # survives the preparation of texts, and no real text has it


def embedded_once(texts: Sequence[Told], embedder: Remembered) -> list[Rows]:
    """The vectors of the windows of each text, as the product makes them."""
    return [embedder.rows(windows(prepare(told.title, f"{told.body}\n{told.id}"))) for told in texts]


def copies(texts: Sequence[Told], many: int) -> Iterator[Incident]:
    """`many` incidents, no two alike; the same ones in every run."""
    chance = random.Random(many)
    words = [word for told in texts for word in told.body.split()]
    for number in range(many):
        round, place = divmod(number, len(texts))
        told = texts[place]
        body = told.body.split(" ")
        for _ in range(len(body) // _REPLACED if round else 0):
            body[chance.randrange(len(body))] = chance.choice(words)
        text = " ".join(body).strip()
        yield Incident(
            id=f"bench:{number}",
            source="bench",
            source_id=f"INC-{number}",
            title=f"q{place}x{round}z {told.title}",
            sections=(IncidentSection(kind="summary", text=text),) if text else (),
        )


class Moved:
    """Stands in for the built-in embedder over `copies`; searches are embedded by the real one."""

    def __init__(self, model_id: str, vectors: Sequence[Rows]) -> None:
        self._model_id = model_id
        self._vectors = vectors
        self._chance = np.random.default_rng(1)
        self._last, self._window = "", 0

    @property
    def model_id(self) -> str:
        """That of the embedder it stands in for."""
        return self._model_id

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each window, which the index hands over in the order of the incidents."""
        return [self._moved(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a copy; others have none."""
        return self.embed_documents([text])[0]

    def _moved(self, text: str) -> NDArray[np.float32]:
        found = _TAG.search(text)
        if found is None:
            raise ValueError(f"no copy has this text: {text[:80]}")
        self._window = self._window + 1 if found.group() == self._last else 0
        self._last = found.group()
        known = self._vectors[int(found.group(1))]
        vector = known[min(self._window, len(known) - 1)]
        moved: NDArray[np.float32] = vector + self._chance.normal(0, _MOVED, vector.shape)
        return (moved / np.linalg.norm(moved)).astype(np.float32)


def saved(vectors: Sequence[Rows], place: Path) -> None:
    """Keep the vectors for another process."""
    np.savez(place, rows=np.vstack(vectors), windows=[len(rows) for rows in vectors])


def loaded(place: Path) -> list[Rows]:
    """What `saved` kept."""
    with np.load(place) as kept:
        ends = np.cumsum(kept["windows"])
        return np.split(kept["rows"], ends[:-1])
