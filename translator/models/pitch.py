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


class ModelCall(Model):
    """One request that a model, the cache or a recording answered."""

    purpose: str  # "core", "framing:sales", "repair"
    model: str  # the one that really answered
    source: Literal["model", "cache", "recording"]
    key: str  # sha-256 of the request: the name of its recording
    attempts: int = 1
    input_tokens: int | None = None  # None here and below: the provider does not say
    output_tokens: int | None = None
    cost: float | None = None  # USD


class Worded(Model):
    """What goes wrong, in words a person approved for an earlier ticket about the same."""

    happens: str  # plural verb phrase: "land back on the sign-in screen"
    task: str  # here and below: the catalog ids that both tickets were read as
    failure: str
    source: str  # key of that ticket, or the id of its translation
    by: str  # who approved it


class Provenance(Model):
    """How this pitch came to be."""

    engine: str
    model: str | None = None  # the model that answered; None: no model was called
    reading: dict[str, str] = Field(default_factory=dict)  # catalog ids a model read the ticket as
    prompts: tuple[str, ...] = ()  # "core.v1@<first 12 of its sha-256>"
    written: tuple[str, ...] = ()  # places whose words are a model's; all others are the offline engine's
    edited: dict[str, str] = Field(default_factory=dict)  # or a person's: place → who wrote them
    notes: tuple[str, ...] = ()  # what fell back to the offline engine, and why
    worded: Worded | None = None  # None: the offline engine's words are the catalog's
    translator_version: str
    catalog_version: str
    packs: tuple[str, ...] = ()
    created: datetime


class EgressReceipt(Model):
    """What left the machine. Empty destinations: nothing did."""

    destinations: tuple[str, ...] = ()
    masked: int = 0  # count of masked secrets and personal data
    kinds: dict[str, int] = Field(default_factory=dict)  # of them, by kind: {"EMAIL": 2}
    calls: tuple[ModelCall, ...] = ()


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
