"""The audit trail of a workspace: events are added, numbered without gaps, and never changed."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, Connection, insert, select

from translator.models import Actor, AuditEvent
from translator.storage.base import Event
from translator.storage.bound import upsert
from translator.storage.documents import readable
from translator.storage.records import documented, plain, utc, word
from translator.storage.service_tables import audit, audit_numbers


def append(connection: Connection, workspace: str, event: Event) -> None:
    """Add an event, in the writing transaction of what it tells of.

    Call it last in the transaction: the row that it takes its number from is locked until the end, and
    whoever else writes in this workspace waits for it.
    """
    taken = upsert(connection, audit_numbers).values(workspace=workspace, last=1)
    number = connection.execute(
        taken.on_conflict_do_update(
            index_elements=["workspace"], set_={"last": audit_numbers.c.last + 1}
        ).returning(audit_numbers.c.last)
    ).scalar_one()
    row = {
        "workspace": workspace,
        "number": number,
        "at": utc(event.at),
        "by": documented(event.by)[1],
        "action": word(event.action),
        "subject": word(event.subject),
        "detail": json.dumps({plain(k): plain(v) for k, v in event.detail.items()}, ensure_ascii=False),
    }
    connection.execute(insert(audit), row)


def events_before(
    connection: Connection, which: ColumnElement[bool], before: int | None, limit: int, place: str
) -> list[AuditEvent]:
    """Up to `limit` events, newest first, from below the number `before`."""
    query = select(audit).where(which).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.number < before)
    events = []
    for row in connection.execute(query):
        with readable(f"audit event {row.number}", place):
            told = {name: getattr(row, name) for name in ("number", "at", "action", "subject")}
            by = Actor.model_validate_json(row.by)
            events.append(AuditEvent(**told, by=by, detail=json.loads(row.detail)))
    return events
