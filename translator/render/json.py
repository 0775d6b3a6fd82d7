"""Pitches and findings as JSON, and the schemas that JSON follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from translator.models import PITCH_SCHEMA, Finding, Pitch

FINDINGS_SCHEMA = "translator.findings/1"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def as_json(pitch: Pitch) -> str:
    """The whole pitch as indented JSON; `Pitch.model_validate_json` reads it back unchanged."""
    return pitch.model_dump_json(indent=2, by_alias=True) + "\n"


def pitch_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `as_json` writes, named after the version it describes."""
    return _named(PITCH_SCHEMA, "Pitch", Pitch.model_json_schema(mode="serialization"))


def findings_document(findings: Sequence[Finding]) -> dict[str, Any]:
    """What `findings_schema` describes, as plain values."""
    rows = [finding.model_dump(mode="json") for finding in findings]
    return {"schema": FINDINGS_SCHEMA, "findings": rows}


def findings_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `findings_document`."""
    document = {
        "type": "object",
        "properties": {
            "schema": {"const": FINDINGS_SCHEMA},
            "findings": {"type": "array", "items": Finding.model_json_schema(mode="serialization")},
        },
        "required": ["schema", "findings"],
        "additionalProperties": False,
    }
    return _named(FINDINGS_SCHEMA, "Findings", document)


def _named(schema_id: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    names = {"$schema": _DIALECT, "$id": schema_id, "title": title}
    return {**schema, **names, "version": schema_id.rpartition("/")[2]}
