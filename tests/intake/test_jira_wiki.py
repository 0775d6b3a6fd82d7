"""Jira wiki markup: each element, and the line breaks that exports flatten."""

from __future__ import annotations

import pytest

from translator.intake import read_parts

BLOCKS = [
    ("h1. Why it matters", [("heading", "Why it matters")]),
    ("h6. Small print", [("heading", "Small print")]),
    ("bq. We lost the demo.", [("quote", "We lost the demo.")]),
    ("{quote}\nIt hangs.\nEvery time.\n{quote}\nSaid twice.",
     [("quote", "It hangs.\nEvery time."), ("paragraph", "Said twice.")]),
    ("Before\n----\nAfter", [("paragraph", "Before"), ("paragraph", "After")]),
    ("{code:java}\nclient.retry(3);\n{code}", [("code", "client.retry(3);")]),
    ("{code}\nclient.retry(3);\n{code}\nIt *hangs*.",
     [("code", "client.retry(3);"), ("paragraph", "It hangs.")]),
    ("{noformat}\n10:00 *not bold* [a|b]\n{noformat}", [("log", "10:00 *not bold* [a|b]")]),
    ("Text {code}x = 1{code} more text.",
     [("paragraph", "Text"), ("code", "x = 1"), ("paragraph", "more text.")]),
    ("{code}never closed\nIt is text.", [("paragraph", "never closed\nIt is text.")]),
    ("{panel:title=Impact|bgColor=#fff}\nTwo demos failed.\n{panel}",
     [("heading", "Impact"), ("paragraph", "Two demos failed.")]),
    ("{info}Read this.{info}", [("paragraph", "Read this.")]),
    ("{expand:Logs}\nNothing new.\n{expand}",
     [("heading", "Logs"), ("paragraph", "Nothing new.")]),
    ("||Plan||Failed||\n|Team|*12*|\n|Trial|[3|https://example.org/a]|",
     [("table", "Plan | Failed\nTeam | 12\nTrial | 3")]),
    ("* one\n** one a\n# first\n#* mixed\n- dash",
     [("list_item", "one"), ("list_item", "one a"), ("list_item", "first"),
      ("list_item", "mixed"), ("list_item", "dash")]),
    ("* runs over\nthe line\n\nNew paragraph.",
     [("list_item", "runs over the line"), ("paragraph", "New paragraph.")]),
    ("1. Open the page\n2. Sign in", [("list_item", "Open the page"), ("list_item", "Sign in")]),
    ("*Steps to reproduce:*\nSign in.",
     [("heading", "Steps to reproduce:"), ("paragraph", "Sign in.")]),
    ("Expected result:\nThe page opens.",
     [("heading", "Expected result:"), ("paragraph", "The page opens.")]),
    ("!login.png|thumbnail!", [("media", "[image: login.png]")]),
    ("Click !icon.gif! to pay.", [("paragraph", "Click to pay."), ("media", "[image: icon.gif]")]),
    ("First line.\nSecond line.", [("paragraph", "First line.\nSecond line.")]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), BLOCKS, ids=[b[0][:25] for b in BLOCKS])
def test_block(markup, expected, rows, blocks_hold):
    """Each block element becomes the block it means, its markup gone."""
    ticket = read_parts("Sign-in fails", markup, reader="jira_wiki")
    blocks_hold(ticket)
    assert rows(ticket) == expected


