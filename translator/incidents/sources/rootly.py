"""Rootly: incidents as JSON:API gives them, and its webhooks.

A real payload also holds names, e-mail addresses, phone numbers and meeting passwords. Only the attributes
named here are read; everything else is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.incidents.sources.building import Section, incident
from translator.incidents.sources.fields import first, inner, named, objects, one_line, url
from translator.incidents.sources.prose import plain
from translator.incidents.sources.records import Head, Record
from translator.incidents.sources.times import when
from translator.models import Incident, IncidentKind

_LINKS = ("jira_issue_url", "confluence_page_url", "github_issue_url", "linear_issue_url", "short_url")


def recognises(head: Head) -> bool:
    """Whether the records are Rootly's."""
    return any(_is_json_api(r.value) or _is_webhook(r.value) for r in head.records)


def _is_json_api(value: Mapping[str, Any]) -> bool:
    return value.get("type") == "incidents" and "attributes" in value


def _is_webhook(value: Mapping[str, Any]) -> bool:
    return "issued_at" in inner(value, "event") and "data" in value


def read(record: Record) -> Incident:
    """The incident."""
    value = inner(record.value, "data") if _is_webhook(record.value) else record.value
    attributes = inner(value, "attributes") or value
    notes: list[str] = []
    title = one_line(attributes.get("title"))
    public = one_line(attributes.get("public_title"))
    cancelled = plain(attributes.get("cancellation_message"), notes)
    return incident(
        "rootly",
        source_id=first(attributes, "sequential_id", "slug") or first(value, "id"),
        kind=_kind(attributes),
        title=title or public,
        sections=[
            Section("update", public if public != title else "", "public_title"),
            Section("summary", plain(attributes.get("summary"), notes)),
            Section("cause", "\n".join(_related(attributes, value, "causes"))),
            Section("fix", plain(attributes.get("mitigation_message"), notes), "mitigation_message"),
            Section("fix", plain(attributes.get("resolution_message"), notes), "resolution_message"),
            Section("other", f"Cancelled: {cancelled}" if cancelled else "", "cancellation_message"),
        ],
        started=when(attributes.get("started_at")) or when(attributes.get("created_at")),
        resolved=when(attributes.get("resolved_at")) or when(attributes.get("mitigated_at")),
        severity=_name(attributes.get("severity")),
        services=(
            *_related(attributes, value, "services"), *_related(attributes, value, "functionalities")
        ),
        url=url(attributes.get("url")),
        links=[url(attributes.get(key)) for key in _LINKS],
        notes=notes,
    )  # fmt: skip


def _kind(attributes: Mapping[str, Any]) -> IncidentKind | None:
    kinds = f"{attributes.get('kind')} {attributes.get('status')}"
    return "maintenance" if "scheduled" in kinds or "maintenance" in kinds else None


def _name(value: object) -> str:
    """The name of an object, plain or wrapped as JSON:API does."""
    if not isinstance(value, Mapping):
        return one_line(value)
    attributes = inner(value, "data", "attributes") or inner(value, "attributes") or value
    return named(attributes, "name", "slug")


def _related(attributes: Mapping[str, Any], value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The names of related objects, wherever the payload has them; bare references have none."""
    found: list[str] = []
    for holder in (attributes.get(key), inner(value, "relationships").get(key)):
        members = inner({"": holder}, "").get("data", holder)
        found += [name for one in objects(members) if (name := _name(one))]
    return tuple(dict.fromkeys(found))
