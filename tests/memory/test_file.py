"""A memory taken along to another workspace, and what a file may not bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.memory.shelves import DANA, NOW, SIGN_IN, SIGN_IN_AGAIN, Shelf, new_shelf, ticket
from translator.errors import InputTooLarge, MalformedInput, UnknownTranslation
from translator.memory_file import read_memory
from translator.models import MemoryDocument

ASKED = ticket(SIGN_IN_AGAIN, "BF-9")


def exported(shelf: Shelf) -> bytes:
    """The memory as a file."""
    return shelf.memory.export(now=NOW).model_dump_json(by_alias=True).encode()


def bring(shelf: Shelf, payload: bytes) -> tuple[int, int, int]:
    """Import a file; what was read, stored and left out."""
    return tuple(shelf.memory.import_(read_memory(payload, "file"), by=DANA, now=NOW))


@pytest.fixture
def document(shelf: Shelf) -> dict[str, Any]:
    """An exported memory with one pitch."""
    shelf.put(SIGN_IN)
    made: dict[str, Any] = json.loads(exported(shelf))
    return made


def test_a_memory_goes_round(shelf: Shelf, tmp_path: Path) -> None:
    """In another database the same ticket finds the same words, marked with who brought them."""
    shelf.put(SIGN_IN)
    other = new_shelf(tmp_path / "other")
    payload = exported(shelf)
    assert bring(other, payload) == (1, 1, 0)
    [before], [after] = shelf.memory.like(ASKED), other.memory.like(ASKED)
    assert after.origin == "imported by Dana Kerr on 2026-03-01"
    assert after.model_copy(update={"origin": "", "score": 0, "why": ()}) == before.model_copy(
        update={"score": 0, "why": ()}
    )
    back = MemoryDocument.model_validate_json(exported(other))
    assert [entry.parts for entry in back.entries] == [before.parts]
    assert other.store.audit().rows[0].action == "memory.imported"


def test_the_same_file_again_changes_nothing(document: dict[str, Any], shelf: Shelf) -> None:
    """Also by somebody else on another day; a changed entry replaces the one before."""
    other = shelf.again(workspace="acme")
    payload = json.dumps(document).encode()
    assert bring(other, payload) == (1, 1, 0)
    assert bring(other, payload) == (1, 0, 0)
    document["entries"][0]["by"] = "Ari Lund"
    assert bring(other, json.dumps(document).encode()) == (1, 1, 0)
    assert [entry.by for entry in other.memory.entries()] == ["Ari Lund"]


def test_its_own_pitches_are_not_taken_for_imported_ones(document: dict[str, Any], shelf: Shelf) -> None:
    """A file that comes home adds nothing: the workspace has the truth itself."""
    assert bring(shelf, json.dumps(document).encode()) == (1, 0, 1)
    assert [entry.origin for entry in shelf.memory.entries()] == [""]


def test_what_was_imported_can_be_forgotten(document: dict[str, Any], shelf: Shelf) -> None:
    """Only that: a pitch of the workspace goes with its approval."""
    other = shelf.again(workspace="acme")
    bring(other, json.dumps(document).encode())
    assert len(other.memory.like(ASKED)) == 1
    other.memory.forget("t0001", by=DANA, now=NOW)
    assert other.memory.like(ASKED) == ()
    with pytest.raises(UnknownTranslation, match="approval is taken back"):
        shelf.memory.forget("t0001", by=DANA, now=NOW)


def test_an_imported_memory_stays_in_its_workspace(document: dict[str, Any], shelf: Shelf) -> None:
    """A third workspace of the same database sees nothing of it, nor does a search for past incidents."""
    bring(shelf.again(workspace="acme"), json.dumps(document).encode())
    assert shelf.again(workspace="third").memory.like(ASKED) == ()
    assert shelf.database.incidents("acme").count() == 0


def test_no_secret_and_no_name_leaves(shelf: Shelf) -> None:
    """The ticket's words are masked as for a model."""
    title, body = SIGN_IN
    shelf.put((title, f"{body}\n\nCall Maren Holt, maren.holt@harrow.example, password: hunter2-Tr0ub4dor."))
    text = exported(shelf).decode()
    assert "maren.holt@" not in text
    assert "Maren Holt" not in text
    assert "hunter2" not in text


def test_facts_that_a_file_brings_are_taken_out(document: dict[str, Any], shelf: Shelf) -> None:
    """Whatever wrote it: numbers, names and slots of its sentences become blanks."""
    document["entries"][0]["parts"]["note.moment"] = "Seven buyers of Ostra lose «n4» since 3 May."
    other = shelf.again(workspace="acme")
    bring(other, json.dumps(document).encode())
    [found] = other.memory.like(ASKED)
    assert found.parts["note.moment"].startswith("«…» buyers of «…» lose «…» since «…»")
    assert "3" not in found.parts["note.moment"]


BROKEN = [
    (b"", "no translation memory"),
    (b"[]", "no translation memory"),
    (b"\xff\xfe{}", "no translation memory"),
    (b'{"schema": "translator.memory/2", "exported": "2026-03-01T09:00:00Z", "entries": []}', "schema"),
    (b'{"schema": "translator.memory/1", "exported": "soon", "entries": []}', "exported"),
]


@pytest.mark.parametrize(("payload", "says"), BROKEN)
def test_what_is_no_memory_is_refused(payload: bytes, says: str) -> None:
    """With the place and the next step."""
    with pytest.raises(MalformedInput, match=says) as raised:
        read_memory(payload, "memory.json")
    assert "memory.json" in str(raised.value)
    assert "memory export" in str(raised.value)


CHANGED = [
    ("state", "draft", "not remembered"),
    ("state", "stale", "not remembered"),
    ("translation_id", " ", "translation_id"),
    ("translation_id", "a\u202eb", "cannot be printed"),
    ("title", "x" * 501, "title has more"),
    ("words", "x" * 20_000, "words has more"),
    ("parts", {"../../etc": "Prospects wait."}, "name of a part"),
    ("parts", {"note.moment": "x" * 1_001}, "parts"),
    ("reading", {"task": "no such\nid"}, "name of a part"),
    ("surprise", "x", "surprise"),
]


@pytest.mark.parametrize(("field", "value", "says"), CHANGED)
def test_an_entry_that_cannot_be_is_refused(
    document: dict[str, Any], field: str, value: object, says: str
) -> None:
    """The whole file is: nothing of it is stored."""
    document["entries"][0][field] = value
    with pytest.raises(MalformedInput, match=says):
        read_memory(json.dumps(document).encode(), "memory.json")


def test_too_many_entries_are_refused(document: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file has a limit."""
    monkeypatch.setattr("translator.memory_file.MOST_ENTRIES", 1)
    document["entries"] *= 2
    with pytest.raises(InputTooLarge):
        read_memory(json.dumps(document).encode(), "memory.json")
