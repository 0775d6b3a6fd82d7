"""Sentry: groups of program errors. They are of a kind of their own, and their counts are events."""

from __future__ import annotations

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.fields import count, first, inner, named, names, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.models import Incident


def recognises(head: Head) -> bool:
    """Whether the records are Sentry issues."""
    return head.any("shortId", "culprit") or head.any("shortId", "firstSeen")


def read(record: Record) -> Incident:
    """The group of errors. Last seen is not resolved; events and users are no tickets and no customers."""
    value = record.value
    notes: list[str] = []
    metadata = inner(value, "metadata")
    counted = _counted(count(value.get("count")), count(value.get("userCount")))
    what = plain(metadata.get("value"), notes, reader="plain")
    last = when(value.get("lastSeen"))
    if last is not None:
        notes.append(f"Last seen: {last.written}.")
    title = one_line(value.get("title"))
    return incident(
        "sentry",
        source_id=first(value, "shortId", "id"),
        kind="error",
        title=title,
        sections=[
            Section("summary", what if what not in title else ""),
            Section("other", f"Culprit: {one_line(value.get('culprit'))}" if first(value, "culprit") else ""),
            Section("other", counted, "count"),
        ],
        started=when(value.get("firstSeen")),
        severity=one_line(value.get("level")),
        services=names(value.get("project"), "slug", "name") if named(value.get("project"), "slug") else (),
        url=url(value.get("permalink")),
        notes=notes,
    )


def _counted(events: int | None, users: int | None) -> str:
    said = []
    if events is not None:
        said.append(f"{events:,} {'event' if events == 1 else 'events'}")
    if users is not None:
        said.append(f"{users:,} {'user' if users == 1 else 'users'}")
    return f"Counted by Sentry: {', '.join(said)}." if said else ""
