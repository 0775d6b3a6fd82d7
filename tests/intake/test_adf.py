"""Atlassian Document Format: every documented node and mark, and broken documents."""

from __future__ import annotations

import json

import pytest

from translator.errors import MalformedInput
from translator.intake import read, read_parts
from translator.intake.adf import DEPTH_LIMIT, NODE_LIMIT


def text(words: str, *marks: dict) -> dict:
    return {"type": "text", "text": words, **({"marks": list(marks)} if marks else {})}


def node(kind: str, *content: dict, **attrs: object) -> dict:
    made: dict = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    if content:
        made["content"] = list(content)
    return made


def p(*words: str | dict) -> dict:
    return node("paragraph", *(text(w) if isinstance(w, str) else w for w in words))


def doc(*content: dict) -> str:
    return json.dumps({"type": "doc", "version": 1, "content": list(content)})


NODES = [
    (p("It hangs."), [("paragraph", "It hangs.")]),
    (p("a", node("hardBreak"), "b"), [("paragraph", "a\nb")]),
    (node("paragraph"), []),
    (node("heading", text("Why"), level=2), [("heading", "Why")]),
    (node("bulletList", node("listItem", p("a"), node("bulletList", node("listItem", p("b")))),
          node("listItem", p("c"))),
     [("list_item", "a"), ("list_item", "b"), ("list_item", "c")]),
    (node("orderedList", node("listItem", p("a"), p("more of a")), order=3),
     [("list_item", "a"), ("paragraph", "more of a")]),
    (node("taskList", node("taskItem", text("do"), state="DONE", localId="1"), localId="0"),
     [("list_item", "do")]),
    (node("taskList", node("blockTaskItem", p("do"), state="TODO")), [("list_item", "do")]),
    (node("decisionList", node("decisionItem", text("go"), state="DECIDED")),
     [("list_item", "go")]),
    (node("codeBlock", text("x = call(1)\ny = 2"), language="python"),
     [("code", "x = call(1)\ny = 2")]),
    (node("codeBlock", text("Caused by: java.io.IOException")),
     [("log", "Caused by: java.io.IOException")]),
    (node("blockquote", p("Lost it."), node("bulletList", node("listItem", p("twice")))),
     [("quote", "Lost it."), ("quote", "twice")]),
    (node("panel", p("Mind this."), panelType="warning"), [("paragraph", "Mind this.")]),
    (node("expand", p("Inside."), title="More"), [("heading", "More"), ("paragraph", "Inside.")]),
    (node("nestedExpand", p("Deep."), title="X"), [("heading", "X"), ("paragraph", "Deep.")]),
    (node("rule"), []),
    (node("table",
          node("tableRow", node("tableHeader", p("Plan")), node("tableHeader", p("Failed"))),
          node("tableRow", node("tableCell", p("Team")), node("tableCell", p("12"), p("more")))),
     [("table", "Plan | Failed\nTeam | 12 more")]),
    (node("mediaSingle", node("media", type="file", id="7", alt="chart.png"),
          node("caption", text("The week"))),
     [("media", "[image: chart.png]"), ("paragraph", "The week")]),
    (node("mediaGroup", node("media", type="external", url="https://example.org/c.png")),
     [("media", "[image: https://example.org/c.png]")]),
    (node("layoutSection", node("layoutColumn", p("left")), node("layoutColumn", p("right"))),
     [("paragraph", "left"), ("paragraph", "right")]),
    (node("blockCard", url="https://example.org/b"), [("paragraph", "https://example.org/b")]),
    (node("embedCard", url="https://example.org/e"), [("paragraph", "https://example.org/e")]),
    (node("extension", extensionKey="toc", extensionType="x"), []),
    (node("bodiedExtension", p("kept"), extensionKey="x"), [("paragraph", "kept")]),
    (node("syncBlock", resourceId="1"), []),
    (node("bodiedSyncBlock", p("kept")), [("paragraph", "kept")]),
    (node("hologram", p("kept")), [("paragraph", "kept")]),
    # inline nodes
    (p("Ask ", node("mention", id="1", text="@Ann Example")), [("paragraph", "Ask @Ann Example")]),
    (p(node("emoji", shortName=":tada:", text="🎉"), " and ", node("emoji", shortName=":x:")),
     [("paragraph", "🎉 and :x:")]),
    (p("By ", node("date", timestamp="1786000000123")), [("paragraph", "By 2026-08-06")]),
    (p("Now ", node("status", text="BLOCKED", color="red")), [("paragraph", "Now BLOCKED")]),
    (p("See ", node("inlineCard", url="https://example.org/i")),
     [("paragraph", "See https://example.org/i")]),
    (p("a ", node("mediaInline", type="image", id="9", alt="dot.png"), " b"),
     [("paragraph", "a b"), ("media", "[image: dot.png]")]),
    (p(node("placeholder", text="Write here")), [("paragraph", "Write here")]),
    (p("a ", node("inlineExtension", extensionKey="k", text="told")), [("paragraph", "a told")]),
    # broken but real
    (node("listItem", p("loose item")), [("list_item", "loose item")]),
    (text("loose text"), [("paragraph", "loose text")]),
    (node("bulletList", text("no item")), [("paragraph", "no item")]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), NODES, ids=[n[0]["type"] for n in NODES])
