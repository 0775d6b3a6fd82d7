"""The records of a stream, whatever its shape: a JSON document, JSON lines, or a table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from translator.incidents.sources.csv_build import csv_rows, delimiter_of
from translator.incidents.sources.json_build import LISTS, Broken, each_value, partial_value
from translator.incidents.sources.result import RowProblem
from translator.incidents.sources.stream import Utf8Stream, head_text
from translator.intake.decode import clean

Shape = Literal["json", "lines", "csv", "text"]

_WRAPPERS = ("incident", "issue", "alert", "data")  # a member that is the record
_LOOK = 30  # records looked at to tell the source
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d{2})(?!\d)")
_NEXT_JSON = "The records before it were read. Export the file again."


class Record(NamedTuple):
    """One record as its tool writes it, and what must be known to read it."""

    place: str  # "record 3", "line 7": where a person finds it
    value: Mapping[str, Any]  # a CSV cell is text, or a list of texts where a column's name is repeated
    path: str = ""  # the list it stands in, "" where there is none
    day_first: bool | None = None  # whether 6/7/2025 is the 6th of July; None: nobody can tell
    columns: Mapping[str, str] = {}  # field → column, as the user says; tables only


class Head(NamedTuple):
    """What the start of a stream shows."""

    shape: Shape
    text: str
    records: tuple[Record, ...] = ()  # some of the first, the last perhaps in part
    envelope: Mapping[str, Any] = {}  # the document around them
    header: tuple[str, ...] = ()  # of a table
    delimiter: str = ""
    day_first: bool | None = None

    def any(self, *keys: str) -> bool:
        """Whether one of the records has all of these members."""
        return any(all(key in record.value for key in keys) for record in self.records)


def look(stream: Utf8Stream, place: str) -> Head:
    """What the start of the stream shows. Raises MalformedInput when it is not UTF-8."""
    raw = stream.head
    start = raw.lstrip()[:1]
    if start in (b"{", b"["):
        lines = _first_objects(raw, stream.whole) if start == b"{" else []
        if lines:
            found = [r for number, line in lines for r in _unwrapped(line, f"line {number}")]
            text = raw.decode("utf-8", "replace")
            return Head("lines", text, tuple(found[:_LOOK]), lines[0][1], day_first=day_order(text))
        text = head_text(raw, place)
        value = partial_value(raw)
        if isinstance(value, dict | list):
            members = value if isinstance(value, list) else [value]
            found = [r for m in members[:_LOOK] for r in _unwrapped(m, "")]
            envelope = value if isinstance(value, dict) else {}
            if found or (isinstance(value, dict | list) and not value) or envelope:
                return Head("json", text, tuple(found[:_LOOK]), envelope, day_first=day_order(text))
    first = raw.lstrip(b"\r\n").split(b"\n", 1)[0]
    line = clean(head_text(first, place)).strip("\n")
    delimiter = delimiter_of(line)
    text = raw.decode("utf-8", "replace")
    return Head("csv", text, header=_cells(line, delimiter), delimiter=delimiter, day_first=day_order(text))


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    parts = line.split(delimiter) if delimiter else [line]
    return tuple(part.strip().strip('"').strip() for part in parts)


def _first_objects(raw: bytes, whole: bool) -> list[tuple[int, dict[str, Any]]]:
    """(line, object) of the lines that are an object of their own; none in a document over many lines."""
    lines = raw.split(b"\n")
    if not whole:
        lines.pop()  # cut off by the head
    found = []
    seen = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        seen += 1
        value, problem = loaded(line.decode("utf-8", "replace"))
        if isinstance(value, dict) and not problem:
            found.append((number, value))
        if len(found) == _LOOK or (seen == 5 and not found):
            break
    return found


def day_order(text: str) -> bool | None:
    """Whether 6/7/2025 is the 6th of July in this text, told by dates with a part over 12.

    None when no such date is there, or when they contradict each other.
    """
    found = [(int(m.group(1)), int(m.group(2))) for m in _SLASHED.finditer(text)]
    day_first = any(12 < a <= 31 and b <= 12 for a, b in found)
    month_first = any(12 < b <= 31 and a <= 12 for a, b in found)
    return day_first if day_first != month_first else None


def loaded(line: str) -> tuple[Any, str]:
    """The JSON value of a line, and what is wrong with it. NaN and infinities are read as null."""
    try:
        return json.loads(line, parse_constant=lambda _: None), ""
    except json.JSONDecodeError as error:
        return None, f"broken JSON: {error.msg} (column {error.colno})"
    except RecursionError:
        return None, "unusable JSON: it is nested too deep"
    except ValueError:
        return None, "unusable JSON: a number in it has too many digits"


def _unwrapped(value: Any, place: str, path: str = "") -> Iterator[Record]:
    """The records in a value: itself, the one it wraps, or the members of the list it wraps."""
    if not isinstance(value, dict):
        return
    lists = [key for key in value if key in LISTS and isinstance(value[key], list)]
    if lists:
        for key in lists:
            for number, member in enumerate(value[key], 1):
                if isinstance(member, dict):
                    where = f"{place}, {key} {number}" if place else f"{key} {number}"
                    yield Record(where, member, key)
        return
    if not isinstance(value.get("event"), dict):
        for key in _WRAPPERS:
            if isinstance(value.get(key), dict):
                yield Record(place or key, value[key], path or key)
                return
    yield Record(place or "the record", value, path)


def records(stream: Utf8Stream, head: Head) -> Iterator[Record | RowProblem]:
    """All records of the stream in order; what cannot be read is a problem with its place."""
    if head.shape == "json":
        yield from _of_document(stream)
    elif head.shape == "lines":
        yield from _of_lines(stream)
    else:
        yield from _of_table(stream, head.delimiter)


def _of_document(stream: Utf8Stream) -> Iterator[Record | RowProblem]:
    place = "the start"
    try:
        for found in each_value(stream):
            if found.document:
                continue
            place = f"{found.path or 'record'} {found.number}" if found.number else "the record"
            if found.problem:
                yield RowProblem(place, f"{found.problem}.", "Leave out what is not needed of it.")
            elif not isinstance(found.value, dict):
                yield RowProblem(place, "it is not a JSON object.")
            elif found.path:
                yield Record(place, found.value, found.path)
            else:
                yield from _unwrapped(found.value, place)
    except Broken as broken:
        yield RowProblem(f"after {place}", f"{broken}.", _NEXT_JSON)


def _of_lines(stream: Utf8Stream) -> Iterator[Record | RowProblem]:
    lines = stream.lines()
    while (line := lines.next()) is not None:
        place = f"line {line.number}"
        if line.problem:
            yield RowProblem(place, f"{line.problem}.", line.next_step)
        elif line.text.strip():
            value, problem = loaded(line.text)
            if problem or not isinstance(value, dict):
                yield RowProblem(place, f"{problem or 'it is not a JSON object'}.")
            else:
                yield from _unwrapped(value, place)


def _of_table(stream: Utf8Stream, delimiter: str) -> Iterator[Record | RowProblem]:
    header: tuple[str, ...] | None = None
    for row in csv_rows(stream.lines(), delimiter or ","):
        place = f"line {row.line}"
        if row.problem:
            yield RowProblem(place, f"{row.problem}.", row.next_step)
            if header is None:  # without its header no row can be understood
                return
        elif header is None:
            header = tuple(clean(cell).strip() for cell in row.cells)
        elif any(row.cells[len(header) :]) or (len(row.cells) < len(header) and len(row.cells) < 2):
            why = f"the row has {len(row.cells)} cells, the header has {len(header)}."
            yield RowProblem(place, why, "Put quotes around cells that hold a delimiter or a line break.")
        elif any(row.cells):
            yield Record(place, _grouped(header, row.cells))


def _grouped(header: tuple[str, ...], cells: tuple[str, ...]) -> dict[str, Any]:
    """Cells by column; the values of a column whose name is repeated as a list."""
    value: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=False):
        if name not in value:
            value[name] = cell
        elif cell:
            before = value[name]
            value[name] = [*before, cell] if isinstance(before, list) else [v for v in (before, cell) if v]
    return value
