"""Evidence into past incidents: which words of an incident a sentence cites, and under which id."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

from translator.incident_text import IncidentText
from translator.models import Evidence, EvidenceKind, Incident, Ledger, Quantity, When
from translator.redaction import sensitive
from translator.text import Span

_PREFIX: dict[EvidenceKind, str] = {"quantity": "n", "date": "t", "identifier": "i", "derived": "d"}
_KEY = re.compile(r"[\w][\w./#:-]{0,39}")
_LONGEST_MINUTES = 60 * 24 * 30  # a record left open is no outage of months


class Citations:
    """Hands out evidence items; the same words have one id. Ids go on where the ticket's end."""

    def __init__(self, ledger: Ledger) -> None:
        self._last: Counter[str] = Counter()
        for item in ledger.items:
            prefix, number = item.id[:1], item.id[1:]
            if number.isdecimal():
                self._last[prefix] = max(self._last[prefix], int(number))
        self._items: dict[tuple[str, EvidenceKind, int, int, str], Evidence] = {}

    @property
    def items(self) -> tuple[Evidence, ...]:
        """Everything cited so far, in the order of citing."""
        return tuple(self._items.values())

    def quote(self, source: str, text: str, span: Span, kind: EvidenceKind) -> Evidence:
        """The words at `span` of the source's text."""
        return self._put(source, kind, span, span.of(text), value="quotable")

    def key(self, incident: Incident, told: IncidentText) -> Evidence | None:
        """The key people know the incident by; None where it is none that can be shown."""
        span = fact(told, "Record")
        if span is None or not _KEY.fullmatch(span.of(told.text)) or sensitive(span.of(told.text)):
            return None
        return self._put(source_of(incident), "identifier", span, span.of(told.text))

    def day(self, incident: Incident, told: IncidentText) -> Evidence | None:
        """The day it started, or the month or year where no more is known; None: unknown."""
        span = fact(told, "Started")
        if span is None or incident.started is None:
            return None
        span = Span(span.start, min(span.end, span.start + len("2026-01-31")))
        return self._put(source_of(incident), "date", span, span.of(told.text), value=span.of(told.text))

    def count(self, incident: Incident, told: IncidentText, fact_name: str, noun: str) -> Evidence | None:
        """A recorded count: "Customers affected" or "Support tickets"; None where the record has none."""
        span = fact(told, fact_name)
        if span is None or not span.of(told.text).isdecimal() or int(span.of(told.text)) == 0:
            return None
        quantity = Quantity(value=float(span.of(told.text)), noun=noun, role="impact")
        return self._put(source_of(incident), "quantity", span, span.of(told.text), quantity=quantity)

    def duration(self, incident: Incident, told: IncidentText) -> Evidence | None:
        """How long it lasted, computed from two recorded times; None where they are not exact."""
        start, end = incident.started, incident.resolved
        if start is None or end is None or not (_exact(start) and _exact(end)):
            return None
        # From the minutes as shown, so that a reader who subtracts gets the same.
        minutes = int(end.at.timestamp() // 60 - start.at.timestamp() // 60)
        if not 0 < minutes <= _LONGEST_MINUTES:
            return None
        at = [fact(told, name) for name in ("Started", "Resolved")]
        if at[0] is None or at[1] is None:
            return None
        source = source_of(incident)
        first, last = (
            self._put(source, "date", span, span.of(told.text), value=_iso(when.at))
            for span, when in ((at[0], start), (at[1], end))
        )
        name, value, unit, shown = _in_words(minutes)
        formula = f"{name}({last.id} - {first.id})"
        return self.derived(source, shown, Quantity(value=value, unit=unit, noun="outage"), formula)

    def derived(self, source: str, shown: str, quantity: Quantity, formula: str) -> Evidence:
        """A computed value; its formula names what it was computed from."""
        return self._put(source, "derived", Span(0, 0), shown, quantity=quantity, formula=formula)

    def _put(
        self,
        source: str,
        kind: EvidenceKind,
        span: Span,
        text: str,
        *,
        value: str = "",
        quantity: Quantity | None = None,
        formula: str = "",
    ) -> Evidence:
        known = (source, kind, span.start, span.end, formula)
        if known not in self._items:
            prefix = _PREFIX.get(kind, "e")
            self._last[prefix] += 1
            self._items[known] = Evidence(
                id=f"{prefix}{self._last[prefix]}",
                kind=kind,
                source=source,
                start=span.start,
                end=span.end,
                text=text,
                quantity=quantity,
                value=value,
                formula=formula,
            )
        return self._items[known]


def source_of(incident: Incident) -> str:
    """The name of the incident as a source of evidence."""
    return f"incident:{incident.id}"


def fact(told: IncidentText, name: str) -> Span | None:
    """Where the value of a recorded fact stands in the text; None: it is not recorded."""
    facts = next((p.span for p in told.parts if p.kind == "facts"), None)
    at = facts.start if facts is not None else len(told.text)
    for line in told.text[at:].split("\n"):
        if line.startswith(f"{name}: "):
            return Span(at + len(name) + 2, at + len(line))
        at += len(line) + 1
    return None


def _exact(when: When) -> bool:
    """Without its zone a clock time can be off by an hour or by ten."""
    return when.precision == "minute" and when.zone_known


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def _in_words(minutes: int) -> tuple[str, float, str, str]:
    """The function of the formula, the value, its unit, and the duration as one speaks it."""
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return "minutes", float(minutes), "min", f"{minutes} min"
    if rest == 0 and hours < 72:
        return "hours", float(hours), "h", f"{hours} h"
    if hours < 72:
        return "minutes", float(minutes), "min", f"{hours} h {rest} min"
    in_hours = round(minutes / 60)
    days, hours = divmod(in_hours, 24)
    if hours == 0:
        return "days", float(days), "d", f"{days} days"
    return "hours", float(in_hours), "h", f"{days} days {hours} h"
