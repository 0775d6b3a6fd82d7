"""GitHub issues that stand for incidents: the REST API's list, webhooks, and `gh issue list --json`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import incident
from translator.incidents.sources.fields import first, named, names, one_line, text, url
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.severity import level_of
from translator.incidents.sources.times import day_in, when
from translator.incidents.sources.told import told
from translator.models import Incident, IncidentKind

_ADDRESS = re.compile(r"://[^/\s]+/(?:(?:api/v3/)?repos/)?([\w.-]+/[\w.-]+)(?:/(?:issues|pull)/(\d+))?")
_SEVERITY = re.compile(
    r"(?:sev(?:erity)?|prio(?:rity)?|impact)\s*[:/=_ -]\s*(.+)|((?:sev|p)[ -]?[0-5])", re.IGNORECASE
)
_SERVICE = re.compile(r"(?:service|component|area|product|app)\s*[:/=]\s*(.+)", re.IGNORECASE)
_MAINTENANCE = re.compile(r"(?:type[:/ ]+)?(?:planned[ -]|scheduled[ -])?maintenance", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Whether the records are GitHub issues."""
    return any(_is_issue(r.value) for r in head.records)


def _is_issue(value: Mapping[str, Any]) -> bool:
    if "title" not in value or "fields" in value:
        return False
    address = first(value, "html_url", "url", "repository_url")
    return "repository_url" in value or ("number" in value and bool(_ADDRESS.search(address)))


def read(record: Record) -> Incident:
    """The incident; the headings of its body tell the sections, its labels how bad it was and where.

    The end is when the issue was closed. Comments and people are not read.
    """
    value = record.value
    said = told(text(value.get("body")), titled=False)
    labels = names(value.get("labels"), "name")
    level, services, kind, rest = _of_labels(labels)
    facts = said.facts
    opened = when(value.get("created_at")) or when(value.get("createdAt"))
    closed = when(value.get("closed_at")) or when(value.get("closedAt"))
    header = when(facts.get("started")) or day_in(facts.get("started", ""))
    notes = [*said.notes, *([f"Labels: {', '.join(rest)}"] if rest else [])]
    return incident(
        "github",
        source_id=_key(value),
        kind=kind,
        title=one_line(value.get("title")),
        sections=said.sections,
        started=header or opened,
        resolved=when(facts.get("resolved")) or closed,
        severity=facts.get("severity", "") or level,
        services=services or names(facts.get("services", ""), split=True),
        url=url(value.get("html_url")) or url(value.get("url")),
        notes=notes,
    )


def _key(value: Mapping[str, Any]) -> str:
    found = _ADDRESS.search(first(value, "html_url", "url", "repository_url"))
    repository = found.group(1) if found else named(value.get("repository"), "nameWithOwner", "full_name")
    number = first(value, "number") or (found.group(2) or "" if found else "")
    return f"{repository}#{number}" if number else first(value, "id")


def _of_labels(labels: tuple[str, ...]) -> tuple[str, tuple[str, ...], IncidentKind | None, list[str]]:
    """(severity, services, kind, the other labels)."""
    severity, services, rest = "", [], []
    kind: IncidentKind | None = None
    for label in labels:
        match = _SEVERITY.fullmatch(label)
        degree = (match.group(1) or match.group(2)).strip() if match else ""
        if degree and not severity and level_of(degree) is not None:
            severity = degree
        elif found := _SERVICE.fullmatch(label):
            services.append(found.group(1).strip())
        elif _MAINTENANCE.fullmatch(label):
            kind = "maintenance"
        else:
            rest.append(label)
    return severity, tuple(dict.fromkeys(services)), kind, rest
