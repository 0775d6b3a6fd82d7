"""Statuspage: incidents and scheduled maintenance as its public API gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.fields import first, inner, names, objects, one_line, text, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.incidents.sources.told import told
from translator.models import Incident

_STATUSES = {"scheduled": "maintenance", "in_progress": "maintenance", "verifying": "maintenance",
             "completed": "maintenance"}  # fmt: skip


def recognises(head: Head) -> bool:
    """Whether the records, or the document around none, are a status page's."""
    if head.any("incident_updates") or head.any("impact", "shortlink"):
        return True
    return {"id", "name", "url"} <= set(inner(head.envelope, "page"))


def read(record: Record) -> Incident:
    """The incident; what customers were told, oldest first, is a section each."""
    value = record.value
    notes: list[str] = []
    updates = sorted(objects(value.get("incident_updates")), key=_told_at)
    said = [
        Section("update", body, one_line(update.get("status")))
        for update in updates
        if (body := plain(update.get("body"), notes))
    ]
    summary = [Section("summary", said[0].text)] if said else []
    postmortem: list[Section] = []
    if body := text(value.get("postmortem_body")):
        found = told(body, titled=False)
        postmortem = list(found.sections)
        notes.extend(found.notes)
    severity = one_line(value.get("impact"))
    maintenance = (
        record.path == "scheduled_maintenances"
        or severity == "maintenance"
        or one_line(value.get("status")) in _STATUSES
        or "scheduled_for" in value
    )
    return incident(
        "statuspage",
        source_id=first(value, "id"),
        title=one_line(value.get("name")),
        sections=[*summary, *postmortem, *said],
        kind="maintenance" if maintenance else None,
        started=when(value.get("scheduled_for") if maintenance else None)
        or when(value.get("started_at"))
        or when(value.get("created_at")),
        resolved=when(value.get("resolved_at")),
        severity="" if severity == "maintenance" else severity,
        services=names(value.get("components"), "name") or _affected(updates),
        url=url(value.get("shortlink")),
        notes=notes,
    )


def _told_at(update: Mapping[str, Any]) -> float:
    at = when(update.get("display_at")) or when(update.get("created_at"))
    return at.at.timestamp() if at else 0.0


def _affected(updates: list[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for update in updates for name in names(update.get("affected_components"), "name"))
    )
