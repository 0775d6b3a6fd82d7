"""The ONNX file format: what is written can be read again, and onnxruntime runs it as it was meant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from translator.incidents.embedding import _WEIGHTS_SHA256, MiniLM, _checked, _weights_path
from translator.incidents.onnx_format import Array, Graph, weights_in

KINDS = st.sampled_from(["float32", "uint8", "int8", "int32", "int64"])
SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=300).filter(
    lambda shape: np.prod(shape) < 3000
)


@given(st.lists(KINDS.flatmap(lambda kind: arrays.arrays(kind, SHAPES, fill=st.just(7))), max_size=4))
def test_constants_are_read_as_they_were_written(constants: list[Array]) -> None:
    """Any numbers of any shape, a single one and none at all too, come back bit for bit and in order."""
    graph = Graph()
    names = [graph.constant(constant) for constant in constants]
    read = weights_in(graph.model([], "none"))
    assert list(read) == names
    for constant, again in zip(constants, read.values(), strict=True):
        assert (again.dtype, again.shape) == (constant.dtype, constant.shape)
        assert again.tobytes() == constant.tobytes()


def test_a_number_is_kept_once() -> None:
    """The same number of the same type has one name; of another type it is another constant."""
    graph = Graph()
    assert graph.scalar(2.0) == graph.scalar(2.0)
    assert len({graph.scalar(2.0), graph.scalar(3.0), graph.scalar(2, "uint8")}) == 3


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_a_graph_runs_as_it_was_meant(axis: int) -> None:
    """Operators of both kinds, left-out inputs, free sizes, and attributes of each type do their work."""
    graph = Graph()
    most = graph.node("ReduceMax", "given", axes=[axis], keepdims=1)  # a list and an int, also a negative one
    least = graph.node("Clip", graph.node("Sub", "given", most), "", graph.scalar(-0.5))
    scaled = graph.node(
        "FusedMatMul", least, graph.constant(np.eye(3, dtype=np.float32)), own=True, alpha=2.5
    )
    content = graph.model([("given", "float32", ("rows", 3))], scaled)
    session = MiniLM()._session(content)
    for rows in (1, 200):
        given = np.random.default_rng(rows).normal(size=(rows, 3)).astype(np.float32)
        wanted = np.minimum(given - given.max(axis=axis, keepdims=True), -0.5) * 2.5
        assert session.run(None, {"given": given})[0] == pytest.approx(wanted, abs=1e-6)


def test_the_pinned_file_is_read() -> None:
    """All of its weights are found: 36 matrices, each with a scale for every column, and the words."""
    weights = weights_in(_checked(_weights_path(), _WEIGHTS_SHA256))
    matrices = {name[:-2]: matrix for name, matrix in weights.items() if name.endswith("_q")}
    words = matrices.pop("inner.embeddings.word_embeddings.weight")
    assert words.dtype == np.int8
    assert words.shape == (30_522, 384)
    places = matrices.pop("inner.embeddings.position_embeddings.weight")
    assert places.shape == (512, 384)
    assert len(matrices) == 36
    for name, matrix in matrices.items():
        assert weights[f"{name}_scale"].shape == (1, matrix.shape[1])
        assert weights[f"{name}_scale"].min() > 0
