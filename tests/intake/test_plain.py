"""Plain text: titles, paragraphs, lists, and logs or code pasted among prose."""

from __future__ import annotations

import pytest

from translator.intake import read, read_parts

CASES = [
    ("One.\n\nTwo.", [("paragraph", "One."), ("paragraph", "Two.")]),
    ("The page hangs when a buyer\nlooks at it.",
     [("paragraph", "The page hangs when a buyer looks at it.")]),
    ("Browser: Firefox\nPlan: Team", [("paragraph", "Browser: Firefox\nPlan: Team")]),
    ("- one\n- two\n  more of two\n\nEnd.",
     [("list_item", "one"), ("list_item", "two more of two"), ("paragraph", "End.")]),
    ("* a\n• b\n1. c\n1) d\n(2) e",
     [("list_item", "a"), ("list_item", "b"), ("list_item", "c"), ("list_item", "d"),
      ("list_item", "e")]),
    ("Actual result:\nIt hangs.", [("heading", "Actual result:"), ("paragraph", "It hangs.")]),
    ("Impact\n======\nTwo deals.", [("heading", "Impact"), ("paragraph", "Two deals.")]),
    ("Look:\n[image]", [("heading", "Look:"), ("media", "[image]")]),
    ("Tom &amp; Ann", [("paragraph", "Tom & Ann")]),
    ("call `open()` twice", [("paragraph", "call open() twice")]),
    ("Since May 2024 we see 3 % failures.",
     [("paragraph", "Since May 2024 we see 3 % failures.")]),
    # logs and code without markup
    ("It fails:\n2024-05-02 10:00:01,123 ERROR auth.Session - expired\nEvery day.",
     [("heading", "It fails:"), ("log", "2024-05-02 10:00:01,123 ERROR auth.Session - expired"),
      ("paragraph", "Every day.")]),
    ("Seen:\njava.lang.NullPointerException: null\n\tat com.acme.Pay.run(Pay.java:12)\n"
     "Caused by: java.io.IOException\n\t... 3 more\nIt stops paying.",
     [("heading", "Seen:"),
      ("log", "java.lang.NullPointerException: null\n\tat com.acme.Pay.run(Pay.java:12)\n"
       "Caused by: java.io.IOException\n\t... 3 more"),
      ("paragraph", "It stops paying.")]),
    ('Traceback (most recent call last):\n  File "a.py", line 3, in pay\n    charge()\n'
     "ValueError: no card\n\nPlease fix.",
     [("log", 'Traceback (most recent call last):\n  File "a.py", line 3, in pay\n    charge()\n'
       "ValueError: no card"), ("paragraph", "Please fix.")]),
    ("We do this.\n\nimport com.acme.Pay;\n\npublic class A {\n  int x = 1;\n}\n\nIt hangs.",
     [("paragraph", "We do this."),
      ("code", "import com.acme.Pay;\n\npublic class A {\n  int x = 1;\n}"),
      ("paragraph", "It hangs.")]),
    ("$ kubectl get pods\nNothing comes back.",
     [("log", "$ kubectl get pods"), ("paragraph", "Nothing comes back.")]),
    ("SELECT id FROM orders WHERE paid = 0", [("code", "SELECT id FROM orders WHERE paid = 0")]),
    ("pool.size=5\npool.timeout=30", [("code", "pool.size=5\npool.timeout=30")]),
    ("+----+----+\n| a  | b  |\n+----+----+", [("table", "+----+----+\n| a  | b  |\n+----+----+")]),
    # prose that only looks like it
    ("We import data at night;\nit takes four hours;",
     [("paragraph", "We import data at night;\nit takes four hours;")]),
    ("Error: the buyer sees a blank page and leaves.",
     [("paragraph", "Error: the buyer sees a blank page and leaves.")]),
    ("at the end of the month (see below) reports are late.",
     [("paragraph", "at the end of the month (see below) reports are late.")]),
    ("Select a plan from the list and pay.",
     [("paragraph", "Select a plan from the list and pay.")]),
    ("2024-05-02 the shop was down.", [("paragraph", "2024-05-02 the shop was down.")]),
    ("2024-05-02 10:00 error rate rises\n2024-05-02 10:20 the team pages on-call",
     [("paragraph", "2024-05-02 10:00 error rate rises\n2024-05-02 10:20 the team pages on-call")]),
    ("at checkout (step 2) it hangs.", [("paragraph", "at checkout (step 2) it hangs.")]),
    ("Caused by: a slow query", [("paragraph", "Caused by: a slow query")]),
    ("public API calls are slow (see above)",
     [("paragraph", "public API calls are slow (see above)")]),
    ("#1 priority (for sales) is speed.", [("paragraph", "#1 priority (for sales) is speed.")]),
    ("$ 300 was lost a day.", [("paragraph", "$ 300 was lost a day.")]),
    ("import orders", [("paragraph", "import orders")]),
    ("timeout=30", [("paragraph", "timeout=30")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[c[0][:25] for c in CASES])
def test_plain(body, expected, rows, blocks_hold):
    """Plain text falls into the blocks a reader would see."""
    ticket = read_parts("Sign-in fails", body, reader="plain")
    blocks_hold(ticket)
    assert rows(ticket) == expected


TITLES = [
    ("Sign-in hangs\n\nSince Monday.", "Sign-in hangs", "Sign-in hangs\n\nSince Monday."),
    ("Sign-in hangs\nSince Monday.", "Sign-in hangs", "Sign-in hangs\n\nSince Monday."),
    ("Only a title", "Only a title", "Only a title"),
    ("# Sign-in hangs\n\nSince `May`.", "Sign-in hangs", "Sign-in hangs\n\nSince May."),
    ("h1. Sign-in hangs\nSince May.", "Sign-in hangs", "Sign-in hangs\n\nSince May."),
    ("Buyers wait. " + "It takes long and nobody knows why. " * 5, "Buyers wait.", None),
    ("- only\n- bullets", "only", "only\n\nbullets"),
]


@pytest.mark.parametrize(("payload", "title", "text"), TITLES)
def test_title(payload, title, text):
    """The first line is the title, or the first sentence of a long line; no word is lost."""
    ticket = read(payload).tickets[0]
    assert ticket.title == title
    if text is not None:
        assert ticket.text == text
    assert ticket.text.split()[-1].rstrip(".") in payload


def test_a_log_alone_gets_its_first_line_as_title():
    """A payload without prose is named by its first line, which also stays where it is."""
    log = "2024-05-02 10:00:01 ERROR auth - expired\n2024-05-02 10:00:02 ERROR auth - expired"
    ticket = read(log).tickets[0]
    assert ticket.title == "2024-05-02 10:00:01 ERROR auth - expired"
    assert ticket.text.endswith(log)
