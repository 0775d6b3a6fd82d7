"""incident.io: incidents of its API v2, one or a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.columns import field_of, of_people
from translator.incidents.sources.fields import count, first, inner, named, objects, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.models import Incident, IncidentKind, SectionKind, When

_STARTS = ("impact started", "started at", "started", "incident started", "reported at", "reported")
_ENDS = ("impact resolved", "resolved at", "resolved", "fixed at", "fixed", "closed at")
_TOLD: dict[str, SectionKind] = {
    "impact": "impact", "cause": "cause", "fix": "fix", "detection": "detection", "follow_up": "follow_up",
    "lessons": "lessons", "outcome": "outcome", "summary": "summary",
}  # fmt: skip


def recognises(head: Head) -> bool:
    """Whether the records are incident.io's."""
    return (
        head.any("incident_status")
        or head.any("incident_timestamp_values")
        or head.any("reference", "permalink")
    )


def read(record: Record) -> Incident:
    """The incident; custom fields are understood by their names. Roles and creators are not read."""
    value = record.value
    notes: list[str] = []
    sections = [Section("summary", plain(value.get("summary"), notes))]
    services: list[str] = []
    counts: dict[str, int] = {}
    for name, values in _custom(value):
        field = field_of(name) or ""
        if of_people(name):
            continue
        if field == "services":
            services += values
        elif field in ("customers_affected", "support_tickets"):
            if (number := count(values[0])) is not None:
                counts[field] = number
        elif field in _TOLD:
            sections.append(Section(_TOLD[field], plain("\n".join(values), notes), name))
        elif name.casefold().startswith("impact") or "customer impact" in name.casefold():
            sections.append(Section("impact", plain("\n".join(values), notes), name))
        else:
            notes.append(f"Custom field {name[:60]}: {', '.join(values)[:200]}")
    return incident(
        "incident_io",
        source_id=first(value, "reference", "id"),
        kind=_kind(value),
        title=one_line(value.get("name")),
        sections=sections,
        started=_at(value, _STARTS) or when(value.get("created_at")),
        resolved=_at(value, _ENDS),
        severity=named(value.get("severity"), "name"),
        services=tuple(dict.fromkeys(services)),
        customers_affected=counts.get("customers_affected"),
        support_tickets=counts.get("support_tickets"),
        url=url(value.get("permalink")),
        links=[url(value.get("postmortem_document_url"))],
        notes=notes,
    )


def _kind(value: Mapping[str, Any]) -> IncidentKind | None:
    said = named(value.get("incident_type"), "name").casefold()
    return "maintenance" if "maintenance" in said else None


def _custom(value: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """(name, values) of the custom fields that have values."""
    found = []
    for entry in objects(value.get("custom_field_entries")):
        name = one_line(inner(entry, "custom_field").get("name"))
        values = [
            said
            for one in objects(entry.get("values"))
            if (said := first(one, "value_text", "value_numeric", "value_link")
                or named(one.get("value_option"), "value", "name")
                or named(one.get("value_catalog_entry"), "name"))
        ]  # fmt: skip
        if name and values:
            found.append((name, values))
    return found


def _at(value: Mapping[str, Any], wanted: tuple[str, ...]) -> When | None:
    """The time stamp with one of these names, the first name that has one."""
    stamps: dict[str, When] = {}
    for entry in objects(value.get("incident_timestamp_values")):
        name = one_line(inner(entry, "incident_timestamp").get("name")).casefold()
        said = entry.get("value")
        at = when(said.get("value") if isinstance(said, Mapping) else said)
        if at is not None:
            stamps[name] = at
    return next((stamps[name] for name in wanted if name in stamps), None)
