"""The one text of an incident that evidence, passages and search count their offsets in.

Title first, then the told sections in their order, then the recorded facts, one a line.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from translator.models import Incident, SectionKind, When
from translator.text import Span

PartKind = Literal["title", "facts"] | SectionKind


class Part(NamedTuple):
    """One part of the text and where it stands; the spans are in order and never overlap."""

    kind: PartKind
    span: Span


class IncidentText(NamedTuple):
    """The text and its parts. `text[part.span.start:part.span.end]` is the part without headings."""

    text: str
    parts: tuple[Part, ...]

    def of(self, *kinds: PartKind) -> tuple[str, ...]:
        """The texts of the parts of these kinds."""
        return tuple(p.span.of(self.text) for p in self.parts if p.kind in kinds)


def incident_text(incident: Incident) -> IncidentText:
    """The text of an incident with its parts. Same incident, same text."""
    told: list[tuple[PartKind, str]] = [("title", incident.title)]
    told += [(s.kind, s.text) for s in incident.sections]
    facts = _facts(incident)
    if facts:
        told.append(("facts", "\n".join(facts)))
    pieces, parts, at = [], [], 0
    for kind, text in told:
        parts.append(Part(kind, Span(at, at + len(text))))
        pieces.append(text)
        at += len(text) + 2
    return IncidentText("\n\n".join(pieces), tuple(parts))


def shown_time(when: When) -> str:
    """The time as far as it is known: "2026-02-11 07:35 UTC", "2026-02-11", "2026-02" or "2026"."""
    form = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%d %H:%M"}[when.precision]
    zone = " UTC" if when.zone_known and when.precision == "minute" else ""
    return when.at.strftime(form) + zone


def _facts(incident: Incident) -> list[str]:
    facts = [f"Record: {incident.source_id}"]
    if incident.started:
        facts.append(f"Started: {shown_time(incident.started)}")
    if incident.resolved:
        facts.append(f"Resolved: {shown_time(incident.resolved)}")
    if incident.severity:
        facts.append(f"Severity: {incident.severity}")
    if incident.services:
        facts.append(f"Services: {', '.join(incident.services)}")
    if incident.customers_affected is not None:
        facts.append(f"Customers affected: {incident.customers_affected}")
    if incident.support_tickets is not None:
        facts.append(f"Support tickets: {incident.support_tickets}")
    return facts
