"""From a file to the rows of a batch: each ticket and each bad row with the line that it stands on.

Large exports are read in pieces, because intake reads one ticket's worth at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any, NamedTuple

from translator.errors import (
    BinaryInput,
    CallerError,
    EmptyInput,
    InputTooLarge,
    MalformedInput,
    UnknownReader,
)
from translator.intake.csv_rows import rows as csv_rows
from translator.intake.decode import clean, decode
from translator.intake.result import Intake
from translator.intake.tabular import delimiter_of
from translator.storage.batches.base import MOST_ROWS, NewRow

LIMIT = 64_000_000  # bytes of one file
_AT_ONCE = 200  # rows handed to intake together
_MOST_AT_ONCE = 1_000_000  # characters of them

Read = Callable[[bytes, str], Intake]  # payload, place


class _Piece(NamedTuple):
    """One record of a file, and where it stands."""

    place: str
    text: str


class _Table(NamedTuple):
    """Records of a file. With `header` it is CSV, without one each record is JSON."""

    pieces: Sequence[_Piece]
    header: str = ""
    together: bool = True  # whether intake reads several at once

    def text(self, pieces: Sequence[_Piece]) -> str:
        """The records as a file of their own."""
        if self.header:
            return "\n".join((self.header, *(piece.text for piece in pieces), ""))
        return pieces[0].text if len(pieces) == 1 else f"[{','.join(piece.text for piece in pieces)}]"

    def starts(self, pieces: Sequence[_Piece]) -> list[int]:
        """Where intake finds each record of that file: its line, or its number in the list."""
        if not self.header:
            return list(range(1, len(pieces) + 1))
        lines = [piece.text.count("\n") + 1 for piece in pieces]
        return list(accumulate(lines[:-1], initial=self.header.count("\n") + 2))


def read_rows(read: Read, payload: bytes, place: str, new_id: Callable[[], str]) -> list[NewRow]:
    """The rows of a file, in its order. `read` is what reads tickets; `new_id` gives ids of translations.

    Raises InputTooLarge, BinaryInput, EmptyInput and UnknownReader for the file as a whole, and what `read`
    raises for a file that holds one ticket which cannot be read. One that cannot be read among others is a
    row with its error.
    """
    text = decode(payload, place, limit=LIMIT).text
    table = _table(text)
    if table is None:
        return [NewRow(place, ticket, new_id()) for ticket in read(payload, place).tickets]
    if not table.pieces:
        raise EmptyInput(
            "there is no ticket in it.", place=place, next_step="Hand in an export with tickets."
        )
    too_many(len(table.pieces), place)
    rows: list[NewRow] = []
    for some in _together(table.pieces):
        rows.extend(_read(read, table, some, place, new_id))
    return rows


def too_many(count: int, place: str) -> None:
    """Raises InputTooLarge for more tickets than a batch takes."""
    if count > MOST_ROWS:
        raise InputTooLarge(
            f"this holds {count:,} tickets; a batch takes {MOST_ROWS:,}.",
            place=place,
            next_step="Hand them in in parts, as several batches.",
        )


def _table(text: str) -> _Table | None:
    """The records of a text with many tickets; None: it is one ticket, or intake knows better."""
    start = text.lstrip()[:1]
    if start == "{":
        return _lines(text) or _listed(text)
    if start == "[":
        return _listed(text)
    delimiter = delimiter_of(text)
    if delimiter is None:
        return None
    found = csv_rows(clean(text), delimiter)
    pieces = [_Piece(f"line {row.line}", row.source) for row in found[1:]]
    return _Table(pieces, found[0].source)


def _lines(text: str) -> _Table | None:
    """JSON Lines: several lines, of which the first is an object by itself."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 2 or not isinstance(_json(lines[0][1]), dict):
        return None
    return _Table([_Piece(f"line {n}", line) for n, line in lines], together=False)


def _listed(text: str) -> _Table | None:
    """A JSON list of issues, also as a tracker's search answers it."""
    value = _json(text)
    if isinstance(value, dict):
        value = next((value[name] for name in ("issues", "items") if isinstance(value.get(name), list)), None)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return None
    pieces = [_Piece(f"issue {n}", json.dumps(item, ensure_ascii=False)) for n, item in enumerate(value, 1)]
    return _Table(pieces)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _together(pieces: Sequence[_Piece]) -> Iterator[Sequence[_Piece]]:
    """The pieces in runs that intake reads at once."""
    some: list[_Piece] = []
    size = 0
    for piece in pieces:
        if some and (len(some) == _AT_ONCE or size + len(piece.text) > _MOST_AT_ONCE):
            yield some
            some, size = [], 0
        some.append(piece)
        size += len(piece.text)
    yield some


def _read(
    read: Read, table: _Table, pieces: Sequence[_Piece], place: str, new_id: Callable[[], str]
) -> list[NewRow]:
    """A row for each piece; where intake does not take them together they are read one by one."""
    if len(pieces) > 1 and table.together:
        with suppress(EmptyInput, MalformedInput, InputTooLarge, BinaryInput):
            intake = read(table.text(pieces).encode("utf-8", "replace"), place)
            wrong = {problem.line: problem.message for problem in intake.problems}
            starts = table.starts(pieces)
            if wrong.keys() <= set(starts) and len(intake.tickets) + len(wrong) == len(pieces):
                tickets = iter(intake.tickets)
                return [
                    _bad(piece.place, wrong[start])
                    if start in wrong
                    else NewRow(piece.place, next(tickets), new_id())
                    for piece, start in zip(pieces, starts, strict=True)
                ]
    return [_alone(read, table, piece, new_id) for piece in pieces]


def _alone(read: Read, table: _Table, piece: _Piece, new_id: Callable[[], str]) -> NewRow:
    try:
        intake = read(table.text([piece]).encode("utf-8", "replace"), piece.place)
    except UnknownReader:  # no row could be read
        raise
    except CallerError as error:
        # Of a CSV with one row the message tells the line in that CSV, which means nothing here.
        return _bad(piece.place, re.sub(r"^.* Line \d+: ", "", error.message), error.code)
    if intake.tickets:
        return NewRow(piece.place, intake.tickets[0], new_id())
    return _bad(piece.place, intake.problems[0].message)


def _bad(place: str, why: str, code: str = MalformedInput.code) -> NewRow:
    return NewRow(place, None, code=code, error=f"{why.rstrip('.')}.")
