"""The product's own export: one incident a line as JSON, which reads back equal."""

from __future__ import annotations

import json

from pydantic import ValidationError

from translator.incidents.sources.building import Unreadable
from translator.incidents.sources.records import Head, Record
from translator.models import Incident

INCIDENT_SCHEMA = "translator.incident/1"


def export_line(incident: Incident) -> str:
    """The incident as one line of the export, without a line feed."""
    return json.dumps(
        {"schema": INCIDENT_SCHEMA, **incident.model_dump(mode="json", exclude_defaults=True)},
        ensure_ascii=False,
    )


def recognises(head: Head) -> bool:
    """Whether a record names this product's schema, of any version."""
    return any(str(r.value.get("schema", "")).startswith("translator.incident/") for r in head.records)


def read(record: Record) -> Incident:
    """The incident as it was exported."""
    schema = record.value.get("schema")
    if schema != INCIDENT_SCHEMA:
        raise Unreadable(f"its schema is “{str(schema)[:60]}”; this version reads {INCIDENT_SCHEMA}")
    fields = {key: value for key, value in record.value.items() if key != "schema"}
    try:
        incident = Incident.model_validate_json(json.dumps(fields))
    except (ValidationError, ValueError, RecursionError) as error:
        why = "it cannot be written as JSON"
        if isinstance(error, ValidationError):
            wrong = error.errors(include_url=False, include_input=False, include_context=False)[0]
            why = f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
        raise Unreadable(f"it is no exported incident: {why}") from None
    if any(at and at.at.tzinfo is None for at in (incident.started, incident.resolved)):
        raise Unreadable("it is no exported incident: a time has no zone")
    return incident
