"""The front door: which reader is picked, what is refused, and how."""

from __future__ import annotations

import contextlib
import json

import pytest

from translator.errors import (
    BinaryInput,
    EmptyInput,
    InputTooLarge,
    MalformedInput,
    UnknownReader,
)
from translator.fingerprint import fingerprint
from translator.intake import READERS, read, read_parts
from translator.intake.decode import SIZE_LIMIT

PICKED = [
    ('{"key": "A-1", "fields": {"summary": "x"}}', "jira"),
    ('{"number": 1, "title": "x", "html_url": "https://github.com/a/b/issues/1"}', "github"),
    ('{"type": "doc", "version": 1, "content": [{"type": "text", "text": "x"}]}', "adf"),
    ("Summary,Issue key\nx,A-1", "jira_csv"),
    ("number,title\n1,x", "github_csv"),
    ("Title\n\nh2. Why\nIt hangs.", "jira_wiki"),
    ("Title\n\n{code}\nx\n{code}\nwith `one` mark", "jira_wiki"),
    ("Title\n\n*Bold* words", "jira_wiki"),
    ("# Title\n\nIt hangs.", "markdown"),
    ("Title\n\n## Why\n\nIt || hangs.", "markdown"),
    ("Title\n\n- [ ] task", "markdown"),
    ("Title\n\n```\na || b\n```", "markdown"),
    ("Title\n\n[a](https://example.org)", "markdown"),
    ("Title\n\nIt hangs.", "plain"),
    ("[Bug] sign-in hangs", "plain"),
    ("[1] first, [2] second", "plain"),
    ('{"error": "x"} is what the API says', "plain"),
    ("Summary, status and next steps\n\nIt hangs.", "plain"),
]


@pytest.mark.parametrize(("payload", "reader"), PICKED)
def test_reader_is_picked_by_content(payload, reader):
    """The first reader in the tuple that recognises the content reads it."""
    assert read(payload).tickets[0].reader == reader


def test_readers_are_named_and_described():
    """Names are unique and every reader says in a line what it reads."""
    names = "jira github adf jira_csv github_csv jira_wiki markdown plain"
    assert [r.name for r in READERS] == names.split()
    assert all(r.describes and "\n" not in r.describes for r in READERS)


def test_reader_can_be_forced():
    """A named reader reads what another would have taken."""
    assert read("# Title\n\n*x*", reader="plain").tickets[0].text.startswith("# Title")


def test_unknown_reader_names_the_known():
    """The error for an unknown reader lists the names."""
    with pytest.raises(UnknownReader, match="jira_wiki"):
        read("x", reader="word")


@pytest.mark.parametrize("payload", ["", " \n\t ", b"", b"\xef\xbb\xbf", "\u200b", "```\n```"])
def test_empty(payload):
    """Nothing, or nothing but white space and markup, is an empty input."""
    with pytest.raises(EmptyInput):
        read(payload, place="ticket.md")


@pytest.mark.parametrize(
    "payload",
    [b"\x00\x01", "a\x00b", b"\x89PNG\r\n\x1a\n\xff\xfe\x00", b"caf\xe9 \x01", b"\xff\xfea",
     b"\x81\x81 x"],
)  # fmt: skip
def test_binary(payload):
    """What is not text is refused, with its place."""
    with pytest.raises(BinaryInput) as caught:
        read(payload, place="ticket.png")
    assert caught.value.place == "ticket.png"


@pytest.mark.parametrize("payload", ["x" * (SIZE_LIMIT + 1), b"x" * (SIZE_LIMIT + 1)])
def test_too_large(payload):
    """Over the size limit the input is refused before anything is parsed."""
    with pytest.raises(InputTooLarge, match="4,000,001"):
        read(payload)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    """UTF-8 with or without a mark, and UTF-16 with one, are read without a note."""
    ticket = read("Müde Käufer\n\n„Es hängt“".encode(encoding)).tickets[0]
    assert ticket.text == "Müde Käufer\n\n„Es hängt“"
    assert ticket.notes == ()


def test_windows_1252_is_noted():
    """Old Windows text is read, and the ticket says that this was a guess."""
    ticket = read("Müde Käufer".encode("cp1252")).tickets[0]
    assert ticket.title == "Müde Käufer"
    assert "Windows-1252" in ticket.notes[0]


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ('{"title": "x",\n "body": }', "line 2, column 10"),
        ('{"title": "x"', "line 1, column 14"),
        ('[{"title": "x"}', "line 1, column 16"),
        ('{"title": "x"} {"title": "y"}', "line 1, column 16"),
    ],
)
def test_broken_json(payload, place):
    """What is obviously JSON and does not parse is refused with line and column."""
    with pytest.raises(MalformedInput, match=place):
        read(payload)


@pytest.mark.parametrize("reader", ["jira", "github", "adf"])
def test_forced_json_reader_refuses_text(reader):
    """A JSON reader forced on a text says what is wrong."""
    with pytest.raises(MalformedInput, match="line 1"):
        read("[Bug] sign-in hangs", reader=reader)


@pytest.mark.parametrize("reader", ["jira", "github", "adf"])
def test_forced_json_reader_refuses_other_json(reader):
    """JSON without a ticket in it is refused by every JSON reader."""
    with pytest.raises((EmptyInput, MalformedInput)):
        read("[1, 2]", reader=reader)


@pytest.mark.parametrize("payload", ["[" * 200_000, '{"a":' * 100_000, "{" * 200_000])
def test_nested_brackets_do_not_exhaust_the_stack(payload):
    """A hostile pile of brackets is malformed JSON or a text, never a crash."""
    with contextlib.suppress(MalformedInput):
        assert read(payload).tickets[0].text


def test_strange_characters():
    """Control, invisible and broken characters never reach the text."""
    payload = json.dumps({"title": "a\ud800b", "body": "c\u0000d\u202ee\u200bf \x1b[31mred\x1b[0m"})
    ticket = read(payload).tickets[0]
    assert ticket.text == "a\ufffdb\n\nc def red"


def test_fingerprint_is_of_title_and_text():
    """The fingerprint changes with the words and with nothing else."""
    first = read_parts("T", "*a* b", key="K-1")
    assert first.fingerprint == fingerprint(first.title, first.text)
    assert first.fingerprint == read_parts("T", "_a_ b", key="K-2").fingerprint
    assert first.fingerprint != read_parts("T", "*a* c").fingerprint


def test_raw_is_the_payload_as_it_came():
    """The raw payload is kept whole, markup, line ends and all."""
    payload = "Title\r\n\r\n{code}\r\nx\r\n{code}\r\n"
    assert read(payload).tickets[0].raw == payload
