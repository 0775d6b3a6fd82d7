"""Streams: any length in flat memory, encodings, breaks, and what hostile files do not do."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.errors import (
    BinaryInput,
    CallerError,
    EmptyInput,
    InputTooLarge,
    MalformedInput,
    UnknownSource,
)
from translator.incidents.sources import RowProblem, read_incidents, read_postmortem
from translator.models import Incident


class Endless:
    """A file that is made while it is read: head, then pieces until so many bytes, then tail."""

    def __init__(self, head: bytes, piece: bytes, tail: bytes, size: int) -> None:
        count = size // len(piece)
        self._pieces = itertools.chain([head + piece], itertools.repeat(b"" + piece, count), [tail])
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (piece := next(self._pieces, b"")):
            self._left += piece
        taken, self._left = self._left[:size], self._left[size:]
        return taken


class Pipe:
    """A pipe: it cannot be sought and gives a few bytes at a time."""

    def __init__(self, payload: bytes) -> None:
        self._stream = io.BytesIO(payload)

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(min(size, 7) if size > 0 else 7)


def shapes(times: int = 12) -> dict[str, tuple[bytes, bytes, bytes]]:
    told = "Gates stayed shut all morning. " * times
    row = json.dumps({"id": 1, "title": "Gates shut", "text": told}).encode()
    return {
        "list": (b"[" + row, b"\n," + row, b"]"),
        "document": (b'{"page": {"a": 1}, "incidents": [' + row, b"," + row, b'], "meta": {}}'),
        "lines": (row + b"\n", row + b"\n", b""),
        "csv": (b"id,title,text\n", f'1,Gates shut,"{told}\n"\n'.encode(), b""),
    }


@pytest.mark.slow
@pytest.mark.parametrize("shape", sorted(shapes()))
def test_memory_is_flat_whatever_the_length(shape):
    """Of a file of 100 MB in any shape less than 4 MB are held at a time."""
    head, piece, tail = shapes(times=300)[shape]
    stream = Endless(head, piece * 5, tail, 100_000_000)
    tracemalloc.start()
    try:
        rows = sum(isinstance(row, Incident) for row in read_incidents(stream, place="big"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows > 10_000
    assert peak < 4_000_000


@pytest.mark.parametrize("shape", sorted(shapes()))
def test_a_pipe_will_do(shape):
    """Nothing is sought, and short reads are no end."""
    head, piece, tail = shapes()[shape]
    found = list(read_incidents(Pipe(head + piece * 3 + tail), place="pipe"))
    assert {getattr(row, "title", row) for row in found} == {"Gates shut"}
    assert len(found) in (3, 4)


def test_the_first_row_comes_before_the_last_is_there():
    """Rows are handed on while the stream is still being read."""
    head, piece, tail = shapes()["list"]
    stream = Endless(head, piece, tail, 10**12)
    assert isinstance(next(iter(read_incidents(stream, place="big"))), Incident)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16"], ids=["UTF-8", "UTF-8 with a mark", "UTF-16 with a mark"]
)
@pytest.mark.parametrize(
    "payload", ['[{"title": "Tør"}]', '{"title": "Tør"}\n{"title": "Tør"}', "id;title\n1;Tør\n"]
)
def test_encodings(payload, encoding, incidents):
    """UTF-8 with and without a byte order mark and UTF-16 with one read the same."""
    assert {i.title for i in incidents(payload.encode(encoding))} == {"Tør"}
    markdown = f"# {'Tør'}\n\n## Impact\n\nTør.\n".encode(encoding)
    assert incidents(markdown, place="tor.md")[0].title == "Tør"


@pytest.mark.parametrize(
    "payload", [b'[{"title": "T\xf8r"}]', b"id;t\xf8tle\n1;a\n", b"# T\xf8r\n\n## Impact\n"]
)
def test_what_is_not_utf8_names_the_byte(payload, rows):
    """A document or header in another encoding is refused with the byte and what to do."""
    with pytest.raises(MalformedInput, match=r"byte \d+ \(line 1\) is not UTF-8.*Save it as UTF-8"):
        rows(payload)


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (b"id,title\n1,A\n2,T\xf8r\n3,C\n", "line 3"),
        (b'{"title":"A"}\n{"title":"T\xf8r"}\n{"title":"C"}\n', "line 2"),
    ],
)
def test_a_line_in_another_encoding_is_a_problem_of_its_own(payload, place, rows):
    """The other lines are read; the byte is counted from the start of the file."""
    first, bad, last = rows(payload)
    assert (first.title, last.title, bad.place) == ("A", "C", place)
    assert bad.message == f"byte {payload.index(0xF8) + 1} is not UTF-8."
    assert bad.next_step == "Save it as UTF-8 text."


def test_a_list_that_breaks_off_gives_what_was_before(rows):
    """Rows before the break are read; one problem names the place."""
    whole = json.dumps([{"id": n, "title": "A"} for n in range(50)])
    found = rows(whole[: len(whole) // 2])
    assert all(isinstance(row, Incident) for row in found[:-1])
    assert len(found) > 20
    assert found[-1].place == f"after record {len(found) - 1}"
    assert "breaks off" in found[-1].message


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ('[{"title": "A"}, {"title": NaN}]', 1),
        ('[{"title": "A"}, 3, null, {"title": "B"}]', 2),
        ('[{"title": "A", "title": "B", "n": 1e999, "big": 123456789012345678901234567890}]', 1),
        ('{"title": "A"}\n{"title": "B", "x": NaN}\n{oops\n[1]\n"x"\n', 2),
        ('[{"title": "A\\ud800\\u0000B"}]', 1),
        ('{"title": "A\\ud800\\u0000B"}\n', 1),
        ('[{"title": "A", "x": ' + "[" * 5_000 + "]" * 5_000 + "}]", 0),
        ('{"title": "A"}\n{"title": "B", "x": ' + "[" * 5_000 + "]" * 5_000 + "}\n", 1),
        ('{"title": "A"}\n{"title": "B", "x": ' + "9" * 5_000 + "}\n", 1),
        ("id,title\n1,A\x00B\n", 1),
        ("[" * 100_000, 0),
        ('{"incidents": {"a": 1}, "title": "A"}', 1),
        ('{"incidents": [[{"title": "A"}], "x"], "title": "A"}', 0),
    ],
)
def test_hostile_payloads(payload, read, rows):
    """NaN, repeated keys, huge numbers, deep nesting, broken characters: read or named, never a crash."""
    found = rows(payload, source="table")
    assert sum(isinstance(row, Incident) for row in found) == read
    assert all(row.message for row in found if isinstance(row, RowProblem))
    assert all(
        "\x00" not in row.title and row.title.isprintable() for row in found if isinstance(row, Incident)
    )


def test_a_record_with_too_many_values_is_named(rows):
    """One record cannot fill the memory."""
    payload = '[{"title": "A", "x": [' + "1," * 400_000 + '1]}, {"title": "B"}]'
    first, second = rows(payload)
    assert "300,000 values" in first.message
    assert second.title == "B"


@pytest.mark.parametrize("shape", ["{}\n", "[{}]"])
def test_a_huge_body_is_cut_with_a_note(shape, incidents):
    """Of a text of 5 MB the first 200,000 characters are kept, and the note says what is gone."""
    body = json.dumps({"title": "A", "text": "x" * 5_000_000, "cause": "y"})
    [found] = incidents(shape.replace("{}", body))
    assert len(found.sections[0].text) == 200_000
    assert "4,800,000 characters of a text of 5,000,000 were left out." in found.notes
    assert found.sections[1].kind == "cause"


@pytest.mark.parametrize("payload", [b"", b"  \n ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_empty_input(payload, rows):
    """A file without content is refused as empty."""
    with pytest.raises(EmptyInput):
        rows(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"\x1f\x8b\x08\x00abc",
        b"PK\x03\x04abc",
        b"%PDF-1.7",
        "[{}]".encode("utf-16-le"),
        "[{}]".encode("utf-32"),
    ],
)
def test_binary_files_are_refused(payload, rows):
    """Archives, documents, and UTF-16 without a byte order mark are named for what they are."""
    with pytest.raises(BinaryInput):
        rows(payload)


@pytest.mark.parametrize("payload", ["hello", "a,b,c\n1,2,3\n", '[{"a": 1}]', '{"a": 1}', "[Bug] it fails"])
def test_what_no_source_knows_names_those_that_are_known(payload, rows):
    """The error lists the sources and shows the columns that were seen."""
    with pytest.raises(UnknownSource, match=r"Known sources: translator, pagerduty, .*, table\."):
        rows(payload)


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ("{oops", "broken JSON: Expecting property name enclosed in double quotes"),
        ('[{"title" "A"}]', "broken JSON: Expecting ':' delimiter"),
        ('[["', "broken JSON: Unterminated string"),
        ("[{oops", "broken JSON: Expecting property name"),
    ],
)
def test_json_that_is_broken_from_the_start(payload, why, rows):
    """Nobody is told to look for another source where the file is at fault."""
    with pytest.raises(MalformedInput, match=why):
        rows(payload)


def test_a_source_that_does_not_exist(rows):
    """A misspelt name lists the right ones."""
    with pytest.raises(UnknownSource, match=r"no source “pagerdutty”.*pagerduty"):
        rows("[]", source="pagerdutty")


@pytest.mark.parametrize("payload", ["{oops", "hello there", "a,b\n1,2\n"])
def test_a_named_source_that_cannot_be(payload, rows):
    """What is no JSON is refused for a tool that exports JSON, and not read as an empty table."""
    with pytest.raises(MalformedInput, match="no JSON"):
        rows(payload, source="pagerduty")


def test_no_records_are_no_error(rows):
    """An empty list is an answer."""
    assert rows("[]") == rows('{"incidents": []}') == rows("id,title\n") == []


def test_a_postmortem_has_a_limit(rows):
    """A file without end is no postmortem."""
    with pytest.raises(InputTooLarge):
        rows(b"# A\n\n" + b"x" * 5_000_000, place="a.md")


def test_where_a_postmortem_gets_its_key():
    """The header's key, else the file's name, else the folder's; a text from a pipe gets one of its words."""
    assert read_postmortem("# A\n\nIncident: INC-12\n", name="x/b.md").source_id == "INC-12"
    assert (
        read_postmortem("# A\n\nIncident: it was bad\n", name="x/2024-05-06-b.md").source_id == "2024-05-06-b"
    )
    assert read_postmortem("# A", name="x/2024-05-06-b/README.md").source_id == "2024-05-06-b"
    assert read_postmortem("# A", name="2024-05-06-b.md").started.at.day == 6
    [piped] = read_incidents(io.BytesIO(b"# A\n\n## Impact\n\nB"), place="standard input")
    assert len(piped.source_id) == 12
    with pytest.raises(MalformedInput, match="no text"):
        read_postmortem("", name="x.md")


