"""FireHydrant: incidents of its API, one or a list. It asks for the customer's impact in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.fields import first, named, names, objects, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.models import Incident, When


def recognises(head: Head) -> bool:
    """Whether the records are FireHydrant's."""
    return (
        head.any("customer_impact_summary")
        or head.any("current_milestone")
        or head.any("incident_url", "number")
    )


def read(record: Record) -> Incident:
    """The incident. Who was assigned is not read."""
    value = record.value
    notes: list[str] = []
    summary, described = plain(value.get("summary"), notes), plain(value.get("description"), notes)
    services = [*names(value.get("services"), "name"), *names(value.get("functionalities"), "name")]
    kind = f"{value.get('incident_type')} {value.get('severity')}".casefold()
    return incident(
        "firehydrant",
        source_id=first(value, "number", "id"),
        kind="maintenance" if "maintenance" in kind else None,
        title=one_line(value.get("name")),
        sections=[
            Section("summary", summary),
            Section("summary", described if described != summary else ""),
            Section("impact", plain(value.get("customer_impact_summary"), notes), "customer_impact_summary"),
        ],
        started=_milestone(value, "started")
        or when(value.get("started_at"))
        or when(value.get("created_at")),
        resolved=_milestone(value, "resolved") or when(value.get("resolved_at")),
        severity=named(value.get("severity"), "slug", "name") or one_line(value.get("priority")),
        services=tuple(dict.fromkeys(services)),
        url=url(value.get("incident_url")),
        notes=notes,
    )


def _milestone(value: Mapping[str, Any], wanted: str) -> When | None:
    """When a milestone was reached."""
    for milestone in objects(value.get("milestones")):
        if first(milestone, "type", "slug", "name").casefold() == wanted:
            return when(milestone.get("occurred_at")) or when(milestone.get("created_at"))
    return None
