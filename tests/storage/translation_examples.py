"""Translations of an invented company: one real pitch of the offline engine, under many names."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from translator.models import Actor, ApiKey, Pitch, State, Translation
from translator.storage.base import Event

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ADA = Actor(name="Ada Quist", key="k1")
ROBOT = Actor(name="nightly import", kind="service", key="k2")
TICKET = """# NORD-41: Sign-in times out in live demos

Prospects land back on the sign-in page after 30 seconds. Two demos failed last week.
"""


@cache
def first_pitch() -> Pitch:
    """The pitch of `TICKET`."""
    # Here, because it takes long to import, and processes of tests that are handed a pitch need it not.
    from translator.wiring import build_default

    app = build_default()
    ticket = app.read(TICKET.encode()).tickets[0]
    return asyncio.run(app.pipeline.translate(ticket, now=START))


def pitch(*, version: int = 1, state: State = "draft", **ticket: Any) -> Pitch:
    """The pitch in another version, or of a ticket with other values."""
    first = first_pitch()
    changed = first.ticket.model_copy(update=ticket)
    return first.model_copy(update={"version": version, "state": state, "ticket": changed})


def translation(number: int = 1, *, state: State = "draft", ticket: Any = None, **values: Any) -> Translation:
    """`t<number>`, made as many minutes after the start; `ticket` holds other values of the ticket."""
    at = START + timedelta(minutes=number)
    given = {
        "id": f"t{number}",
        "revision": 1,
        "state": state,
        "pitch": pitch(state=state, **(ticket or {})),
        "created": at,
        "created_by": ADA,
        "updated": at,
    }
    return Translation(**given | values)


def event(action: str = "translation.created", subject: str = "t1", minute: int = 0, **detail: str) -> Event:
    """Something that Ada did."""
    return Event(START + timedelta(minutes=minute), ADA, action, subject, detail)


def key(number: int = 1, **values: Any) -> ApiKey:
    """`k<number>` of workspace acme."""
    at = START + timedelta(minutes=number)
    given = {
        "id": f"k{number}",
        "workspace": "acme",
        "name": f"key {number}",
        "kind": "person",
        "scopes": ("read", "write"),
        "created": at,
    }
    return ApiKey(**given | values)
