"""The file format of ONNX, as far as sentence embedding needs it: a file's weights, and a graph of our own.

ONNX files are protobuf messages. The package that reads and writes them has 31 MB; what is used of it is
here. Field numbers: onnx.proto, version 10 of the format, which nobody may change.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {1: "float32", 2: "uint8", 3: "int8", 6: "int32", 7: "int64"}  # TensorProto.DataType
_NUMBERS = {np.dtype(name): number for number, name in _TYPES.items()}
_FORMAT, _OPSET = 8, 17
_OWN = "com.microsoft"  # operators of onnxruntime beside the standard

Array = NDArray[Any]
Attribute = int | float | Sequence[int]


def weights_in(content: bytes) -> dict[str, Array]:
    """The named arrays of a model file, in the file's order; they are views of `content`.

    Types that the embedding has no use for are left out. `content` must be a sound file: it is not checked.
    """
    found: dict[str, Array] = {}
    for model_field, graph in _fields(memoryview(content)):
        if model_field != 7:
            continue
        for graph_field, tensor in _fields(graph):
            if graph_field == 5:
                known = dict(_tensor(tensor))
                if known["type"] in _TYPES and "raw" in known:
                    flat = np.frombuffer(known["raw"], _TYPES[known["type"]])
                    found[known["name"]] = flat.reshape(known.get("dims", ()))
    return found


class Graph:
    """A model in the making: constants and nodes are added, and named by what they are called with."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: list[bytes] = []
        self._scalars: dict[tuple[float, str], str] = {}

    def constant(self, array: Array) -> str:
        """The name of an array that every run shares."""
        name = f"c{len(self._constants)}"
        dims = b"".join(_number(1, size) for size in array.shape)
        head = dims + _number(2, _NUMBERS[array.dtype]) + _bytes(8, name)
        self._constants.append(_bytes(5, head + _bytes(9, array.tobytes())))
        return name

    def scalar(self, value: float, dtype: str = "float32") -> str:
        """The name of one number; the same number is kept once."""
        if (value, dtype) not in self._scalars:
            self._scalars[value, dtype] = self.constant(np.asarray(value, dtype))
        return self._scalars[value, dtype]

    def node(self, operator: str, *inputs: str, own: bool = False, **attributes: Attribute) -> str:
        """The name of an operator's first output; an empty input is one left out.

        `own` says that the operator is onnxruntime's and not of the standard.
        """
        output = f"n{len(self._nodes)}"
        message = b"".join(_bytes(1, name) for name in inputs) + _bytes(2, output) + _bytes(4, operator)
        message += b"".join(_bytes(5, _attribute(*pair)) for pair in attributes.items())
        self._nodes.append(_bytes(1, message + _bytes(7, _OWN if own else "")))
        return output

    def model(self, inputs: Iterable[tuple[str, str, Sequence[int | str]]], output: str) -> bytes:
        """The file that answers with `output`. Inputs: name, type, sizes; a size with a name is free."""
        graph = b"".join((*self._nodes, _bytes(2, "graph"), *self._constants))
        graph += b"".join(_bytes(11, _value(*given)) for given in inputs) + _bytes(12, _bytes(1, output))
        opsets = (_bytes(8, _bytes(1, name) + _number(2, n)) for name, n in (("", _OPSET), (_OWN, 1)))
        return _number(1, _FORMAT) + _bytes(7, graph) + b"".join(opsets)


def _tensor(message: memoryview) -> Iterator[tuple[str, Any]]:
    dims: list[int] = []
    for field, value in _fields(message):
        if field == 1:  # one by one, or all of them packed
            dims += [value] if isinstance(value, int) else _packed(value)
        elif field == 2:
            yield "type", value
        elif field == 8:
            yield "name", str(value, "utf-8")
        elif field == 9:
            yield "raw", value
    yield "dims", dims


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """(field, an int or the bytes) of each field of a message."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        field, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield field, value
            continue
        if kind == 2:
            size, at = _varint(message, at)
        else:
            size = 8 if kind == 1 else 4
        yield field, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where the next thing begins."""
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def _packed(message: memoryview) -> list[int]:
    values, at = [], 0
    while at < len(message):
        value, at = _varint(message, at)
        values.append(value)
    return values


def _written(value: int) -> bytes:
    value &= (1 << 64) - 1  # a negative number is written as its complement
    groups = bytearray()
    while value > 127:
        groups.append(value & 127 | 128)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def _number(field: int, value: int) -> bytes:
    return _written(field << 3) + _written(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return _written(field << 3 | 2) + _written(len(content)) + content


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _bytes(1, name) + _written(2 << 3 | 5) + struct.pack("<f", value) + _number(20, 1)
    if isinstance(value, int):
        return _bytes(1, name) + _number(3, value) + _number(20, 2)
    return _bytes(1, name) + b"".join(_number(8, item) for item in value) + _number(20, 7)


def _value(name: str, dtype: str, sizes: Sequence[int | str]) -> bytes:
    dims = (_bytes(2, size) if isinstance(size, str) else _number(1, size) for size in sizes)
    shape = b"".join(_bytes(1, dim) for dim in dims)
    tensor = _number(1, _NUMBERS[np.dtype(dtype)]) + _bytes(2, shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, tensor))
