"""CSV exports: repeated columns, delimiters, and rows that break the rules."""

from __future__ import annotations

import pytest

from translator.errors import MalformedInput
from translator.intake import read
from translator.intake.tabular import ROW_LIMIT

JIRA = (
    "Summary,Issue key,Issue Type,Labels,Labels,Description,Environment,Comment,Comment\n"
    '"Sign-in, hangs",WEB-1,Bug,demo,login,"h2. Why\nBuyers ""wait"".",Chrome,'
    '"14/Jul/25 3:42 PM;ann;Third *time*; again","just a note"\n'
    "Export fails,WEB-2,Task,,,,,,\n"
)


def test_jira_export(rows):
    """A row is a ticket: grouped columns, wiki description, comments with their author."""
    first, second = read(JIRA).tickets
    assert (first.reader, first.key, first.title) == ("jira_csv", "WEB-1", "Sign-in, hangs")
    assert rows(first) == [
        ("heading", "Why"),
        ("paragraph", 'Buyers "wait".'),
        ("comment", "Third time; again"),
        ("comment", "just a note"),
        ("log", "Chrome"),
    ]
    assert [b.label for b in first.blocks if b.kind == "comment"] == ["ann", ""]
    assert (first.field("labels"), first.field("type")) == ("demo, login", "Bug")
    assert first.raw in JIRA
    assert second.text == "Export fails"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_and_line_ends(delimiter, start, end):
    """Comma, semicolon or tab, with or without a byte order mark, either line end."""
    lines = [["Summary", "Issue key", "Description"], ["It hangs", "A-1", '"a\nb"']]
    payload = start + end.join(delimiter.join(line) for line in lines)
    ticket = read(payload.encode()).tickets[0]
    assert (ticket.key, ticket.text) == ("A-1", "It hangs\n\na b")


def test_github_export(rows):
    """The columns of the gh command, in any order."""
    payload = (
        "title,number,body,state,labels,url\n"
        '"Sign-in hangs",7,"It **hangs**.\n\n- daily",open,bug,https://github.com/acme/shop/issues/7\n'
    )
    ticket = read(payload).tickets[0]
    assert (ticket.reader, ticket.key) == ("github_csv", "acme/shop#7")
    assert rows(ticket) == [("paragraph", "It hangs."), ("list_item", "daily")]
    assert (ticket.field("status"), ticket.field("labels")) == ("open", "bug")


BROKEN = [
    ("a,A-1\nb,A-2,x\nc,A-3,y", [(2, "2 cells")], ["A-2", "A-3"]),
    ('a,A-1,"open\nb,A-2,x\nc,A-3,y', [(2, "never closed")], ["A-2", "A-3"]),
    ('"a"b,A-1,x\nb,A-2,"two\nlines"\nc,A-3', [(2, "followed by text"), (5, "2 cells")], ["A-2"]),
    (',,\nb,A-2,x', [(2, "neither")], ["A-2"]),
    ('a,A-1,"open\n"b",A-2,"x"\n', [(2, "followed by text")], ["A-2"]),
]  # fmt: skip


@pytest.mark.parametrize(("rows_", "problems", "keys"), BROKEN)
def test_broken_row_is_reported_and_the_others_read(rows_, problems, keys):
    """A broken row is a problem with its line; reading goes on with the next line."""
    intake = read("Summary,Issue key,Description\n" + rows_)
    assert [t.key for t in intake.tickets] == keys
    assert len(intake.problems) == len(problems)
    for (line, message), problem in zip(problems, intake.problems, strict=True):
        assert problem.line == line
        assert message in problem.message


def test_no_readable_row():
    """When no row can be read, the error names the first problem."""
    with pytest.raises(MalformedInput, match="Line 2"):
        read("Summary,Issue key,Description\na,b\n")


def test_forced_without_a_header():
    """A forced CSV reader refuses a text whose header it does not know, and says what it needs."""
    with pytest.raises(MalformedInput, match="Summary"):
        read("Name,Age\nx,1\n", reader="jira_csv")
    with pytest.raises(MalformedInput, match="title"):
        read("just text", reader="github_csv")


def test_too_many_rows_are_reported():
    """Rows over the limit are not dropped quietly."""
    payload = "Summary,Issue key\n" + "a,K-1\n" * (ROW_LIMIT + 5)
    intake = read(payload)
    assert len(intake.tickets) == ROW_LIMIT
    assert intake.problems[0].line == ROW_LIMIT + 2
