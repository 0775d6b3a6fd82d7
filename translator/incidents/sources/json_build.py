"""JSON read as a stream: the members of a document's lists one at a time, within limits.

ijson gives the events. Values are built here and not by ijson because nesting and size of one record are
bounded, and because what was read before a break must not be lost.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from translator.incidents.sources.stream import Utf8Stream

LISTS = frozenset(
    "incidents issues data alerts scheduled_maintenances results items records rows postmortems outages "
    "maintenances values".split()
)  # members of a document whose own members are records
DEPTH_LIMIT = 100  # levels in one record
NODE_LIMIT = 300_000  # values in one record
SIZE_LIMIT = 32_000_000  # bytes of one record
_PIECE = 64 * 1024


class Found(NamedTuple):
    """A value of a document: a member of a list, or the document itself without such lists."""

    path: str  # the list it stands in; "" for a list that is the document, and for the document itself
    number: int  # its position in the list, from 1; 0 for the document itself
    value: Any
    problem: str = ""
    document: bool = False


class Broken(Exception):
    """The document cannot be read on. The message says why and where."""


class _Meter:
    """Hands bytes to the parser and stops it when one record takes too many."""

    def __init__(self, stream: Utf8Stream) -> None:
        self._stream = stream
        self.since = 0  # where the record at hand began

    def read(self, size: int = -1) -> bytes:
        if self._stream.at - self.since > SIZE_LIMIT:
            raise Broken(f"one record is over {SIZE_LIMIT:,} bytes (before byte {self._stream.at:,})")
        return self._stream.read(_PIECE if size < 0 else size)

    def begin(self) -> None:
        self.since = self._stream.at

    @property
    def place(self) -> str:
        return f"before byte {self._stream.at:,}"


class _Builder:
    """Builds one value from events; what is nested too deep or is too much is left out and said."""

    def __init__(self) -> None:
        self.value: Any = None
        self.problem = ""
        self.done = False
        self._open: list[Any] = []
        self._keys: list[str] = []
        self._depth = 0
        self._nodes = 0

    def event(self, kind: str, value: Any) -> None:
        if kind == "map_key":
            if self._depth == len(self._open):
                self._keys[-1] = value
            return
        if kind in ("end_map", "end_array"):
            if self._depth == len(self._open):
                self._open.pop()
                self._keys.pop()
            self._depth -= 1
            self.done = self._depth == 0
            return
        container = kind in ("start_map", "start_array")
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            self.problem = f"it holds over {NODE_LIMIT:,} values"
        if self._depth >= DEPTH_LIMIT:
            self.problem = f"it is nested over {DEPTH_LIMIT} levels deep"
        if self._depth == len(self._open) and not self.problem:
            self._put({} if kind == "start_map" else [] if container else plain_number(value), container)
        if container:
            self._depth += 1
        self.done = self._depth == 0

    def _put(self, value: Any, container: bool) -> None:
        if not self._open:
            self.value = value
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        else:
            self._open[-1][self._keys[-1]] = value
        if container:
            self._open.append(value)
            self._keys.append("")


def plain_number(value: Any) -> Any:
    """A Decimal as an int or float, anything else as it is; None for what no float can hold."""
    if not isinstance(value, Decimal):
        return value
    number = float(value)
    return number if abs(number) != float("inf") else None


def each_value(stream: Utf8Stream) -> Iterator[Found]:
    """The records of all documents in the stream, in order. Raises Broken where reading must end."""
    import ijson  # type: ignore[import-untyped]  # heavy; only an import of incidents needs it

    meter = _Meter(stream)
    events = ijson.basic_parse(meter, multiple_values=True, buf_size=_PIECE)
    try:
        for kind, value in events:
            meter.begin()
            if kind == "start_array":
                yield from _members(events, "", meter)
            elif kind == "start_map":
                yield from _document(events, meter)
            else:
                yield Found("", 0, value)
    except ijson.JSONError as error:
        why = str(error).removeprefix("b'").split("\n", 1)[0].split("\\n", 1)[0].strip()
        why = why.removeprefix("lexical error: ").removeprefix("parse error: ")
        raise Broken(f"the JSON breaks off {meter.place}: {why}") from None


def _members(events: Iterator[tuple[str, Any]], path: str, meter: _Meter) -> Iterator[Found]:
    for number, (kind, value) in enumerate(events, 1):
        if kind == "end_array":
            return
        meter.begin()
        built = _Builder()
        built.event(kind, value)
        while not built.done:
            built.event(*next(events))
        yield Found(path, number, built.value, built.problem)


def _document(events: Iterator[tuple[str, Any]], meter: _Meter) -> Iterator[Found]:
    whole: dict[str, Any] = {}
    problem, listed = "", False
    key = ""
    for kind, value in events:
        if kind == "map_key":
            key = value
            meter.begin()
            continue
        if kind == "end_map":
            break
        if kind == "start_array" and key in LISTS:
            listed = True
            yield from _members(events, key, meter)
            continue
        built = _Builder()
        built.event(kind, value)
        while not built.done:
            built.event(*next(events))
        problem = problem or built.problem
        if len(whole) < NODE_LIMIT:
            whole[key] = built.value
    if not listed:
        yield Found("", 0, whole, problem)
    elif whole:
        yield Found("", 0, whole, document=True)


def partial_value(head: bytes) -> Any:
    """The first value of JSON that may be cut anywhere, as far as it goes; None for no JSON.

    A bracket with something else than JSON after it is no JSON: "[Bug] sign-in fails".
    """
    import ijson

    built = _Builder()
    try:
        for event in ijson.basic_parse(io.BytesIO(head), multiple_values=True, buf_size=4096):
            built.event(*event)
            if built.done:
                break
    except ijson.JSONError:
        return built.value or None
    return built.value
