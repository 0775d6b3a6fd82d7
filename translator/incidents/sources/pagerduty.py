"""PagerDuty: incidents of the REST API, alone or in a list, and events of its v3 webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, Unreadable, incident
from translator.incidents.sources.fields import first, inner, named, names, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.models import Incident


def recognises(head: Head) -> bool:
    """Whether the records are PagerDuty incidents or events."""
    return any(_is_event(r.value) or _is_incident(r.value) for r in head.records)


def _is_event(value: Mapping[str, Any]) -> bool:
    event = inner(value, "event")
    return str(event.get("event_type", "")).startswith("incident.") and "data" in event


def _is_incident(value: Mapping[str, Any]) -> bool:
    return "incident_number" in value or ("incident_key" in value and "urgency" in value)


def read(record: Record) -> Incident:
    """The incident. Alert counts are not tickets; people who were paged are not read."""
    if _is_event(record.value):
        return _of_event(inner(record.value, "event"))
    value = record.value
    notes: list[str] = []
    resolved = when(value.get("resolved_at"))
    if resolved is None and value.get("status") == "resolved":
        resolved = when(value.get("last_status_change_at"))
    description = plain(value.get("description"), notes)
    title = one_line(value.get("title")) or one_line(value.get("summary"))
    if description == title:
        description = ""
    note = plain(inner(value, "body").get("details"), notes)
    return incident(
        "pagerduty",
        source_id=first(value, "id") or first(value, "incident_number"),
        title=title,
        sections=[
            Section("summary", description),
            Section("summary", note if note != description else ""),
            Section("fix", plain(value.get("resolve_reason"), notes), "resolve_reason"),
        ],
        started=when(value.get("created_at")),
        resolved=resolved,
        severity=_severity(value),
        services=_services(value),
        url=url(value.get("html_url")),
        notes=notes,
    )


def _of_event(event: Mapping[str, Any]) -> Incident:
    data = inner(event, "data")
    kind = str(event["event_type"])
    if data.get("type") not in (None, "incident"):
        raise Unreadable(f"the event {kind[:60]} tells of something that is no incident")
    happened = when(event.get("occurred_at"))
    return incident(
        "pagerduty",
        source_id=first(data, "id"),
        title=one_line(data.get("title")),
        sections=[],
        started=when(data.get("created_at")) or (happened if kind == "incident.triggered" else None),
        resolved=happened if kind == "incident.resolved" else when(data.get("resolved_at")),
        severity=_severity(data),
        services=_services(data),
        url=url(data.get("html_url")),
    )


def _severity(value: Mapping[str, Any]) -> str:
    return named(value.get("priority"), "summary", "name") or one_line(value.get("urgency"))


def _services(value: Mapping[str, Any]) -> tuple[str, ...]:
    return names(value.get("service"), "summary", "name") or names(
        value.get("impacted_services"), "summary", "name"
    )
