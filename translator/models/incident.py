"""A past incident, and what a search for similar ones returns.

The same noun for every source: an outage from a pager, a post on a status page, a postmortem. What a
source does not say is None, "" or (); nothing is filled in from a neighbouring field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from translator.models.base import Model

SectionKind = Literal[
    "summary",  # what happened
    "impact",  # whom it hurt and how
    "cause",  # root cause, trigger, contributing factors
    "detection",  # how it was noticed
    "fix",  # how it was ended: resolution, mitigation, remediation
    "follow_up",  # action items
    "outcome",  # what moved after the fix
    "lessons",
    "timeline",
    "update",  # what customers were told, as on a status page
    "other",
]
IncidentKind = Literal[
    "incident",
    "maintenance",  # planned: never counted as an incident
    "alert",  # a monitor spoke; whether anybody was hurt is not said, so it is never counted
    "error",  # a group of program errors, likewise
]
Precision = Literal["year", "month", "day", "minute"]


class When(Model):
    """A point in time, as precisely as its source tells it."""

    at: datetime  # UTC, aware; the first instant of the year, month or day where that is all there is
    precision: Precision
    zone_known: bool  # False: the source names no zone, and its clock time was taken as UTC
    written: str  # as the source writes it


class IncidentSection(Model):
    """One told part of an incident. `text` is plain text, never empty."""

    kind: SectionKind
    text: str
    heading: str = ""  # as the source writes it


class Incident(Model):
    """One record of the past. `id` is `<source>:<source_id>` and unique in a workspace."""

    id: str
    source: str  # the reader that made it: "pagerduty", "statuspage", "postmortem", "table" …
    source_id: str  # the key people know it by: "INC-301"
    kind: IncidentKind = "incident"
    title: str
    sections: tuple[IncidentSection, ...] = ()
    started: When | None = None
    resolved: When | None = None
    severity: str = ""  # as the source writes it
    level: int | None = None  # 1 worst … 5; None: the severity says nothing that can be ordered
    services: tuple[str, ...] = ()
    customer_task: str = ""  # catalog id of a task, where the source gives one
    customers_affected: int | None = None
    support_tickets: int | None = None  # never from alerts, events, users or repeats
    url: str | None = None
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the reader met and could not place, in words

    def told(self, *kinds: SectionKind) -> tuple[IncidentSection, ...]:
        """The sections of these kinds, in order."""
        return tuple(s for s in self.sections if s.kind in kinds)


class IncidentFilter(Model):
    """Which incidents to look at; the default is all. Every given condition must hold."""

    services: tuple[str, ...] = ()  # any of these, case ignored
    levels: tuple[int, ...] = ()  # any of these
    since: datetime | None = None  # started at or after, UTC
    until: datetime | None = None  # started before, UTC
    customer_task: str = ""
    kinds: tuple[IncidentKind, ...] = ()
    sources: tuple[str, ...] = ()


class Stored(NamedTuple):
    """What an upsert into a store did, counted in incidents."""

    added: int
    changed: int
    same: int  # the stored record was equal; it keeps its revision


class Change(NamedTuple):
    """One step in the history of a workspace; only the last step of each incident is kept."""

    revision: int
    id: str
    incident: Incident | None  # None: deleted


class Hit(Model):
    """An incident a search found, how sure it is, and why."""

    incident: Incident
    score: float  # 0 … 1; from 0.5 on it counts as similar, however many incidents there are
    similar: bool  # the score is high enough to lean on
    cosine: float | None = None  # of the best part; None: vectors were not asked or did not find it
    keyword: float | None = None  # BM25; None: no word in common, or not asked
    why: tuple[str, ...] = ()  # in words a person reads: "both speak of session, sign-in"
    start: int = 0  # the best passage, in the incident's text (see `incident_text`)
    end: int = 0


class Found(Model):
    """The answer of a search: the best first. No similar hit is an honest answer, not an error."""

    hits: tuple[Hit, ...] = ()
    searched: int = 0  # incidents that the filter let through
    mode: Literal["hybrid", "keyword only", "nothing stored", "not searched"] = "hybrid"
    notes: tuple[str, ...] = ()  # what a reader must know: "vectors are not available: …"

    @property
    def similar(self) -> tuple[Hit, ...]:
        """The hits one may lean on."""
        return tuple(h for h in self.hits if h.similar)
