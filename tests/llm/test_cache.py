"""The cache of replies: what is kept, what a hit tells, and that it never costs a reply."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.llm.asking import SCHEMA, asked, run
from translator.errors import StoreUnusable
from translator.llm.base import Deadline, ModelReply, ModelRequest, Usage
from translator.llm.cache import CachedModel, ReplyStore
from translator.llm.fake import ScriptedModel

KEPT = ModelReply(
    text='{"text": "Prospects lose the demo «n3» — ó \ud800"}',
    model="stub-1",
    key="",
    usage=Usage(120, 30, None),
    cost=0.02,
    notes=("a note",),
)


def answers(gateway: CachedModel, *requests: ModelRequest) -> list[ModelReply]:
    async def course() -> list[ModelReply]:
        return [await gateway.complete(request, Deadline(20)) for request in requests]

    return run(course())


def test_the_second_time_costs_nothing(tmp_path: Path) -> None:
    """The same reply to the character, lone surrogates too, for $0 and no call."""
    model = ScriptedModel([KEPT])
    first, second = answers(CachedModel(model, ReplyStore(tmp_path / "c.sqlite")), asked(), asked())
    assert (first.source, first.cost, first.text) == ("model", 0.02, KEPT.text)
    assert second == replace(first, source="cache", cost=0.0, attempts=0)
    assert len(model.requests) == 1


def test_another_process_finds_it(tmp_path: Path) -> None:
    """A second store on the same file has what the first one kept."""
    file = tmp_path / "folder" / "c.sqlite"
    answers(CachedModel(ScriptedModel([KEPT]), ReplyStore(file)), asked())
    (found,) = answers(CachedModel(ScriptedModel([]), ReplyStore(file)), asked())
    assert (found.source, found.text) == ("cache", KEPT.text)


@pytest.mark.parametrize(
    "change",
    [{"model": "other"}, {"schema": SCHEMA}, {"max_tokens": 5}, {"temperature": 0.5}, {"seed": 8}],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_the_answer_changes_the_key(change: dict[str, object], tmp_path: Path) -> None:
    """A request that differs in it is asked anew."""
    model = ScriptedModel(["one", "two"])
    gateway = CachedModel(model, ReplyStore(tmp_path / "c.sqlite"))
    assert [r.text for r in answers(gateway, asked(), asked(**change))] == ["one", "two"]


def test_the_purpose_and_an_own_name_do_not(tmp_path: Path) -> None:
    """The key is of what the model reads; a request without a model goes to the gateway's."""
    gateway = CachedModel(ScriptedModel(["one"], model="m/x"), ReplyStore(tmp_path / "c.sqlite"))
    found = answers(gateway, asked(), asked(purpose="framing:sales"), asked(model="m/x"))
    assert [r.source for r in found] == ["model", "cache", "cache"]


@pytest.mark.parametrize("finish", ["length", "filtered", "other"])
def test_only_whole_replies_are_kept(finish: str, tmp_path: Path) -> None:
    """One that was cut off or filtered is asked again."""
    model = ScriptedModel([replace(KEPT, finish=finish), KEPT])  # type: ignore[arg-type]
    gateway = CachedModel(model, ReplyStore(tmp_path / "c.sqlite"))
    assert [r.finish for r in answers(gateway, asked(), asked())] == [finish, "stop"]


def test_the_file_stays_within_its_size(tmp_path: Path) -> None:
    """The oldest go; the newest is there."""
    file = tmp_path / "c.sqlite"
    gateway = CachedModel(ScriptedModel(lambda r: r.user.text * 100), ReplyStore(file, most_bytes=200_000))
    requests = [asked(f"Ticket {n:03} of Nordhavn Ferries") for n in range(200)]
    answers(gateway, *requests)
    assert file.stat().st_size < 250_000
    assert [r.source for r in answers(gateway, requests[-1], requests[0])] == ["cache", "model"]


def test_a_reply_larger_than_the_whole_is_not_kept(tmp_path: Path) -> None:
    """It is handed on all the same."""
    gateway = CachedModel(
        ScriptedModel(["x" * 300_000]), ReplyStore(tmp_path / "c.sqlite", most_bytes=100_000)
    )
    assert len(answers(gateway, asked())[0].text) == 300_000


def test_a_file_that_another_process_holds_costs_no_reply(tmp_path: Path) -> None:
    """The reply is handed on, and a note tells why it was not kept."""
    file = tmp_path / "c.sqlite"
    gateway = CachedModel(ScriptedModel(["one"]), ReplyStore(file, wait=0.05))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (reply,) = answers(gateway, asked())
    assert reply.text == "one"
    assert reply.notes == ("the cache of replies could not be used (database is locked)",)


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    """Closing twice is fine, and what was kept is there."""
    gateway = CachedModel(ScriptedModel(["one"]), ReplyStore(tmp_path / "c.sqlite"))
    answers(gateway, asked())
    run(gateway.close())
    run(gateway.close())
    assert answers(gateway, asked())[0].source == "cache"


def test_an_entry_of_another_version_is_asked_anew(tmp_path: Path) -> None:
    """What cannot be read counts as not there, and is overwritten."""
    file = tmp_path / "c.sqlite"
    gateway = CachedModel(ScriptedModel(["one", "two"]), ReplyStore(file))
    answers(gateway, asked())
    with sqlite3.connect(file) as database:
        database.execute("""UPDATE replies SET reply = '{"text": 5}'""")
    database.close()
    assert [r.text for r in answers(gateway, asked(), asked())] == ["two", "two"]


def test_a_file_that_cannot_be_used_is_named_at_once(tmp_path: Path) -> None:
    """Opening says which file, and that it may be deleted."""
    file = tmp_path / "c.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreUnusable, match=r"c\.sqlite.*Delete the file"):
        ReplyStore(file)


def test_the_request_is_not_in_the_file(tmp_path: Path) -> None:
    """Only the key of what was asked is kept."""
    answers(
        CachedModel(ScriptedModel(["good"]), ReplyStore(tmp_path / "c.sqlite")), asked("Nordhavn Ferries")
    )
    assert not any(b"Nordhavn" in path.read_bytes() for path in tmp_path.iterdir())
