"""What answers give, beside the nouns of `translator.models`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from translator.models import (
    Actor,
    ActorKind,
    AuditEvent,
    Dismissal,
    Finding,
    Incident,
    Model,
    Pitch,
    Scope,
    Severity,
    Staleness,
    State,
    Step,
    Translation,
    TranslationRow,
)
from translator.review import finding_id, ways_from


class FindingView(Model):
    """A finding of a stored pitch. See `Finding`."""

    id: str = Field(description="the same while check, place and message are")
    dismissed: bool
    check: str
    severity: Severity
    where: str
    message: str
    fix: str
    start: int | None
    end: int | None


class TranslationView(Model):
    """A stored translation: its newest pitch, its review, and what can be done next."""

    id: str
    revision: int = Field(description="raised by every change; the ETag")
    state: State
    version: int = Field(description="of the pitch")
    next_states: tuple[State, ...] = Field(description="where the review can send it from here")
    findings: tuple[FindingView, ...] = Field(description="of the pitch, with their ids")
    dismissed: tuple[Dismissal, ...]
    steps: tuple[Step, ...]
    stale: Staleness | None
    created: datetime
    created_by: Actor
    updated: datetime
    pitch: Pitch


class TranslationPage(Model):
    """Translations, newest first."""

    items: tuple[TranslationRow, ...]
    next: str = Field(description="cursor of the page after; empty on the last")


class IncidentPage(Model):
    """Incidents, newest first."""

    items: tuple[Incident, ...]
    next: str = Field(description="cursor of the page after; empty on the last")


class AuditPage(Model):
    """The audit trail, newest first."""

    items: tuple[AuditEvent, ...]
    next: str = Field(description="cursor of the page after; empty on the last")


class WorkView(Model):
    """A translation that is being made."""

    id: str
    status: Literal["working"] = "working"
    href: str = Field(description="where the translation will be")


class FindingsView(Model):
    """Findings, as `translator check --json` prints them."""

    schema_name: Literal["translator.findings/1"] = Field("translator.findings/1", alias="schema")
    findings: tuple[Finding, ...]


class ProblemView(Model):
    """A record that could not be read."""

    place: str
    message: str
    next_step: str


class ImportView(Model):
    """What an import did, counted in incidents."""

    read: int
    added: int
    changed: int
    same: int
    repeated: int = Field(description="rows whose id an earlier row had; the last one is kept")
    kinds: dict[str, int]
    sources: dict[str, int]
    notes: tuple[str, ...]
    problems: int
    problem_rows: tuple[ProblemView, ...] = Field(description="the first 1,000")


class MeView(Model):
    """Who calls, and what the key may do."""

    name: str
    kind: ActorKind
    key: str = Field(description="id of the API key; empty on a server without keys")
    workspace: str
    scopes: tuple[Scope, ...] = Field(description="as the key has them")
    may: tuple[Scope, ...] = Field(description="with what they include")


def view_of(translation: Translation) -> TranslationView:
    """What a translation looks like from outside."""
    dismissed = {d.finding for d in translation.dismissed}
    return TranslationView(
        id=translation.id,
        revision=translation.revision,
        state=translation.state,
        version=translation.pitch.version,
        next_states=ways_from(translation.state),
        findings=findings_view(translation.pitch.findings, dismissed),
        dismissed=translation.dismissed,
        steps=translation.steps,
        stale=translation.stale,
        created=translation.created,
        created_by=translation.created_by,
        updated=translation.updated,
        pitch=translation.pitch,
    )


def findings_view(findings: tuple[Finding, ...], dismissed: set[str]) -> tuple[FindingView, ...]:
    """Findings with their ids. A must finding is never dismissed."""
    rows = []
    for finding in findings:
        name = finding_id(finding)
        gone = name in dismissed and finding.severity != "must"
        rows.append(FindingView(id=name, dismissed=gone, **finding.__dict__))
    return tuple(rows)
