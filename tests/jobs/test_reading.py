"""From files to rows: every ticket with its line, every bad row alone."""

from __future__ import annotations

import json
from itertools import count

import pytest

from translator.errors import BinaryInput, EmptyInput, InputTooLarge, MalformedInput, UnknownReader
from translator.jobs.reading import read_rows
from translator.storage.batches.base import NewRow
from translator.wiring import build_default

APP = build_default()
HEADER = "Issue key,Summary,Description\n"


def read(text: str | bytes) -> list[NewRow]:
    numbers = count(1)
    payload = text.encode() if isinstance(text, str) else text
    return read_rows(
        lambda part, place: APP.read(part, place=place), payload, "export", lambda: f"t{next(numbers)}"
    )


def told(rows: list[NewRow]) -> list[tuple[str, str]]:
    return [(row.place, row.ticket.title if row.ticket else f"{row.code}: {row.error}") for row in rows]


def test_a_csv_with_bad_rows() -> None:
    """Lines are those of the file, also after a cell with line breaks, an empty line and a broken quote."""
    text = (
        HEADER + 'A-1,Sign-in fails,"Two demos\nfailed."\nA-2,short\n\nA-3,Export hangs,x\n'
        'A-4,"never closed,x\nA-5,,\nA-6,Late,"bill, late"\n'
    )
    assert told(read(text)) == [
        ("line 2", "Sign-in fails"),
        ("line 4", "malformed-input: the row has 2 cells, the header has 3."),
        ("line 6", "Export hangs"),
        ("line 7", "malformed-input: a closing quote is followed by text."),
        ("line 8", "malformed-input: the row has neither a title nor a text."),
        ("line 9", "Late"),
    ]


def test_every_row_of_a_csv_may_be_bad() -> None:
    """Then none is a ticket, and each says why."""
    assert told(read(HEADER + "A-1\nA-2,x,y,z\n")) == [
        ("line 2", "malformed-input: the row has 1 cells, the header has 3."),
        ("line 3", "malformed-input: the row has 4 cells, the header has 3."),
    ]


def test_json_lines() -> None:
    """Each line stands for itself, blank ones for nothing."""
    text = '{"title": "a", "description": "b"}\n\n{"title": "c"\n{"key": "A-1", "fields": {"summary": "d"}}\n'
    rows = read(text)
    assert [row.place for row in rows] == ["line 1", "line 3", "line 4"]
    assert [row.ticket.title if row.ticket else row.code for row in rows] == ["a", "malformed-input", "d"]


@pytest.mark.parametrize("wrap", [lambda issues: issues, lambda issues: {"issues": issues, "total": 3}])
def test_a_list_of_issues(wrap: object) -> None:
    """As a list, or as a tracker's search answers; places count in the list."""
    issues = [{"key": "A-1", "fields": {"summary": "one"}}, {"key": "A-2", "fields": {}}, {"x": 1}]
    rows = read(json.dumps(wrap(issues)))  # type: ignore[operator]
    assert [row.place for row in rows] == ["issue 1", "issue 2", "issue 3"]
    assert [bool(row.ticket) for row in rows] == [True, False, False]


@pytest.mark.parametrize(
    "text",
    [
        "Sign-in fails\n\nTwo demos failed.",
        '{"title": "Sign-in fails", "description": "x"}',
        "# Sign-in fails\n\nx",
    ],
)
def test_one_ticket(text: str) -> None:
    """A file with one ticket is one row, placed by its name."""
    assert told(read(text)) == [("export", "Sign-in fails")]


def test_an_export_larger_than_one_ticket_may_be() -> None:
    """5 MB of CSV, which intake would refuse as one ticket, is read in pieces with the right lines."""
    text = HEADER + "".join(f'A-{n},Sign-in fails,"{"Two demos failed. " * 140}"\n' for n in range(2_000))
    assert len(text) > 5_000_000
    rows = read(text)
    assert (len(rows), rows[-1].place) == (2_000, "line 2001")
    assert rows[-1].ticket is not None
    assert rows[-1].ticket.key == "A-1999"


def test_too_many_tickets_are_refused() -> None:
    """A batch takes 10,000; none is left out quietly."""
    with pytest.raises(InputTooLarge, match="this holds 10,001 tickets"):
        read(HEADER + "A-1,x,y\n" * 10_001)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        (HEADER, EmptyInput),
        ("[]", EmptyInput),
        ("", EmptyInput),
        (b"\x00\x01", BinaryInput),
        ('{"title": ', MalformedInput),
    ],
)
def test_a_file_that_holds_nothing(payload: str | bytes, error: type[Exception]) -> None:
    """What holds no ticket at all is an error of the file."""
    with pytest.raises(error):
        read(payload)


def test_a_reader_that_does_not_exist() -> None:
    """It is an error of the call and not of each row."""
    with pytest.raises(UnknownReader):
        read_rows(
            lambda part, place: APP.read(part, reader="word", place=place),
            (HEADER + "A-1,x,y\nA-2,x,y\n").encode(), "export", lambda: "t1",
        )  # fmt: skip
