"""all-MiniLM-L6-v2 as a graph that multiplies its matrices in int8, made from the pinned file's weights.

The file holds int8 weights, but its own graph turns them into 32-bit numbers at load: four times the memory,
and the slow way to multiply. Here they stay what they are. What goes into a matrix is rounded to 8 bits,
each token by its own greatest number: the model has a few channels far larger than the rest, and one scale
for all tokens would cost what the search is good at (mean cosine 0.97 instead of 0.998). So a text's vector
does not depend on what is embedded beside it, either.

Model: BERT, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from translator.incidents.onnx_format import Array, Graph

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EMBEDDED, _LENGTHS = "embedded", "lengths"
_EPSILON = 1e-12
_LEAST = 1e-6  # a row of nothing is divided by this
_LEAST_GELU = 1.2  # GELU is never below -0.17, so with a scale of 1.2 or more -32/223 is never passed


class Words:
    """The first layer: what each token and each place in the text stand for. 12 MB."""

    def __init__(self, weights: Mapping[str, Array], longest: int) -> None:
        """`longest` is the most tokens of a text."""
        of = "inner.embeddings."
        # Copies, so that the file's bytes are not kept for these.
        self._words = weights[f"{of}word_embeddings.weight_q"].copy()
        self._scales = weights[f"{of}word_embeddings.weight_scale"].copy()
        places = weights[f"{of}position_embeddings.weight_q"][:longest].astype(np.float32)
        places *= weights[f"{of}position_embeddings.weight_scale"][:longest]
        self._places = places + weights[f"{of}token_type_embeddings.weight"][0]

    def inputs(self, texts: Sequence[Sequence[int]]) -> dict[str, Array]:
        """What the graph is given for texts of token ids."""
        lengths = np.array([len(text) for text in texts], np.int32)
        ids = np.zeros((len(texts), lengths.max()), np.int64)
        for row, text in zip(ids, texts, strict=True):
            row[: len(text)] = text
        embedded: NDArray[np.float32] = self._words[ids] * self._scales[ids]
        embedded += self._places[: ids.shape[1]]
        return {_EMBEDDED: embedded, _LENGTHS: lengths}


class _Rounded(NamedTuple):
    """A matrix of tokens in 8 bits: (value - zero) * step * greatest is what it was."""

    values: str
    greatest: str  # one for each token
    step: str
    zero: str


def graph_of(weights: Mapping[str, Array], *, unsigned: bool) -> bytes:
    """The model file: `Words.inputs` in, the states of the last layer out, (texts, tokens, 384).

    `unsigned` moves the weights by 128 into uint8. The products are the same and take twice the time, but
    no pair of them overflows on processors that add pairs in 16 bits.
    """
    return _Builder(weights, unsigned).model()


class _Builder:
    def __init__(self, weights: Mapping[str, Array], unsigned: bool) -> None:
        self._weights = weights
        self._unsigned = unsigned
        self._graph = Graph()
        # The names say nothing; they stand in the order of use, six for each layer.
        names = [name for name in weights if name.startswith("val_") and name.endswith("_q")]
        self._matrices = iter(name.removesuffix("_q") for name in names)

    def model(self) -> bytes:
        state = self._normed(_EMBEDDED, "inner.embeddings.LayerNorm")
        for number in range(_LAYERS):
            state = self._layer(state, f"inner.encoder.layer.{number}.")
        inputs = [(_EMBEDDED, "float32", ("texts", "tokens", _WIDTH)), (_LENGTHS, "int32", ("texts",))]
        return self._graph.model(inputs, state)

    def _layer(self, state: str, of: str) -> str:
        node, rounded = self._graph.node, self._rounded(state)
        asked = [
            self._biased(self._times(rounded), f"{of}attention.self.{n}") for n in ("query", "key", "value")
        ]
        heard = node("MultiHeadAttention", *asked, "", _LENGTHS, own=True, num_heads=_HEADS)
        heard = self._biased(self._times(self._rounded(heard)), f"{of}attention.output.dense")
        state = self._normed(node("Add", heard, state), f"{of}attention.output.LayerNorm")
        wide = self._times(self._rounded(state))
        wide = node("BiasGelu", wide, self._constant(f"{of}intermediate.dense.bias"), own=True)
        told = self._biased(self._times(self._rounded(wide, gelu=True)), f"{of}output.dense")
        return self._normed(node("Add", told, state), f"{of}output.LayerNorm")

    def _rounded(self, state: str, *, gelu: bool = False) -> _Rounded:
        """Most states are as large below zero as above it; after GELU nearly all is above."""
        node, scalar = self._graph.node, self._graph.scalar
        zero, steps, least = (32, 223, _LEAST_GELU) if gelu else (128, 127, _LEAST)
        sizes = state if gelu else node("Abs", state)
        greatest = node("Max", node("ReduceMax", sizes, axes=[-1], keepdims=1), scalar(least))
        step, middle = scalar(1 / steps), scalar(zero, "uint8")
        whole = node("Mul", state, node("Reciprocal", greatest))
        return _Rounded(node("QuantizeLinear", whole, step, middle), greatest, step, middle)

    def _times(self, left: _Rounded) -> str:
        """Times the next matrix of the file, in 32-bit numbers again."""
        name = next(self._matrices)
        matrix, scales = self._weights[f"{name}_q"], self._constant(f"{name}_scale")
        zero: tuple[str, ...] = ()
        if self._unsigned:
            matrix, zero = matrix.view(np.uint8) ^ np.uint8(128), (self._graph.scalar(128, "uint8"),)
        right = self._graph.constant(matrix)
        inputs = (left.values, right, left.step, scales, left.zero, *zero)
        product = self._graph.node("MatMulIntegerToFloat", *inputs, own=True)
        return self._graph.node("Mul", product, left.greatest)

    def _biased(self, state: str, of: str) -> str:
        return self._graph.node("Add", state, self._constant(f"{of}.bias"))

    def _normed(self, state: str, of: str) -> str:
        scale, bias = self._constant(f"{of}.weight"), self._constant(f"{of}.bias")
        return self._graph.node("LayerNormalization", state, scale, bias, axis=-1, epsilon=_EPSILON)

    def _constant(self, name: str) -> str:
        return self._graph.constant(self._weights[name].reshape(-1))
