"""Long and hostile inputs: cut in the middle and said so, and read in linear time."""

from __future__ import annotations

import contextlib
import json
import time

import pytest

from translator.errors import CallerError
from translator.intake import READERS, read, read_parts
from translator.intake.assemble import TEXT_LIMIT

LINE = "The buyer cannot sign in while sales shows the product, entry {}.\n\n"
LONG = "".join(LINE.format(n) for n in range(15_000))
SECONDS = 5.0  # the promise is 1.5 s a megabyte; test machines share their cores


@pytest.mark.parametrize("reader", ["jira_wiki", "markdown", "plain"])
def test_long_text_loses_its_middle(reader, blocks_hold):
    """The start and the newest text survive; a cut says where and how much is missing."""
    ticket = read_parts("Sign-in fails", LONG, reader=reader)
    blocks_hold(ticket)
    assert TEXT_LIMIT * 0.9 < len(ticket.text) <= TEXT_LIMIT
    assert "entry 0." in ticket.text
    assert ticket.text.endswith("entry 14999.")
    (cut,) = ticket.cuts
    assert 0.5 < cut.at / len(ticket.text) < 0.7
    assert abs(cut.characters - (len(LONG) - len(ticket.text))) < 1_000
    assert ticket.raw.endswith(LONG)


def test_one_huge_block_is_cut_too():
    """A single paragraph or code block over the limit does not escape it."""
    for body in ("word " * 100_000, "{code}\n" + "x = 1;\n" * 60_000 + "{code}", "x" * 500_000):
        ticket = read_parts("T", body)
        assert len(ticket.text) <= TEXT_LIMIT
        assert ticket.cuts


def test_cut_inside_code_does_not_turn_code_into_prose():
    """When the middle is cut within a code block, what follows the block is still prose."""
    for fence, end in (("```\n", "```\n\n"), ("{code}\n", "{code}\n")):
        body = "Intro.\n\n" + fence + "call(1);\n" * 60_000 + end + "The buyer waits at the end."
        ticket = read_parts("T", body)
        kinds = [b.kind for b in ticket.blocks]
        assert set(kinds[2:-1]) == {"code"}
        assert kinds[-1] == "paragraph"
        assert ticket.text.endswith("\n\nThe buyer waits at the end.")


def test_text_at_the_limit_is_whole():
    """Nothing is cut from a text that fits."""
    body = ("word " * 38_000).strip()
    ticket = read_parts("T", body)
    assert ticket.text == "T\n\n" + body
    assert ticket.cuts == ()


HOSTILE = [
    "[", "*", "{code}", "|", "{{", "_", "`", "``a`", "<!--", "<", "> ", "- a\n", "#", "h1. ",
    "[a|", "[a](", "![", "{quote}", "||a", "\\", "*a ", "&amp;", "{color:red}", "~", 
    "<a ", "a\n", "x=1;\n", "at a.b(", "=", " ", "```\n", "{noformat}\n", "/* \n",
    "<summary>", "2024-05-02 10:00:00 ", "public ", "SELECT ", "if (", '"', '{"a":', "1. ", "\n",
    "| a |\n", "{a", "(", "<td>", "<!-- ", "\t", "[~a",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_megabyte_is_linear(unit):
    """A megabyte of one markup character takes seconds at most, in every text reader."""
    payload = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    for reader in ("jira_wiki", "markdown", "plain"):
        start = time.perf_counter()
        with contextlib.suppress(CallerError):
            assert len(read(payload, reader=reader).tickets[0].text) <= TEXT_LIMIT
        assert time.perf_counter() - start < SECONDS, reader


def _megabyte() -> list[tuple[str, str]]:
    adf = {"type": "doc", "version": 1, "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": LINE.format(n)}]}
        for n in range(7_000)]}  # fmt: skip
    rows = "".join(f'"Sign-in fails {n}",{n},"{LINE.strip()}"\n' for n in range(10_000))
    return [
        ("jira", json.dumps({"key": "A-1", "fields": {"summary": "x", "description": LONG}})),
        ("github", json.dumps({"number": 1, "title": "x", "html_url": "u", "body": LONG})),
        ("adf", json.dumps(adf)),
        ("jira_csv", "Summary,Issue key,Description\n" + rows),
        ("github_csv", "title,number,body\n" + rows),
        ("jira_wiki", "h1. x\n\n" + LONG),
        ("markdown", "# x\n\n" + LONG),
        ("plain", LONG),
    ]


@pytest.mark.slow
def test_a_megabyte_in_every_reader():
    """Each reader takes a megabyte of ordinary text in good time."""
    payloads = _megabyte()
    assert [name for name, _ in payloads] == [r.name for r in READERS]
    for name, payload in payloads:
        start = time.perf_counter()
        assert read(payload).tickets[0].reader == name
        assert time.perf_counter() - start < SECONDS, name
