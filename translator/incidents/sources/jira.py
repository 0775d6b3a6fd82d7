"""Jira and Jira Service Management: issues of the REST API (v2 wiki markup, v3 ADF) and the CSV export.

A custom field is understood by its name where the export says it (CSV). Comments and people are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident, planned
from translator.incidents.sources.columns import field_of, of_people, snake
from translator.incidents.sources.fields import count, named, names, one_line, text
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.incidents.sources.told import told
from translator.models import Incident, IncidentKind, SectionKind

_TOLD: tuple[SectionKind, ...] = (
    "impact", "cause", "detection", "fix", "follow_up", "outcome", "lessons", "timeline"
)  # fmt: skip
_SIGNS = ("Issue key", "Issue id", "Issue Type", "Project key")


def recognises(head: Head) -> bool:
    """Whether the records are Jira issues, or the header is that of a Jira export."""
    if head.header:
        columns = {snake(name) for name in head.header}
        return "summary" in columns and any(snake(sign) in columns for sign in _SIGNS)
    return any(isinstance(r.value.get("fields"), Mapping) for r in head.records)


def read(record: Record) -> Incident:
    """The incident. The end is the resolution date; Jira's CSV names no time zone."""
    fields = record.value.get("fields")
    if isinstance(fields, Mapping):
        return _of_issue(record.value, fields)
    return _of_row(record)


def _of_issue(issue: Mapping[str, Any], fields: Mapping[str, Any]) -> Incident:
    body = fields.get("description")
    said = told(body, reader="jira_wiki", titled=False)
    notes = list(said.notes)
    key = one_line(issue.get("key"))
    return incident(
        "jira",
        source_id=key or one_line(issue.get("id")),
        kind=_kind(named(fields.get("issuetype"), "name")),
        title=one_line(fields.get("summary")),
        sections=[*said.sections, Section("other", plain(fields.get("environment"), notes), "environment")],
        started=when(said.facts.get("started")) or when(fields.get("created")),
        resolved=when(said.facts.get("resolved")) or when(fields.get("resolutiondate")),
        severity=said.facts.get("severity", "") or named(fields.get("priority"), "name"),
        services=names(fields.get("components"), "name"),
        url=_address(one_line(issue.get("self")), key),
        notes=[*notes, *_labels(names(fields.get("labels"), "name"))],
    )


def _address(api: str, key: str) -> str | None:
    site, mark, _ = api.partition("/rest/api/")
    return f"{site}/browse/{key}" if mark and key and site.startswith("http") and "@" not in site else None


def _kind(issue_type: str) -> IncidentKind | None:
    said = issue_type.casefold()
    return "maintenance" if said == "maintenance" or planned(issue_type) else None


def _labels(labels: tuple[str, ...]) -> list[str]:
    return [f"Labels: {', '.join(labels)}"] if labels else []


def _of_row(record: Record) -> Incident:
    cells: dict[str, list[str]] = {}
    custom: dict[str, list[tuple[str, str]]] = {}
    for column, value in record.value.items():
        values = [v for v in (value if isinstance(value, list) else [value]) if text(v)]
        name, inside = _custom(column)
        if not values or of_people(name):
            continue
        if inside:
            custom.setdefault(field_of(name) or "", []).extend((name, text(v)) for v in values)
        else:
            cells.setdefault(snake(column), []).extend(text(v) for v in values)

    def cell(*columns: str) -> str:
        return next((cells[column][0] for column in columns if column in cells), "")

    said = told(cell("description"), reader="jira_wiki", titled=False)
    notes = list(said.notes)
    created, resolved = cell("created"), cell("resolved")
    for column, written in (("Created", created), ("Resolved", resolved)):
        if written and when(written, day_first=record.day_first) is None:
            notes.append(f"{column}: {written[:40]} is not read: day and month cannot be told apart.")
    starts = [when(v, day_first=record.day_first) for _, v in custom.get("started", ())]
    ends = [when(v, day_first=record.day_first) for _, v in custom.get("resolved", ())]
    return incident(
        "jira",
        source_id=cell("issue_key", "key", "issue_id"),
        kind=_kind(cell("issue_type")),
        title=" ".join(cell("summary").split()),
        sections=[*said.sections, *_told(custom, notes)],
        started=next(filter(None, starts), None) or when(created, day_first=record.day_first),
        resolved=next(filter(None, ends), None) or when(resolved, day_first=record.day_first),
        severity=next((v for _, v in custom.get("severity", ())), "") or cell("priority"),
        services=_services(cells, custom),
        customers_affected=_count(custom, "customers_affected"),
        support_tickets=_count(custom, "support_tickets"),
        notes=[*notes, *_labels(tuple(cells.get("labels", ()))), *_rest(custom)],
    )


def _custom(column: str) -> tuple[str, bool]:
    """The name of a custom field's column, or the column itself."""
    name = column.strip()
    if name.casefold().startswith("custom field (") and name.endswith(")"):
        return name[len("custom field (") : -1], True
    return name, False


def _told(custom: Mapping[str, list[tuple[str, str]]], notes: list[str]) -> Iterator[Section]:
    for kind in _TOLD:
        for name, value in custom.get(kind, ()):
            yield Section(kind, plain(value, notes, reader="jira_wiki"), name)


def _services(cells: Mapping[str, list[str]], custom: Mapping[str, list[tuple[str, str]]]) -> tuple[str, ...]:
    found = [*cells.get("components", ()), *cells.get("component_s", ()), *cells.get("component", ())]
    found += [value for _, value in custom.get("services", ())]
    return names(found, split=True)


def _count(custom: Mapping[str, list[tuple[str, str]]], field: str) -> int | None:
    return next((number for _, v in custom.get(field, ()) if (number := count(v)) is not None), None)


def _rest(custom: Mapping[str, list[tuple[str, str]]]) -> Iterator[str]:
    """Custom fields that no field takes, as notes."""
    taken = {*_TOLD, "started", "resolved", "severity", "services", "customers_affected", "support_tickets"}
    for field, values in custom.items():
        if field not in taken:
            yield from (f"Custom field {name[:60]}: {value[:200]}" for name, value in values)
