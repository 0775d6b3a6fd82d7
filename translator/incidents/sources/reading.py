"""The sources in order of priority, the choice of one, and the reading of a stream of any length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from translator.errors import InputTooLarge, MalformedInput, UnknownSource
from translator.incidents.sources import (
    export,
    firehydrant,
    github,
    incident_io,
    jira,
    opsgenie,
    pagerduty,
    postmortem,
    rootly,
    sentry,
    statuspage,
    table,
)
from translator.incidents.sources.building import ID_BYTES, Unreadable, refused_id
from translator.incidents.sources.columns import FIELDS, snake
from translator.incidents.sources.records import Head, loaded, look, records
from translator.incidents.sources.result import Row, RowProblem
from translator.incidents.sources.source import Source
from translator.incidents.sources.stream import Utf8Stream, head_text
from translator.models import Incident

_JSON = re.compile(r"\s*(?:\{|\[\s*[\[{\"])")  # a list of rows in brackets, "[Bug] …", begins otherwise
_NOT_JSON = frozenset({"table", "jira", "postmortem"})  # sources that may come as CSV or text
_MARKDOWN_LIMIT = 4_000_000  # bytes of one postmortem

SOURCES: tuple[Source, ...] = (
    Source("translator", "this product's own export, JSON lines", export.recognises, export.read),
    Source("pagerduty", "PagerDuty incidents (REST), v3 webhooks", pagerduty.recognises, pagerduty.read),
    Source("opsgenie", "Opsgenie incidents and alerts", opsgenie.recognises, opsgenie.read),
    Source("incident_io", "incident.io incidents, API v2", incident_io.recognises, incident_io.read),
    Source("rootly", "Rootly incidents (JSON:API) and webhooks", rootly.recognises, rootly.read),
    Source("firehydrant", "FireHydrant incidents", firehydrant.recognises, firehydrant.read),
    Source("statuspage", "Statuspage incidents.json, summary.json", statuspage.recognises, statuspage.read),
    Source("sentry", "Sentry issues: groups of errors", sentry.recognises, sentry.read),
    Source("jira", "Jira and JSM issues: REST v2, v3, CSV export", jira.recognises, jira.read),
    Source("github", "GitHub issues: REST, gh issue list --json", github.recognises, github.read),
    Source("postmortem", "a postmortem in Markdown, one a file", postmortem.recognises, postmortem.read),
    Source("table", "CSV, TSV or JSON of any kind, by column names", table.recognises, table.read),
)


def read_incidents(
    stream: BinaryIO,
    *,
    source: str = "auto",
    place: str,
    name: str = "",
    columns: Mapping[str, str] = {},
) -> Iterator[Row]:
    """The incidents of an export, one at a time, and a problem for each record that gives none.

    The stream is read forward once and never held whole. `source` is the name of one of SOURCES, or "auto"
    to tell it by the content; `place` names the stream in errors; `name` is the path of its file from the
    folder above the imported one, which gives a postmortem its key (see `read_postmortem`), "" the last two
    parts of `place`; `columns` (field → column) says which columns of a table hold what. Two records with
    the same id are both handed on: whoever stores them counts them. One whose id no store can keep is a
    problem.

    Raises, before the first row: UnknownSource, EmptyInput, BinaryInput, InputTooLarge (a postmortem) and
    MalformedInput for a stream whose start cannot be read, or for columns that are not there.
    """
    chosen = _named(source, place) if source != "auto" else None
    _refuse_fields(columns, place)
    opened = Utf8Stream(stream, place)
    head = look(opened, place)
    if chosen is None:
        chosen = _named("table", place) if columns else _recognised(head, place)
    if chosen.name == "table":
        _refuse_columns(columns, head, place)
    elif columns:
        raise MalformedInput(
            f"columns can be named for a table, not for {chosen.name}.",
            place=place,
            next_step="Leave the columns out, or name the source “table”.",
        )
    if head.shape == "csv" and chosen.name not in _NOT_JSON:
        raise MalformedInput(
            f"this is no JSON, and {chosen.name} exports are.", place=place, next_step="Export it as JSON."
        )
    if chosen.name == "postmortem":
        return iter([_whole(opened, place, name or postmortem.name_at(place))])
    return _rows(opened, head, chosen, columns)


def _named(name: str, place: str) -> Source:
    found = next((source for source in SOURCES if source.name == name), None)
    if found is None:
        raise UnknownSource(f"there is no source “{name[:40]}”.", place=place, next_step=_known())
    return found


def _recognised(head: Head, place: str) -> Source:
    found = next((source for source in SOURCES if source.recognises(head)), None)
    if found is None:
        read = any(record.value for record in head.records) or head.envelope
        if not read and _JSON.match(head.text) and (why := loaded(head.text)[1]):
            raise MalformedInput(f"this is {why}.", place=place, next_step="Export the file again.")
        seen = _seen(head)
        raise UnknownSource(
            f"no source recognises this{seen}.",
            place=place,
            next_step=f"{_known()} For a table of your own, say which columns hold the title and the text.",
        )
    return found


def _known() -> str:
    return f"Known sources: {', '.join(source.name for source in SOURCES)}."


def _seen(head: Head) -> str:
    names = head.header or tuple(str(key) for record in head.records[:1] for key in record.value)
    shown = ", ".join(name[:30] for name in names[:8] if name)
    return f" (it has: {shown})" if shown else ""


def _refuse_fields(columns: Mapping[str, str], place: str) -> None:
    for field in columns:
        if field not in FIELDS:
            raise MalformedInput(
                f"there is no field “{field[:40]}” to map a column to.",
                place=place,
                next_step=f"Fields: {', '.join(FIELDS)}.",
            )


def _refuse_columns(columns: Mapping[str, str], head: Head, place: str) -> None:
    """A column that the header lacks is a slip; in JSON a record may leave out what it has no value for."""
    there = {snake(name) for name in head.header}
    for column in columns.values():
        if there and snake(column) not in there:
            raise MalformedInput(
                f"there is no column “{column[:60]}”.",
                place=place,
                next_step=f"Columns: {', '.join(name[:40] for name in head.header[:30])}.",
            )


def _rows(stream: Utf8Stream, head: Head, source: Source, columns: Mapping[str, str]) -> Iterator[Row]:
    for record in records(stream, head):
        if isinstance(record, RowProblem):
            yield record
            continue
        try:
            yield _kept(source.read(record._replace(day_first=head.day_first, columns=columns)), record.place)
        except Unreadable as why:
            yield RowProblem(record.place, f"{why}.")


def _kept(incident: Incident, place: str) -> Row:
    """The incident, or a problem where no store could keep it."""
    if why := refused_id(incident):
        return RowProblem(place, f"{why}.", f"Give it an id of 1 to {ID_BYTES:,} bytes.")
    return incident


def _whole(stream: Utf8Stream, place: str, name: str) -> Row:
    pieces, size = [], 0
    while piece := stream.read(1 << 20):
        pieces.append(piece)
        size += len(piece)
        if size > _MARKDOWN_LIMIT:
            raise InputTooLarge(
                f"a postmortem may have {_MARKDOWN_LIMIT:,} bytes; this has more.",
                place=place,
                next_step="Hand in one postmortem a file.",
            )
    try:
        return _kept(postmortem.postmortem_of(head_text(b"".join(pieces), place), name=name), place)
    except Unreadable as why:
        return RowProblem(place, f"{why}.")
