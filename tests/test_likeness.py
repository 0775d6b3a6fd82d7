"""Likeness: cosines of any embedder's vectors, with a memory that stays small."""

from __future__ import annotations

import math

import pytest

from translator import likeness
from translator.likeness import EmbeddedLikeness
from translator.wiring import build_default


class Embedder:
    """Vectors by hand; counts the texts it was given."""

    model_id = "by-hand"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [[float(part) for part in text.split()] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_cosines_of_vectors_of_any_length() -> None:
    """The same way is 1, the opposite -1, across is 0; a vector of nothing is like nothing."""
    pairs = [("2 0", "7 0"), ("1 0", "-3 0"), ("1 0", "0 5"), ("1 1", "1 0"), ("0 0", "1 0")]
    assert EmbeddedLikeness(Embedder).cosines(pairs) == pytest.approx([1, -1, 0, math.sqrt(0.5), 0])
    assert EmbeddedLikeness(Embedder).cosines([]) == []


def test_no_text_is_embedded_twice_and_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts of one call and of the last ones are remembered; the oldest are forgotten."""
    monkeypatch.setattr(likeness, "_KEPT", 3)
    embedder = Embedder()
    alike = EmbeddedLikeness(lambda: embedder)
    alike.cosines([("1 1", "1 2"), ("1 1", "1 3"), ("1 1", "1 2")])
    assert embedder.embedded == ["1 1", "1 2", "1 3"]
    alike.cosines([("1 1", "1 4")])
    alike.cosines([("1 1", "1 3")])
    assert embedder.embedded == ["1 1", "1 2", "1 3", "1 4"]
    alike.cosines([("1 2", "1 2")])
    assert embedder.embedded[-1] == "1 2"


def test_the_embedder_is_made_at_the_first_comparison() -> None:
    """Who never compares never loads a model."""
    made = []
    alike = EmbeddedLikeness(lambda: made.append(1) or Embedder())
    assert made == []
    alike.cosines([("1 0", "1 0")])
    alike.cosines([("0 1", "1 0")])
    assert made == [1]


def test_the_built_in_model_knows_a_rewording() -> None:
    """A rewording is nearer than another matter."""
    said = "prospects are thrown back to the sign-in screen"
    near, far = build_default().likeness.cosines(
        [(said, "the login page comes up again for the buyer"), (said, "the invoice total is rounded twice")]
    )
    assert near > far + 0.1
