"""The memory at the command line and over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TICKET, Run
from tests.cli.conftest import run as run
from tests.memory.shelves import SIGN_IN, SIGN_IN_AGAIN, Shelf
from translator.wiring import chosen_embedder

ASKED = "\n\n".join(SIGN_IN_AGAIN)
LENT = "Prospects see the sign-in screen again and cannot get in during a live demo."


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Shelf:
    """The data folder of the command line, with one approved pitch in it."""
    from tests.memory.shelves import new_shelf

    shelf = new_shelf(tmp_path / "data", embedder=chosen_embedder("builtin"))
    shelf.put(SIGN_IN, says={"note.moment": LENT})
    return shelf


def test_the_command_line_says_where_nothing_is_remembered(run: Run, tmp_path: Path) -> None:
    """In one line, and makes no database for it."""
    for arguments in (["list"], ["search", "sign-in"], ["reindex"]):
        result = run("memory", *arguments)
        assert (result.code, result.out) == (0, "")
        assert "nothing is remembered yet" in result.only_line
    assert not (tmp_path / "data" / "translator.db").exists()


def test_the_command_line_lists_and_searches(run: Run, stored: Shelf) -> None:
    """With the score, who approved it, and its words."""
    listed = run("memory", "list")
    assert listed.out.startswith("BF-1  Sign-in fails in live demos (approved, Dana Kerr, 2026-03-01)")
    found = run("memory", "search", ASKED)
    assert "BF-1" in found.out
    assert f"note.moment: {LENT}" in found.out
    [entry] = json.loads(run("memory", "search", "--ticket", "-", "--json", stdin=ASKED).out)["entries"]
    assert entry["score"] >= 50
    assert "words" not in entry
    nothing = run("memory", "search", "translate the handbook into Finnish")
    assert (nothing.out, nothing.only_line) == ("", "no remembered pitch is like that")


def test_the_command_line_hands_a_memory_on(run: Run, stored: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exported from one workspace, imported into another, forgotten there."""
    file = Path("memory.json")
    assert run("memory", "export", "-o", str(file)).err == "wrote 1 pitch to memory.json\n"
    monkeypatch.setenv("TRANSLATOR_WORKSPACE", "acme")
    assert run("memory", "import", "memory.json").out == "1 pitch read, 1 new or changed\n"
    assert run("memory", "import", "memory.json").out == "1 pitch read, 0 new or changed\n"
    assert "imported by" in run("memory", "list").out
    assert run("memory", "forget", "t0001").code == 0
    assert run("memory", "list").out == ""
    unknown = run("memory", "forget", "t0001")
    assert unknown.code != 0
    assert "unknown-translation" in unknown.only_line


def test_translate_uses_the_memory(run: Run, stored: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ticket at the command line is worded after the approved pitch; with memory off it is not."""
    text = "# Sign-in does not work in demos\n\nIn live demos prospects cannot sign in and see the sign-in "
    text += "screen again. Five demos were stopped.\n"
    made = json.loads(run("translate", "--json", stdin=text).out)
    assert made["provenance"]["notes"] == ["note.moment: worded as in BF-1 (approved by Dana Kerr)"]
    assert made["draft"]["note"]["moment"]["plain"] == LENT
    monkeypatch.setenv("TRANSLATOR_MEMORY", "off")
    assert json.loads(run("translate", "--json", stdin=text).out)["provenance"]["notes"] == []


def test_a_broken_file_is_told_in_one_line(run: Run) -> None:
    """With its place; nothing is stored and nothing is made."""
    result = run("memory", "import", "-", stdin=TICKET)
    assert result.code == 3
    assert "this is no translation memory" in result.only_line
