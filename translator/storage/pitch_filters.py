"""A `TranslationFilter` as SQL, inside the workspace that the repository names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_, union_all

from translator.storage.base import TranslationFilter
from translator.storage.pitch_rows import LISTED, folded_words
from translator.storage.records import plain, utc, word
from translator.storage.service_tables import translations
from translator.storage.tables import UtcTime


def newest(
    mine: ColumnElement[bool], where: TranslationFilter, last: tuple[datetime, str] | None, limit: int
) -> Any:
    """The query for up to `limit` rows of `LISTED` after the row made at this time with this id."""
    columns = translations.c
    query = select(*LISTED).where(mine, *_asked(where))
    if last is not None:
        made, id = last
        query = query.where(tuple_(columns.created, columns.id) < tuple_(literal(made, UtcTime), literal(id)))
    query = query.order_by(columns.created.desc(), columns.id.desc()).limit(limit)
    states = sorted(set(where.states))
    if len(states) < 2:
        return query.where(columns.state.in_(states)) if states else query
    # Each state from its own end of the index: SQLite would pass every row to find a few of rare states.
    each = [select(query.where(columns.state == state).subquery()) for state in states]
    every = union_all(*each).subquery()
    return select(every).order_by(every.c.created.desc(), every.c.id.desc()).limit(limit)


def _asked(where: TranslationFilter) -> Sequence[ColumnElement[bool]]:
    """What a translation must be, besides its state."""
    columns = translations.c
    asked: list[ColumnElement[bool]] = []
    if where.ticket_key:
        asked.append(columns.ticket_key == word(where.ticket_key))
    if where.fingerprint:
        asked.append(columns.fingerprint == word(where.fingerprint))
    if where.batch:
        asked.append(columns.batch == word(where.batch))
    if where.stakeholder:
        quoted = json.dumps(plain(where.stakeholder))
        asked.append(columns.stakeholders.icontains(quoted, autoescape=True))
    if where.created_after is not None:
        asked.append(columns.created > utc(where.created_after))
    if where.created_before is not None:
        asked.append(columns.created < utc(where.created_before))
    asked.extend(columns.words.contains(part, autoescape=True) for part in folded_words(where.text))
    return asked


def told_apart(where: TranslationFilter) -> tuple[str, ...]:
    """What tells the list of this filter from the lists of others, the same for the same filter."""
    times = (where.created_after, where.created_before)
    return (
        *(word(text) for text in (where.ticket_key, where.fingerprint, where.stakeholder, where.batch)),
        ",".join(sorted(set(where.states))),
        " ".join(folded_words(where.text)),
        *("" if at is None else utc(at).isoformat() for at in times),
    )
