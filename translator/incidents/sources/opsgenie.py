"""Opsgenie: incidents, and alerts, which are of a kind of their own: nobody says that a customer noticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.fields import count, first, inner, names, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when, when_epoch
from translator.models import Incident, When

_ALERT = frozenset({"alias", "lastOccurredAt", "acknowledged", "snoozed", "alertId", "integration"})


def recognises(head: Head) -> bool:
    """Whether the records are Opsgenie's."""
    return head.any("tinyId")


def read(record: Record) -> Incident:
    """The incident or alert. How often an alert was repeated is a note and no number of tickets."""
    value = record.value
    notes: list[str] = []
    alert = record.path == "alerts" or not _ALERT.isdisjoint(value)
    started = when(value.get("impactStartDate")) or _at(value.get("createdAt"))
    repeated = count(value.get("count"))
    if alert and repeated and repeated > 1:
        notes.append(f"The alert was repeated {repeated:,} times.")
    services = names(value.get("impactedServices"), "name", "id")
    return incident(
        "opsgenie",
        source_id=first(value, "id", "alertId", "tinyId"),
        kind="alert" if alert else None,
        title=one_line(value.get("message")),
        sections=[Section("summary", plain(value.get("description"), notes))],
        started=started,
        resolved=_closed(value, started) if alert else when(value.get("impactEndDate")),
        severity=one_line(value.get("priority")),
        services=services or (names(value.get("entity")) if alert else ()),
        url=url(inner(value, "links").get("web")),
        notes=notes,
    )


def _at(value: object) -> When | None:
    """ISO in the REST API, milliseconds since 1970 in webhooks."""
    return when(value) or (when_epoch(value, 1000) if isinstance(value, int) else None)


def _closed(value: Mapping[str, Any], started: When | None) -> When | None:
    """The end of an alert: its report counts milliseconds from the start to the close."""
    took = count(inner(value, "report").get("closeTime"))
    if started is None or took is None or value.get("status") not in (None, "closed"):
        return None
    end = when_epoch(started.at.timestamp() + took / 1000, 1)
    return end.model_copy(update={"written": f"{started.written} + {took:,} ms"}) if end else None
