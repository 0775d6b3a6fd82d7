"""A pitch: the whole translated result with its findings, answers and provenance."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from translator.models.base import Model
from translator.models.draft import Draft
from translator.models.evidence import Ledger
from translator.models.proof import Past
from translator.models.ticket import Ticket

PITCH_SCHEMA: Literal["translator.pitch/1"] = "translator.pitch/1"

Severity = Literal["must", "should", "info"]
State = Literal["draft", "needs evidence", "in review", "approved", "published", "stale", "closed"]


class Finding(Model):
    """What a check found. Offsets count in the part named by `where`; None: the part as a whole."""

    check: str
    severity: Severity
    where: str
    message: str
    fix: str
    start: int | None = None
    end: int | None = None


class Answer(Model):
    """What a person answered to a question; it is evidence `id`."""

    id: str  # a1, a2 …
    fills: str  # the blank's stable name
    ask: str  # the question as it was put
    text: str
    by: str
    at: datetime


class Provenance(Model):
    """How this pitch came to be."""

    engine: str
    model: str | None = None  # None: no model was called
    translator_version: str
    catalog_version: str
    packs: tuple[str, ...] = ()
    created: datetime


class EgressReceipt(Model):
    """What left the machine. Empty destinations: nothing did."""

    destinations: tuple[str, ...] = ()
    masked: int = 0  # count of masked secrets and personal data


class Pitch(Model):
    """The whole translated result, versioned."""

    schema_name: Literal["translator.pitch/1"] = Field(default=PITCH_SCHEMA, alias="schema")
    id: str
    version: int = 1
    state: State
    stakeholders: tuple[str, ...]
    ticket: Ticket
    evidence: Ledger
    past: Past | None = None  # None: no search for past incidents was made
    draft: Draft
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = ()
    provenance: Provenance
    receipt: EgressReceipt = EgressReceipt()

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True
    )
