"""What holds for every input, tried on generated ones."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.errors import CallerError
from translator.intake import READERS, read, read_parts
from translator.models import PROSE_KINDS

MARKUP = st.sampled_from(
    ["*", "_", "-", "+", "^", "~", "`", "```", "{code}", "{code:java}", "{noformat}", "{quote}",
     "{panel:title=x}", "{color:red}", "{color}", "{{", "}}", "[", "]", "|", "||", "(", ")", "!",
     "h2. ", "bq. ", "# ", "## ", "> ", "* ", "- ", "1. ", "- [x] ", "\n", "\n\n", "  ", "    ",
     "\\\\", "\\", "<b>", "</b>", "<!--", "-->", "<details>", "&amp;", "&lt;", "----", "===",
     "https://example.org/a", "!a.png!", "![a](b)", "[a|https://b]", "[a](https://b)", ";", "{",
     "}", '"', "\t", "2024-05-02 10:00:00 ERROR ", "at a.B.c(D.java:1)", "import a.b;", "| a |"]
)  # fmt: skip
WORDS = st.sampled_from(["buyer", "waits", "deal", "sales", "Sign-in", "hangs", "3 %", "two"])
SOUP = st.lists(MARKUP | WORDS | st.text(max_size=3), max_size=40).map("".join)
TEXT_READERS = ["jira_wiki", "markdown", "plain"]
NAMES = [None, *(r.name for r in READERS)]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "content", "attrs", "text", "marks", "version", "fields", "summary",
                 "description", "comment", "comments", "body", "issue", "issues", "title",
                 "number", "html_url", "labels", "level", "author", "user", "key", "self"]
            ),
            inner | st.sampled_from(["doc", "paragraph", "table", "codeBlock", "taskItem", 1]),
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip


def attempt(payload: bytes | str, reader: str | None, blocks_hold) -> None:
    try:
        intake = read(payload, reader=reader)
    except CallerError:
        return
    assert intake.tickets
    for ticket in intake.tickets:
        blocks_hold(ticket)


@pytest.mark.parametrize("reader", NAMES)
@given(payload=st.text() | SOUP)
def test_no_text_crashes_intake(reader, payload, blocks_hold):
    """Any text is a ticket that keeps its promises, or a caller's error."""
    attempt(payload, reader, blocks_hold)


@pytest.mark.parametrize("reader", NAMES)
@given(payload=st.binary())
def test_no_bytes_crash_intake(reader, payload, blocks_hold):
    """Any bytes are a ticket that keeps its promises, or a caller's error."""
    attempt(payload, reader, blocks_hold)


@pytest.mark.parametrize("reader", [None, "jira", "github", "adf"])
@given(value=JSON)
def test_no_json_crashes_intake(reader, value, blocks_hold):
    """Any JSON, with the trackers' own key names in odd places, is read or refused."""
    attempt(json.dumps(value), reader, blocks_hold)


@given(
    cells=st.lists(st.lists(SOUP | st.text(max_size=5), min_size=1, max_size=4), max_size=6),
    delimiter=st.sampled_from(",;\t"),
)
def test_no_csv_crashes_intake(cells, delimiter, blocks_hold):
    """Any rows under a known header are tickets or problems with a line."""
    header = delimiter.join(["Summary", "Issue key", "Description"])
    payload = "\n".join([header, *(delimiter.join(row) for row in cells)])
    attempt(payload, None, blocks_hold)


PLAIN_WORD = st.from_regex(r"[a-z]{3,9}", fullmatch=True)
EFFECTS = {
    "jira_wiki": ["*{}*", "_{}_", "{{{{{}}}}}", "+{}+", "{{color:red}}{}{{color}}",
                  "[{}|https://example.org/x]", "??{}??", "^{}^", "{}", "{}"],
    "markdown": ["**{}**", "*{}*", "_{}_", "`{}`", "[{}](https://example.org/x)",
                 "<b>{}</b>", "{}", "{}"],
    "plain": ["{}", "`{}`", "{{{{{}}}}}"],
}  # fmt: skip
OPENERS = {
    "jira_wiki": ["", "* ", "# ", "h3. ", "bq. ", "** ", "- "],
    "markdown": ["", "- ", "1. ", "### ", "> ", "- [x] "],
    "plain": ["", "- ", "1. ", "* "],
}


@pytest.mark.parametrize("reader", TEXT_READERS)
@given(data=st.data())
def test_words_outside_markup_survive_and_markup_does_not(reader, data):
    """Well-formed markup around words leaves every word, in order, and nothing of itself."""
    lines, words = [], []
    for _ in range(data.draw(st.integers(1, 5))):
        row = data.draw(st.lists(PLAIN_WORD, min_size=1, max_size=6))
        effects = [data.draw(st.sampled_from(EFFECTS[reader])) for _ in row]
        opener = data.draw(st.sampled_from(OPENERS[reader]))
        lines.append(opener + " ".join(e.format(w) for e, w in zip(effects, row, strict=True)))
        words.extend(row)
    ticket = read_parts("Title", "\n\n".join(lines), reader=reader)
    assert re.findall(r"\w+", ticket.text) == ["Title", *words]
    assert {b.kind for b in ticket.blocks} <= PROSE_KINDS
    assert not set("*_`{}[]|#<>~^+?") & set(ticket.text)


@given(words=st.lists(PLAIN_WORD, min_size=1, max_size=30), width=st.integers(1, 8))
def test_every_word_of_plain_prose_survives(words, width):
    """Lines of words without markup keep every word, whatever reader takes them."""
    lines = [" ".join(words[i : i + width]) for i in range(0, len(words), width)]
    assert read("Title\n\n" + "\n".join(lines)).tickets[0].text.split() == ["Title", *words]


@given(SOUP)
def test_reading_is_repeatable(body):
    """The same words give the same ticket."""
    assert read_parts("T", body) == read_parts("T", body)
