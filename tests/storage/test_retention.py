"""Retention deletes what is old and unsigned, whole, and the audit trail tells of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.storage.translation_examples import ADA, START, event, pitch, translation
from translator.errors import StoreUnusable, UnknownTranslation
from translator.models import State
from translator.phrasing import STATES as remembered
from translator.storage import Database, PitchRepository, Purged, purge, retention
from translator.storage.base import TranslationFilter
from translator.storage.batches.tables import batch_rows, batches
from translator.storage.retention import SIGNED, UNSIGNED

NOW = START + timedelta(days=100)
OLD = START + timedelta(days=10)
STATES: list[State] = ["draft", "needs evidence", "in review", "approved", "published", "stale", "closed"]


def run(database: Database, **values: Any) -> Purged:
    """A purge of what was last changed before `OLD`."""
    return purge(database, **{"before": OLD, "now": NOW, "by": ADA} | values)


def left(repository: PitchRepository) -> list[str]:
    return sorted(row.id for row in repository.page(TranslationFilter(), limit=500).rows)


@pytest.fixture
def filled(database: Database) -> Database:
    """In acme an old one of each state, the first in two versions, and a young one; elsewhere two old."""
    repository = database.translations("acme")
    for number, state in enumerate(STATES):
        repository.add(translation(number, state=state), what="", event=event())
    edited = repository.get("t0").model_copy(update={"pitch": pitch(version=2)})
    repository.save(edited, what="edited", event=event())
    repository.add(translation(7, updated=OLD), what="", event=event())
    for number in (1, 2):
        database.translations("other").add(translation(number), what="", event=event())
    for workspace in ("acme", "other"):
        keys = database.idempotency(workspace)
        for name, at in (("young", NOW), ("old", START)):
            claim = keys.claim(name, request="r", now=at, keep=timedelta(hours=24), stuck=timedelta(hours=1))
        keys.answer("old", claim.token, status=200, headers={}, body=b"")
    return database


def test_states_are_signed_or_not() -> None:
    """Every state is either kept or purged by default."""
    assert set(STATES) == SIGNED | UNSIGNED
    assert remembered.keys() == retention._REMEMBERED
    assert not SIGNED & UNSIGNED


def test_old_and_unsigned_goes(filled: Database) -> None:
    """What was approved or published and what is young stays; versions go with their translations."""
    assert run(filled) == Purged({"acme": 5, "other": 2}, versions=8, batches=0, idempotency_keys=2)
    acme = filled.translations("acme")
    assert left(acme) == ["t3", "t4", "t7"]
    assert left(filled.translations("other")) == []
    with pytest.raises(UnknownTranslation):
        acme.version("t0", 1)
    assert run(filled) == Purged({}, 0, 0, 0)


def test_the_trail_tells_of_it(filled: Database) -> None:
    """Each workspace gains an event with count and date, and one for each in review; a second adds none."""
    before = {name: filled.translations(name).audit(limit=99).rows for name in ("acme", "other")}
    run(filled)
    run(filled)
    for name, count in (("acme", "5"), ("other", "2")):
        events = filled.translations(name).audit(limit=99).rows
        own = [("translation.purged", "t2", {"before": OLD.isoformat()})] if name == "acme" else []
        assert [(e.action, e.subject, e.detail) for e in events[1 : 1 + len(own)]] == own
        assert events[1 + len(own) :] == before[name]
        assert (events[0].action, events[0].by, events[0].at) == ("translations.purged", ADA, NOW)
        assert events[0].detail == {"count": count, "before": OLD.isoformat()}


def test_a_dry_run_changes_nothing(filled: Database) -> None:
    """It counts what a purge would delete, and everything is as before."""
    before = [left(filled.translations(n)) for n in ("acme", "other")], filled.translations("acme").audit()
    counted = run(filled, dry_run=True)
    assert (
        [left(filled.translations(n)) for n in ("acme", "other")],
        filled.translations("acme").audit(),
    ) == before
    assert counted == run(filled)


def test_one_workspace_alone(filled: Database) -> None:
    """The other workspace keeps its translations, its keys and its trail."""
    trail = filled.translations("acme").audit()
    assert run(filled, workspace="other") == Purged({"other": 2}, 2, 0, 1)
    assert len(left(filled.translations("acme"))) == 8
    assert filled.translations("acme").audit() == trail
    assert run(filled, workspace="absent", dry_run=True) == Purged({}, 0, 0, 0)
    with pytest.raises(StoreUnusable, match="cannot be the name of a workspace"):
        run(filled, workspace="")


def test_signed_ones_go_where_that_is_asked(filled: Database) -> None:
    """Other states can be named, and only those go."""
    assert run(filled, workspace="acme", states=SIGNED).translations == {"acme": 2}
    assert left(filled.translations("acme")) == ["t0", "t1", "t2", "t5", "t6", "t7"]


def test_one_that_is_changed_meanwhile_stays(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between counting and deleting, somebody touches one: it is no longer old and is not deleted."""
    found = retention._ids

    def and_then_somebody_edits(*asked: Any) -> Any:
        ids = found(*asked)
        repository = filled.translations("acme")
        touched = repository.get("t1").model_copy(update={"updated": NOW})
        repository.save(touched, what="", event=event("touched"))
        return ids

    monkeypatch.setattr(retention, "_ids", and_then_somebody_edits)
    assert run(filled, workspace="acme").translations == {"acme": 4}
    assert left(filled.translations("acme")) == ["t1", "t3", "t4", "t7"]


def test_many_are_deleted_in_steps(database: Database) -> None:
    """Other writers never wait for all of them; each step has its event, and the counts add up."""
    repository = database.translations("acme")
    for number in range(7):
        repository.add(translation(number), what="", event=event())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("translator.storage.retention._STEP", 3)
        assert run(database) == Purged({"acme": 7}, 7, 0, 0)
    assert [e.detail["count"] for e in repository.audit(limit=3).rows] == ["1", "3", "3"]


def test_batches_that_ended_long_ago_go_with_their_rows(database: Database) -> None:
    """Those that ended before the date, of the workspace asked for; what runs or ended later stays."""
    ends = {"old": START, "late": NOW, "running": None}
    with database.connections.writing() as connection:
        for workspace in ("acme", "other"):
            for id, finished in ends.items():
                batch = {
                    "workspace": workspace, "id": id, "name": "", "state": "done", "why": "",
                    "private": False, "options": "{}", "run": 1, "created": START, "created_by": "{}",
                    "updated": START,
                }  # fmt: skip
                row = {
                    "workspace": workspace, "batch": id, "number": 1, "state": "done", "attempts": 1,
                    "reserved": 0.0, "translation": "t", "place": "", "ticket_key": "", "title": "Gates",
                    "code": "", "error": "",
                }  # fmt: skip
                connection.execute(insert(batches), batch | {"finished": finished})
                connection.execute(insert(batch_rows), row)
    assert run(database, workspace="acme", dry_run=True).batches == 1
    assert run(database, workspace="acme").batches == 1
    with database.connections.reading() as connection:
        left_over = [
            tuple(row) for row in connection.execute(select(batch_rows.c.workspace, batch_rows.c.batch))
        ]
        assert sorted(left_over) == [("acme", "late"), ("acme", "running")] + [
            ("other", id) for id in sorted(ends)
        ]
    events = database.translations("acme").audit().rows
    assert [(e.action, e.subject) for e in events] == [("batch.purged", "old")]
    assert run(database).batches == 1
    assert database.translations("other").audit().rows[0].subject == "old"
