"""Batches and their rows between Python and the tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from translator.models import Actor, Batch, BatchCounts, BatchOptions, BatchRow, RowSummary
from translator.storage.batches.base import NewRow
from translator.storage.documents import read_document
from translator.storage.records import documented, plain, utc

_LONGEST = 500  # characters of an error or a title: a list of rows is for reading


def batch_columns(batch: Batch) -> dict[str, Any]:
    """The columns of a batch but its workspace and its run."""
    return {
        "id": batch.id,
        "name": plain(batch.name),
        "state": batch.state,
        "why": plain(batch.why),
        "private": batch.options.private,
        "single": batch.single,
        "options": documented(batch.options)[1],
        "created": utc(batch.created),
        "created_by": documented(batch.created_by)[1],
        "updated": utc(batch.updated),
        "finished": None if batch.finished is None else utc(batch.finished),
    }


def row_columns(number: int, row: NewRow) -> dict[str, Any]:
    """The columns of a row but its workspace and batch."""
    ticket, document = (None, None) if row.ticket is None else documented(row.ticket)
    return {
        "number": number,
        "state": "failed" if ticket is None else "waiting",
        "worker": None,
        "attempts": 0,
        "reserved": 0.0,
        "cost": None,
        "seconds": None,
        "translation": row.translation,
        "place": short(row.place),
        "ticket_key": "" if ticket is None or ticket.key is None else short(ticket.key),
        "title": "" if ticket is None else short(ticket.title),
        "code": row.code,
        "error": short(row.error),
        "summary": None,
        "ticket": document,
    }


def batch_of(row: Row[Any], counts: dict[str, int], spent: float, place: str) -> Batch:
    """The batch of a row; raises StoreUnusable where this version cannot read it."""
    return Batch(
        id=row.id,
        name=row.name,
        state=row.state,
        why=row.why,
        options=options_of(row.options, row.id, place),
        single=row.single,
        counts=BatchCounts(**counts),
        spent=spent,
        created=row.created,
        created_by=read_document(Actor, row.created_by, f"batch {row.id!r}", place),
        updated=row.updated,
        finished=row.finished,
    )


def options_of(document: str, batch: str, place: str) -> BatchOptions:
    """The options of a batch; raises StoreUnusable where this version cannot read them."""
    return read_document(BatchOptions, document, f"batch {batch!r}", place)


def row_of(row: Row[Any], place: str) -> BatchRow:
    """The row of a batch without its ticket; raises StoreUnusable where this version cannot read it."""
    summary = None
    if row.summary is not None:
        summary = read_document(RowSummary, row.summary, f"row {row.number} of batch {row.batch!r}", place)
    return BatchRow(
        number=row.number,
        place=row.place,
        state=row.state,
        ticket_key=row.ticket_key,
        title=row.title,
        translation=row.translation,
        summary=summary,
        code=row.code,
        error=row.error,
        attempts=row.attempts,
        cost=row.cost,
        seconds=row.seconds,
    )


def short(text: str) -> str:
    """The text as a column of a list holds it."""
    kept = plain(text)
    return kept if len(kept) <= _LONGEST else kept[: _LONGEST - 1] + "…"
