"""A few incidents to search, an embedder that knows words only, and the parts a search is made of."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from translator.incident_service import IncidentService
from translator.models import Incident, IncidentSection, When

PAST = [
    # key, day, service, level, title, summary
    ("INC-1", "2026-02-03", "gate", 2, "Sessions end early", "People were sent back to the sign-in screen."),
    ("INC-2", "2026-04-07", "gate", 3, "Sign-in screen returns", "Sessions ended early after a key change."),
    ("INC-3", "2026-05-01", "ledger", 1, "Invoices doubled", "A retry of the invoice run doubled the fees."),
    ("INC-4", "2026-06-11", "search", 3, "Search slow on Saturdays", "Free seats took a minute to show."),
]  # fmt: skip


class WordVectors:
    """An embedder of words alone: a fake at our own seam. Texts with the same words are close."""

    def __init__(self, model_id: str = "words/1", numbers: int = 64) -> None:
        self.model_id = model_id
        self.numbers = numbers
        self.texts = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.texts += len(texts)
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.numbers
        for word in text.lower().replace(".", " ").split():
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.numbers] += 1.0
        length = math.sqrt(sum(n * n for n in vector)) or 1.0
        return [n / length for n in vector]


def incident(key: str, title: str, summary: str = "", **fields: Any) -> Incident:
    """An incident with a summary, of the source `table` unless another is given."""
    source = fields.pop("source", "table")
    day = fields.pop("day", "")
    if day:
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        precision = "minute" if "T" in day else "day"
        fields["started"] = When(at=at, precision=precision, zone_known=True, written=day)
    sections = (IncidentSection(kind="summary", text=summary),) if summary else ()
    return Incident(
        id=f"{source}:{key}", source=source, source_id=key, title=title, sections=sections, **fields
    )


def past() -> list[Incident]:
    """A handful of incidents of an invented company."""
    return [
        incident(key, title, summary, day=day, services=(service,), level=level)
        for key, day, service, level, title, summary in PAST
    ]


class Side(NamedTuple):
    """A service over new, empty parts; `again` opens the same parts as another process would."""

    service: IncidentService
    embedder: WordVectors
    again: Callable[..., IncidentService]