def test_node(content, expected, rows, blocks_hold):
    """Each node becomes the block it means; an unknown one gives its children's text."""
    ticket = read_parts("Sign-in fails", doc(content))
    blocks_hold(ticket)
    assert ticket.reader == "adf"
    assert rows(ticket) == expected


@pytest.mark.parametrize(
    "mark",
    ["strong", "em", "underline", "code", "link", "subsup", "textColor",
     "backgroundColor", "alignment", "indentation", "annotation", "border", "breakout",
     "fontSize", "unheardOf"],
)  # fmt: skip
def test_mark(mark, rows):
    """Marks carry no words: the text under them stays as it is."""
    marked = text("the *note*", {"type": mark, "attrs": {"href": "https://example.org"}})
    assert rows(read_parts("T", doc(p("see ", marked)))) == [("paragraph", "see the *note*")]


def test_struck_words_are_left_out(rows):
    """Words taken back are no part of the text, and a note says so."""
    ticket = read_parts("T", doc(p("in ", text("5 %", {"type": "strike"}), "6 % of the calls")))
    assert rows(ticket) == [("paragraph", "in 6 % of the calls")]
    assert [note for note in ticket.notes if note.startswith("a text struck out")]


def test_state_of_tasks_and_levels():
    """Task state, heading level and list depth are kept."""
    ticket = read_parts(
        "T",
        doc(
            node("heading", text("H"), level=4),
            node("bulletList",
                 node("listItem", p("a"), node("bulletList", node("listItem", p("b"))))),
            node("taskList", node("taskItem", text("c"), state="DONE"),
                 node("taskItem", text("d"), state="TODO")),
        ),
    )  # fmt: skip
    found = [(b.level, b.checked) for b in ticket.blocks[1:]]
    assert found == [(4, None), (1, None), (2, None), (1, True), (1, False)]


def test_document_alone_takes_its_first_line_as_title():
    """An ADF document without a ticket around it is named by its heading."""
    ticket = read(doc(node("heading", text("Sign-in hangs"), level=1), p("Daily."))).tickets[0]
    assert (ticket.reader, ticket.text) == ("adf", "Sign-in hangs\n\nDaily.")


def test_unknown_node_is_noted():
    """What the reader could not place is said in words."""
    ticket = read_parts("T", doc(node("hologram", p("kept"))))
    assert ticket.notes == ("Unknown ADF node “hologram”: its text was kept.",)


@pytest.mark.parametrize("version", [2, 0, "3", None])
def test_other_version_is_refused(version):
    """Only version 1 is read, and the error names the other one."""
    payload = json.dumps({"type": "doc", "version": version, "content": [p("a")]})
    with pytest.raises(MalformedInput, match=f"ADF version {version}"):
        read(payload)


def test_deep_nesting_is_cut_visibly():
    """Below the depth limit the text is left out, and a cut says how much."""
    deep = p("bottom")
    for _ in range(DEPTH_LIMIT + 5):
        deep = node("panel", deep)
    ticket = read_parts("T", doc(deep, p("end")))
    assert ticket.text == "T\n\nend"
    assert [cut.characters for cut in ticket.cuts] == [len("bottom")]
    assert "levels" in ticket.cuts[0].reason


def test_too_many_nodes_are_cut_visibly():
    """Over the node limit the rest is left out, and a cut says how much."""
    ticket = read_parts("T", doc(*(p("word") for _ in range(NODE_LIMIT))))
    kept = ticket.text.count("word")
    assert kept == NODE_LIMIT // 2 - 1 or kept == NODE_LIMIT // 2
    assert ticket.cuts[0].characters == (NODE_LIMIT - kept) * len("word")


@pytest.mark.parametrize("kind", [[], {}, None, 7, ["text"]])
def test_a_type_that_is_no_name(kind):
    """A node whose type is not even text is an unknown node, and its text is kept."""
    strange = {"type": kind, "content": [{"type": "text", "text": "still here"}]}
    assert (
        "still here" in read_parts("T", json.dumps({"type": "doc", "version": 1, "content": [strange]})).text
    )
