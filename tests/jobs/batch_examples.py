"""Batches of an invented company."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.storage.translation_examples import first_pitch, translation
from translator.models import Actor, Batch, BatchOptions, Translation
from translator.storage.batches.base import Claimed, NewRow, Peer

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ADA = Actor(name="Ada Quist")
_NUMBERS = count(1)


def new_batch(id: str = "", **options: Any) -> Batch:
    """A batch that runs, without rows."""
    return Batch(
        id=id or f"b{next(_NUMBERS)}",
        name="backlog.csv",
        state="running",
        options=BatchOptions(**options),
        created=START,
        created_by=ADA,
        updated=START,
    )


def rows(number: int, *, bad: Iterable[int] = ()) -> list[NewRow]:
    """So many rows; those whose numbers (from 1) are `bad` could not be read."""
    ticket = first_pitch().ticket
    return [
        NewRow(f"line {n + 1}", None, code="malformed-input", error="it is broken.")
        if n in set(bad)
        else NewRow(f"line {n + 1}", ticket.model_copy(update={"key": f"NORD-{n}"}), f"t{next(_NUMBERS)}")
        for n in range(1, number + 1)
    ]


def peer(id: str, *, batch: str = "", machine: str = "here", process: int = 1, beat: int = 0) -> Peer:
    """A worker."""
    return Peer(id, machine, process, batch, beat)


class Quick:
    """Translates at once, without storing; what is scripted for a ticket's key is raised, or said to cost."""

    def __init__(
        self, script: Callable[[Claimed], object] = lambda row: None, price: float | None = 0.0
    ) -> None:
        self._script = script
        self._price = price
        self.made: list[str] = []

    async def most(self, row: Claimed) -> float | None:
        """The price of every row."""
        return self._price

    async def translate(self, row: Claimed) -> Translation:
        """A translation, after what the script says."""
        said = self._script(row)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, float):
            await asyncio.sleep(said)
        self.made.append(f"{row.batch}/{row.number}")
        made = translation(1)
        return made.model_copy(update={"id": row.translation})
