"""Retention: deletes what nobody has touched for long, and says so in the audit trail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, delete, func, select

from translator.models import Actor, State
from translator.storage.audit import append
from translator.storage.base import Event
from translator.storage.batches.tables import batch_rows, batches
from translator.storage.database import Database
from translator.storage.opening import checked_workspace
from translator.storage.records import chunks, utc
from translator.storage.service_tables import idempotency_keys, translations
from translator.storage.service_tables import translation_versions as versions

# What is kept whatever its age, unless it is asked for: somebody answers for it.
SIGNED: frozenset[State] = frozenset({"approved", "published"})
UNSIGNED: frozenset[State] = frozenset({"draft", "needs evidence", "in review", "stale", "closed"})
# Whose words the memory may lend (see `translator.phrasing`): each that goes has an event of its own, by
# which the search index of the memory learns of it.
_REMEMBERED: frozenset[State] = SIGNED | {"in review"}
_STEP = 500  # translations deleted in one transaction: other writers wait no longer than for that
_T = translations.c


class Purged(NamedTuple):
    """What was deleted, or would be."""

    translations: dict[str, int]  # by workspace; one without any is not in it
    versions: int
    batches: int
    idempotency_keys: int


def purge(
    database: Database,
    *,
    before: datetime,
    now: datetime,
    by: Actor,
    workspace: str | None = None,
    states: Collection[State] = UNSIGNED,
    dry_run: bool = False,
) -> Purged:
    """Delete translations with all their versions that were last changed before a time.

    Those in `states`, of one workspace or, where it is None, of all. Batches that ended before it go too,
    with their rows, and idempotency keys that have expired `now`. Nothing of the audit trail goes: it gains
    an event `translations.purged` with each step of up to 500, `translation.purged` with each that somebody
    had put up for review or signed, and `batch.purged` with each batch, in the same transaction. What is
    interrupted has deleted whole steps. `dry_run` counts only. Raises StoreUnusable.
    """
    which = and_(_T.updated < utc(before), _T.state.in_(sorted(states)))
    ended = batches.c.finished < utc(before)
    expired = idempotency_keys.c.expires <= utc(now)
    if workspace is not None:
        which = and_(which, _T.workspace == checked_workspace(workspace))
        ended = and_(ended, batches.c.workspace == workspace)
        expired = and_(expired, idempotency_keys.c.workspace == workspace)
    if dry_run:
        return _counted(database, which, ended, expired)
    counted: dict[str, int] = {}
    gone_versions = 0
    for name, ids in _ids(database, which).items():
        for step in chunks(ids, _STEP):
            told = Event(now, by, "translations.purged", "", {"before": utc(before).isoformat()})
            gone, gone_with_them = _delete(database, name, step, which, told)
            if gone:
                counted[name] = counted.get(name, 0) + gone
                gone_versions += gone_with_them
    gone_batches = _delete_batches(database, ended, Event(now, by, "batch.purged", ""))
    with database.connections.writing() as connection:
        keys = connection.execute(delete(idempotency_keys).where(expired)).rowcount
    return Purged(counted, gone_versions, gone_batches, keys)


def _ids(database: Database, which: ColumnElement[bool]) -> dict[str, list[str]]:
    """Workspace → ids."""
    found: dict[str, list[str]] = {}
    with database.connections.reading() as connection:
        query = select(_T.workspace, _T.id).where(which).order_by(_T.workspace, _T.id)
        for name, id in connection.execute(query):
            found.setdefault(name, []).append(id)
    return found


def _counted(
    database: Database, which: ColumnElement[bool], ended: ColumnElement[bool], expired: ColumnElement[bool]
) -> Purged:
    by_workspace = select(_T.workspace, func.count()).where(which).group_by(_T.workspace)
    of_them = and_(versions.c.workspace == _T.workspace, versions.c.id == _T.id)
    with database.connections.reading() as connection:

        def count(table: FromClause, condition: ColumnElement[bool]) -> int:
            query = select(func.count()).select_from(table).where(condition)
            return int(connection.scalar(query) or 0)

        return Purged(
            {row[0]: row[1] for row in connection.execute(by_workspace.order_by(_T.workspace))},
            count(translations.join(versions, of_them), which),
            count(batches, ended),
            count(idempotency_keys, expired),
        )


def _delete(
    database: Database, workspace: str, ids: Collection[str], which: ColumnElement[bool], told: Event
) -> tuple[int, int]:
    """Delete those of the ids that still are what was asked for; returns translations and versions."""
    mine = and_(_T.workspace == workspace, _T.id.in_(list(ids)), which)
    with database.connections.writing() as connection:
        # Locked and looked at again: one that somebody has changed meanwhile stays.
        query = select(_T.id, _T.state).where(mine).order_by(_T.id).with_for_update()
        states = {row.id: row.state for row in connection.execute(query)}
        gone = list(states)
        if not gone:
            return 0, 0
        of_them = and_(versions.c.workspace == workspace, versions.c.id.in_(gone))
        with_them = connection.execute(delete(versions).where(of_them)).rowcount
        connection.execute(delete(translations).where(_T.workspace == workspace, _T.id.in_(gone)))
        for id in (id for id, state in states.items() if state in _REMEMBERED):
            append(connection, workspace, told._replace(action="translation.purged", subject=id))
        append(connection, workspace, told._replace(detail={**told.detail, "count": str(len(gone))}))
    return len(gone), with_them


def _delete_batches(database: Database, ended: ColumnElement[bool], told: Event) -> int:
    """Delete them one by one, each with its rows; returns how many there were."""
    with database.connections.reading() as connection:
        query = select(batches.c.workspace, batches.c.id).where(ended)
        found = connection.execute(query.order_by(batches.c.workspace, batches.c.id)).all()
    deleted = 0
    for workspace, id in found:
        rows = and_(batch_rows.c.workspace == workspace, batch_rows.c.batch == id)
        this = and_(batches.c.workspace == workspace, batches.c.id == id)
        with database.connections.writing() as connection:
            connection.execute(delete(batch_rows).where(rows))
            if connection.execute(delete(batches).where(this)).rowcount:
                append(connection, workspace, told._replace(subject=id))
                deleted += 1
    return deleted