INLINE = [
    ("*bold* _em_ ??cite?? -gone- +new+ x ^sup^ ~sub~", "bold em cite new x sup sub"),
    ("*_both_* and _*both*_", "both and both"),
    ("{*}braced{*} word", "braced word"),
    ("from -5 %- 6 % and -a well-known e-mail- a letter", "from 6 % and a letter"),
    ("{-}gone{-} a -> b -> c, -Xmx2g -Xms1g, File->Open", "a -> b -> c, -Xmx2g -Xms1g, File->Open"),
    ('remove "-" and put "-" back (-1) - (2)', 'remove "-" and put "-" back (-1) - (2)'),
    ("{{SessionStore}} loses it", "SessionStore loses it"),
    ("{{a_b_c}} and {{*literal*}}", "a_b_c and *literal*"),
    ("see [the note|https://example.org/n] now", "see the note now"),
    ("see [https://example.org/n] now", "see https://example.org/n now"),
    ("see [the note|https://example.org/n|smart-link]", "see the note"),
    ("see [#section] and [^trace.txt]", "see section and trace.txt"),
    ("write to [mailto:help@example.org]", "write to help@example.org"),
    ("[~jdoe] and [~accountid:557058:0b1c]", "@jdoe and @557058:0b1c"),
    ("[Bug] stays in brackets", "[Bug] stays in brackets"),
    ("[{{mkdir}}|https://example.org/m] call", "mkdir call"),
    ("{color:red}late{color} again", "late again"),
    ("{anchor:top}Top of it", "Top of it"),
    ("{status:colour=Red|title=BLOCKED} since May", "BLOCKED since May"),
    (r"one\\two", "one\ntwo"),
    (r"\*not bold\* and \[not a link\]", "*not bold* and [not a link]"),
    (r"on C:\\Temp\\logs it fails", r"on C:\\Temp\\logs it fails"),
    ("a -- b --- c", "a – b — c"),
    ("run with --force -v", "run with --force -v"),
    ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
    ("state-of-the-art re-try", "state-of-the-art re-try"),
    ("about ~5 of ~10 pages", "about ~5 of ~10 pages"),
    ("Tom &amp; Jerry&nbsp;Ltd", "Tom & Jerry Ltd"),
    ("GET /a?b=1&copy=2 is slow", "GET /a?b=1&copy=2 is slow"),
    ("(!) be careful (/)", "be careful"),
    ("https://example.org/a_b_c_d is down", "https://example.org/a_b_c_d is down"),
    ("the {id} of the path", "the {id} of the path"),
    ("thanks :) :thumbsup:", "thanks :) :thumbsup:"),
]


@pytest.mark.parametrize(("markup", "expected"), INLINE, ids=[i[0][:25] for i in INLINE])
def test_inline(markup, expected, rows):
    """Inline markup goes, the words stay, and what only looks like markup is left alone."""
    assert rows(read_parts("T", markup, reader="jira_wiki")) == [("paragraph", expected)]


def test_code_label_is_the_language_else_the_title():
    """The language is kept as the label; without one, the title."""
    body = "{code:title=A.java|borderStyle=solid}\nx();\n{code}\n{code:sql}\nSELECT 1\n{code}"
    assert [b.label for b in read_parts("T", body).blocks[1:]] == ["A.java", "sql"]


def test_levels_of_headings_and_lists():
    """Heading levels and list depths are kept."""
    ticket = read_parts("T", "h3. Steps\n* a\n** b\n*** c")
    assert [b.level for b in ticket.blocks] == [0, 3, 1, 2, 3]


def test_task_items_keep_their_state():
    """A check box becomes Block.checked and leaves the text."""
    ticket = read_parts("T", "h2. Done when\n* [x] alert set\n* [ ] test runs")
    assert [b.checked for b in ticket.blocks[2:]] == [True, False]
    assert ticket.text.endswith("alert set\ntest runs")


FLAT = [
    ("It hangs.  {code}  a();    b();  {code}  Then it stops.",
     [("paragraph", "It hangs."), ("code", "a();\nb();"), ("paragraph", "Then it stops.")]),
    ("h3. Steps  1. Sign in  2. Open a report",
     [("heading", "Steps"), ("list_item", "Sign in"), ("list_item", "Open a report")]),
    ("Steps:  1.Sign in.  2.Open it.    Actual:  1.It hangs.",
     [("heading", "Steps:"), ("list_item", "Sign in."), ("list_item", "Open it."),
      ("heading", "Actual:"), ("list_item", "It hangs.")]),
    ("To see it: 1. Sign in 2. Open a report 3. Wait",
     [("heading", "To see it:"), ("list_item", "Sign in"), ("list_item", "Open a report"),
      ("list_item", "Wait")]),
    ("# one  # two", [("list_item", "one"), ("list_item", "two")]),
    ("Version 1.5 is fine. Version 2.0 is not.",
     [("paragraph", "Version 1.5 is fine. Version 2.0 is not.")]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), FLAT, ids=[f[0][:25] for f in FLAT])
def test_flattened_line_breaks(markup, expected, rows):
    """Runs of spaces in a text without line breaks are read as its line breaks."""
    assert rows(read_parts("T", markup, reader="jira_wiki")) == expected
