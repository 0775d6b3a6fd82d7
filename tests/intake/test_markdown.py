"""Markdown as GitHub writes it: each element, issue forms, HTML."""

from __future__ import annotations

import pytest

from translator.intake import read_parts

CASES = [
    ("# One\n\n## Two\n\nSetext\n------",
     [("heading", "One"), ("heading", "Two"), ("heading", "Setext")]),
    ("```\n##kept\n```", [("code", "##kept")]),
    ("##Tight", [("heading", "Tight")]),
    ("**bold** _em_ ~~gone~~ `code` \\*star\\*", [("paragraph", "bold em code *star*")]),
    ("soft\nbreak", [("paragraph", "soft break")]),
    ("It hangs.\nAlways.", [("paragraph", "It hangs. Always.")]),
    ("Phones wait for minutes\nDesktops do not",
     [("paragraph", "Phones wait for minutes\nDesktops do not")]),
    ("hard  \nbreak\\\nagain<br>more", [("paragraph", "hard\nbreak\nagain\nmore")]),
    ("OS: Linux\nPlan: Team", [("paragraph", "OS: Linux\nPlan: Team")]),
    ("[the note](https://example.org/n) and <https://example.org/a>",
     [("paragraph", "the note and https://example.org/a")]),
    ("see https://example.org/a_b_c now", [("paragraph", "see https://example.org/a_b_c now")]),
    ("[](https://example.org/n) is empty", [("paragraph", "https://example.org/n is empty")]),
    ("[ref]\n\n[ref]: https://example.org", [("paragraph", "ref")]),
    ("See ![chart](https://example.org/c.png) here",
     [("paragraph", "See here"), ("media", "[image: chart]")]),
    ('<img src="https://example.org/x/c.png" width="3">', [("media", "[image: c.png]")]),
    ("Look\n[image]", [("paragraph", "Look"), ("media", "[image]")]),
    ("- a\n  - b\n1. c", [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
    ("- a\n\n  second of a\n- b",
     [("list_item", "a"), ("paragraph", "second of a"), ("list_item", "b")]),
    ("> It hangs.\n> Always.", [("quote", "It hangs. Always.")]),
    ("```python\nx = 1\n```", [("code", "x = 1")]),
    ("```\n2024-05-02 10:00:01 ERROR auth - expired\n```",
     [("log", "2024-05-02 10:00:01 ERROR auth - expired")]),
    ("    x = call(1)\n    y = call(2)", [("code", "x = call(1)\ny = call(2)")]),
    ("- a\n\n---\n\nb", [("list_item", "a"), ("paragraph", "b")]),
    ("| Plan | Failed |\n|---|---|\n| Team | **12** |", [("table", "Plan | Failed\nTeam | 12")]),
    ("a\n\n<!-- hidden\nnote -->\n\nb <!-- x --> c", [("paragraph", "a"), ("paragraph", "b c")]),
    ("<details><summary>Logs</summary>\n\nNothing *new*.\n\n</details>",
     [("heading", "Logs"), ("paragraph", "Nothing new.")]),
    ("<p>It <b>hangs</b>.</p>\n", [("paragraph", "It hangs.")]),
    ("a <b>bold</b> word &amp; more", [("paragraph", "a bold word & more")]),
    ("<table><tr><td>a</td><td>b</td></tr></table>", [("table", "a | b")]),
    ("**Steps**\n\nSign in.", [("heading", "Steps"), ("paragraph", "Sign in.")]),
    ("### Version\n\n2.1\n\n### Logs\n\n_No response_\n\n### More\n\nIt hangs.",
     [("heading", "Version"), ("paragraph", "2.1"), ("heading", "More"),
      ("paragraph", "It hangs.")]),
    ("It hangs.\njava.lang.Error: x\n\tat a.b.C.d(C.java:1)\n\nDaily.",
     [("paragraph", "It hangs."), ("log", "java.lang.Error: x\n\tat a.b.C.d(C.java:1)"),
      ("paragraph", "Daily.")]),
    ("Thanks :tada: #12 @ann", [("paragraph", "Thanks :tada: #12 @ann")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[c[0][:25] for c in CASES])
def test_markdown(body, expected, rows, blocks_hold):
    """Each element becomes the block it means, its markup gone."""
    ticket = read_parts("Sign-in fails", body, reader="markdown")
    blocks_hold(ticket)
    assert rows(ticket) == expected


def test_task_list_keeps_its_state():
    """Check boxes become Block.checked, None for other items."""
    ticket = read_parts("T", "- [x] I searched\n- [ ] I can help\n- plain", reader="markdown")
    assert [b.checked for b in ticket.blocks[1:]] == [True, False, None]
    assert ticket.text == "T\n\nI searched\nI can help\nplain"


def test_levels_and_labels():
    """Heading level, list depth and code language are kept."""
    body = "## A\n\n- b\n  - c\n\n```js\nlet x = 1\n```"
    found = [(b.level, b.label) for b in read_parts("T", body, reader="markdown").blocks[1:]]
    assert found == [(2, ""), (1, ""), (2, ""), (0, "js")]


def test_nesting_too_deep_is_cut_visibly():
    """Quotes nested past the limit are left out with a cut, never quietly."""
    ticket = read_parts("T", "> " * 80 + "bottom\n\nend", reader="markdown")
    assert ticket.text == "T\n\nend"
    assert "levels" in ticket.cuts[0].reason
    whole = read_parts("T", "> " * 50 + "bottom", reader="markdown")
    assert (whole.text, whole.cuts) == ("T\n\nbottom", ())


def test_marks_in_a_title_go():
    """A title is prose too: code marks go, other characters stay."""
    assert read_parts("`/users` is slow: 3 % *", "x").title == "/users is slow: 3 % *"
