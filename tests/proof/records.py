"""Past incidents and tickets for the tests of proof: written out short, or read from the samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from translator.catalog.index import CatalogIndex
from translator.catalog.loading import build_catalog
from translator.evidence import extract
from translator.intake import read, read_parts
from translator.models import (
    Found,
    Hit,
    Incident,
    IncidentSection,
    Precision,
    Proof,
    Sentence,
    Ticket,
    When,
)
from translator.packs import load_builtin
from translator.proof import prove
from translator.samples import INCIDENTS, SAMPLES, TICKETS

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
INDEX = CatalogIndex(build_catalog(load_builtin()))
TOLD = ("summary", "impact", "cause", "fix", "follow_up", "outcome", "lessons")


def when(written: str, *, precision: Precision | None = None, zone_known: bool = True) -> When:
    """ "2026-07-14T07:40" is known to the minute, "2026-07-14" to the day, "2026-07" to the month."""
    known: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    full = written + "2026-01-01T00:00"[len(written) :]
    at = datetime.fromisoformat(full).replace(tzinfo=UTC)
    shown = precision or known.get(len(written), "minute")
    return When(at=at, precision=shown, zone_known=zone_known, written=written)


def incident(key: str, title: str, started: str = "", resolved: str = "", **more: Any) -> Incident:
    """An incident; the told parts by their names, everything else as fields of the model."""
    told = {kind: more.pop(kind, "") for kind in TOLD}
    sections = tuple(IncidentSection.model_validate({"kind": k, "text": t}) for k, t in told.items() if t)
    source = more.pop("source", "table")
    return Incident(
        id=more.pop("id", f"{source}:{key}"),
        source=source,
        source_id=key,
        title=title,
        sections=sections,
        started=more.pop("start", when(started) if started else None),
        resolved=more.pop("end", when(resolved) if resolved else None),
        **more,
    )


def found(*incidents: Incident, similar: bool = True) -> Found:
    """A search that found these, best first."""
    hits = (Hit(incident=i, score=0.9 - n / 100, similar=similar) for n, i in enumerate(incidents))
    return Found(hits=tuple(hits), searched=30)


def proven(ticket: Ticket, *incidents: Incident, now: datetime = NOW) -> Proof:
    """The proof these incidents give the ticket."""
    return prove(ticket, extract(ticket, INDEX), INDEX, found(*incidents), now=now)


def said(sentence: Sentence | None, ticket: Ticket, proof: Proof) -> str:
    """The sentence with its slots filled; "" for none."""
    text = "" if sentence is None else sentence.text
    for item in (*extract(ticket, INDEX).items, *proof.evidence):
        text = text.replace(f"«{item.id}»", item.text)
    return text


def sample_incidents() -> dict[str, Incident]:
    """The incidents of the invented company by key."""
    lines = files("translator").joinpath("samples", INCIDENTS).read_text(encoding="utf-8").splitlines()
    rows = (json.loads(line) for line in lines)
    return {row["id"]: _row(row) for row in rows}


def _row(row: dict[str, Any]) -> Incident:
    planned = row["title"].startswith("Planned maintenance")
    return incident(
        row["id"],
        row["title"],
        row["started_at"].removesuffix(":00Z"),
        row["resolved_at"].removesuffix(":00Z"),
        kind="maintenance" if planned else "incident",
        services=tuple(row["services"]),
        customer_task=row["customer_task"] or "",
        customers_affected=row["customers_affected"],
        url=row["url"],
        **{part: row[part] for part in ("summary", "cause", "fix", "follow_up")},
    )


def sample_tickets() -> Iterator[tuple[str, Ticket]]:
    """The tickets of the invented company, by key or file name."""
    for sample in SAMPLES:
        payload = files("translator").joinpath("samples", TICKETS, sample.file).read_bytes()
        for ticket in read(payload).tickets:
            yield ticket.key or sample.file, ticket


def sample_ticket(name: str) -> Ticket:
    """One of them."""
    return dict(sample_tickets())[name]


def ticket(title: str, body: str, **more: Any) -> Ticket:
    """A ticket of one title and one body."""
    return read_parts(title, body, **more)
