"""The audit trail is numbered without gaps and only ever added to, whoever holds the database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.storage.translation_examples import ADA, event, translation
from translator.errors import UnknownTranslation
from translator.storage import Database, PitchRepository

REFUSED = "the audit trail is only ever added to"


def test_events_come_back_newest_first(acme: PitchRepository) -> None:
    """Number, time, actor, action, subject and detail of each; and those of one subject alone."""
    acme.record(event("key.created", "k1", minute=1, name="nightly", scopes="read, write"))
    acme.record(event("key.revoked", "k1", minute=2))
    acme.record(event("pack.changed", "", minute=3))
    events = acme.audit().rows
    assert [(e.number, e.action, e.subject) for e in events] == [
        (3, "pack.changed", ""),
        (2, "key.revoked", "k1"),
        (1, "key.created", "k1"),
    ]
    assert (events[2].by, events[2].detail) == (ADA, {"name": "nightly", "scopes": "read, write"})
    assert events[2].at == event(minute=1).at
    assert [e.number for e in acme.audit(subject="k1").rows] == [2, 1]
    first = acme.audit(subject="k1", limit=1)
    assert [e.number for e in acme.audit(subject="k1", after=first.after).rows] == [1]


def test_numbers_have_no_gaps(database: Database) -> None:
    """Threads of two workspaces, with failures in between: each trail is 1, 2, 3 … in its own order."""
    names = ["acme", "other"]
    together = threading.Barrier(4)

    def work(worker: int) -> None:
        repository = database.translations(names[worker % 2])
        together.wait(timeout=60)
        for n in range(15):
            repository.record(event(subject=f"{worker}-{n}"))
            with pytest.raises(UnknownTranslation):
                repository.delete("absent", event=event("translation.deleted"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    for name in names:
        events = database.translations(name).audit(limit=99).rows
        assert [e.number for e in events] == list(range(30, 0, -1))
        for worker in range(4):
            mine = [e.subject for e in reversed(events) if e.subject.startswith(f"{worker}-")]
            assert mine == [f"{worker}-{n}" for n in range(len(mine))]


def test_a_change_that_fails_leaves_no_event(acme: PitchRepository) -> None:
    """The event is part of the change: where the change is refused, nothing is told of it."""
    stored = acme.add(translation(), what="", event=event())
    acme.save(stored, what="", event=event("a"))
    for _ in range(2):
        with pytest.raises(ValueError, match="version of its own"):
            acme.save(
                stored.model_copy(
                    update={"revision": 2, "pitch": stored.pitch.model_copy(update={"stakeholders": ()})}
                ),
                what="",
                event=event("b"),
            )
    acme.record(event("c"))
    assert [(e.number, e.action) for e in acme.audit().rows] == [
        (3, "c"),
        (2, "a"),
        (1, "translation.created"),
    ]


CHANGES = [
    "UPDATE audit SET action = 'nothing'",
    "UPDATE audit SET number = number + 100",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE number = 2",
]
ONLY_SQLITE = [
    "INSERT OR REPLACE INTO audit SELECT workspace, number, at, by, 'nothing', subject, detail FROM audit",
    "REPLACE INTO audit SELECT workspace, number, at, by, 'nothing', subject, detail FROM audit",
]
ONLY_POSTGRESQL = [
    "TRUNCATE audit",
    'INSERT INTO audit (workspace, number, at, "by", action, subject, detail) '
    "SELECT workspace, number, at, \"by\", 'nothing', subject, detail FROM audit "
    "ON CONFLICT (workspace, number) DO UPDATE SET action = 'nothing'",
]


def test_the_database_itself_refuses_to_change_the_trail(database: Database) -> None:
    """Update, delete and every way round them fail in SQL, and the trail reads as before."""
    repository = database.translations("acme")
    for n in range(3):
        repository.record(event(subject=f"s{n}"))
    before = repository.audit()
    own = ONLY_SQLITE if database.connections.address.sqlite else ONLY_POSTGRESQL
    for statement in CHANGES + own:
        # Behind the border of storage: these are the words of the database.
        with (
            database.connections._writer.connect() as connection,
            pytest.raises(DBAPIError, match=REFUSED),
            connection.begin(),
        ):
            connection.execute(text(statement))
    assert repository.audit() == before
    repository.record(event(subject="s3"))
    assert [e.number for e in repository.audit().rows] == [4, 3, 2, 1]
