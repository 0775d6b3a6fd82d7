"""Incidents of an invented company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from translator.models import Incident, IncidentSection, When


def when(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0) -> When:
    """A minute in UTC."""
    at = datetime(year, month, day, hour, minute, tzinfo=UTC)
    return When(at=at, precision="minute", zone_known=True, written=at.isoformat())


def incident(number: int, **values: Any) -> Incident:
    """`pagerduty:INC-<number>`, with other values where given."""
    given = {
        "id": f"pagerduty:INC-{number}",
        "source": "pagerduty",
        "source_id": f"INC-{number}",
        "title": f"Sign-in fails in live demos, number {number}",
        "sections": (IncidentSection(kind="summary", text="Prospects land back on the sign-in page."),),
    }
    return Incident(**given | values)