@pytest.mark.parametrize(
    "payload",
    ["id,title\n" + '1,"A\n' * 100_001, '{"title": "A"}\n' + '{"title": "' * 100_000,
     "# A\n" + "## " * 300_000,
     "# A\n\n" + "Impact: " * 100_000, "id,title\n1," + "6/7/" * 200_000, "# A\n\n" + "1. x\n" * 150_000,
     "---\n" + "a: b\n" * 200_000, '[{"title": "A", "text": "' + "## B\\n" * 100_000 + '"}]',
     '[{"title": "' + "a" * 1_000_000 + '", "services": "' + ",x" * 300_000 + '"}]'],
    ids=range(9),
)  # fmt: skip
def test_a_megabyte_of_malice_takes_seconds_at_most(payload, rows):
    """Nothing is quadratic in the length of a hostile file."""
    start = time.perf_counter()
    with contextlib.suppress(CallerError):
        rows(payload)
    assert time.perf_counter() - start < 10


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda s: s.encode("utf-8", "replace")))
def test_any_bytes_give_rows_or_a_callers_error(payload):
    """Whatever is in a file, the answer is rows, problems, or an error that says what to do."""
    error = None
    found: list[object] = []
    try:
        found = list(read_incidents(io.BytesIO(payload), place="input"))
    except CallerError as raised:
        error = raised
    assert error is None or error.next_step
    assert all(isinstance(row, Incident | RowProblem) for row in found)
