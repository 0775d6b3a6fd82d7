"""What people do with batches: make one, look at it, pause, resume, cancel; one class behind every door."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from translator.errors import EmptyInput
from translator.intake.result import Intake
from translator.jobs.reading import read_rows, too_many
from translator.models import Actor, Batch, BatchOptions, BatchRow, BatchState, RowState, Ticket
from translator.storage.base import Event
from translator.storage.batches.base import Batches, BatchPage, NewRow

_SAMPLE = 20  # tickets that an estimate plans in full


class Plan(NamedTuple):
    """What the first requests of one ticket take."""

    requests: int
    input_tokens: int
    output_tokens: int  # at most
    cost: float | None  # USD at most; None: a price is unknown


class Estimate(NamedTuple):
    """What a batch may take, from a sample of its tickets. All 0 where no model writes.

    A pitch may need one more round of requests than is counted here.
    """

    rows: int
    unreadable: int  # of them, rows that hold no ticket
    sampled: int
    model: str | None
    requests: int
    input_tokens: int
    output_tokens: int  # at most
    cost: float | None  # USD at most; None: a price is unknown


class Tickets(Protocol):
    """What reads tickets and knows what a model would be asked about them."""

    def read(self, payload: bytes, *, reader: str | None = None, place: str = "input") -> Intake:
        """See `App.read`."""
        ...

    def check(self, options: BatchOptions) -> str | None:
        """The model that would write; None: none does. Raises what cannot work for any row."""
        ...

    async def plan(self, ticket: Ticket, options: BatchOptions) -> Plan:
        """What the ticket's first requests take. Sends nothing."""
        ...


class BatchService:
    """The batches of one workspace.

    `record` adds to the audit trail, `new_id` gives ids of translations. All methods raise StoreUnusable;
    those that take an id raise UnknownBatch.
    """

    def __init__(
        self,
        store: Batches,
        tickets: Tickets,
        *,
        record: Callable[[Event], None],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._tickets = tickets
        self._record = record
        self._clock = clock
        self._new_id = new_id

    def read(self, payload: bytes, *, place: str, reader: str | None = None) -> list[NewRow]:
        """The rows of one file; see `read_rows`. Takes a second for a few thousand tickets."""
        return read_rows(
            lambda part, at: self._tickets.read(part, reader=reader, place=at), payload, place, self._new_id
        )

    async def create(
        self,
        name: str,
        rows: Sequence[NewRow],
        options: BatchOptions,
        *,
        by: Actor,
        id: str = "",
        single: bool = False,
    ) -> Batch:
        """Store a batch; workers take it up from here on. Without an `id` it gets a new one.

        `single`: it is one translation that was asked for later, and no list shows it unasked.

        Raises EmptyInput for no row, InputTooLarge for too many, and what no row could be translated for:
        UnknownStakeholder, SettingInvalid.
        """
        if not rows:
            raise EmptyInput("there is no ticket in it.", place=name, next_step="Hand in at least one.")
        too_many(len(rows), name)
        self._tickets.check(options)
        now = self._clock()
        batch = Batch(
            id=id or f"b{int(now.timestamp() * 1000) & (1 << 48) - 1:012x}{secrets.token_hex(6)}",
            name=name,
            state="running",
            options=options,
            single=single,
            created=now,
            created_by=by,
            updated=now,
        )
        made = await asyncio.to_thread(self._store.add, batch, rows)
        await self._recorded(made, "batch.created", by, {"rows": str(made.counts.total)})
        return made

    async def estimate(self, rows: Sequence[NewRow], options: BatchOptions) -> Estimate:
        """What the rows may take, from a sample of them. Sends nothing; raises what `create` does."""
        model = self._tickets.check(options)
        tickets = [row.ticket for row in rows if row.ticket is not None]
        if model is None or not tickets:
            return Estimate(len(rows), len(rows) - len(tickets), 0, model, 0, 0, 0, 0.0)
        count = min(_SAMPLE, len(tickets))
        sample = [tickets[n * len(tickets) // count] for n in range(count)]
        plans = [await self._tickets.plan(ticket, options) for ticket in sample]
        scale = len(tickets) / count
        costs = [plan.cost for plan in plans if plan.cost is not None]
        return Estimate(
            len(rows),
            len(rows) - len(tickets),
            count,
            model,
            round(sum(plan.requests for plan in plans) * scale),
            round(sum(plan.input_tokens for plan in plans) * scale),
            round(sum(plan.output_tokens for plan in plans) * scale),
            sum(costs) * scale if len(costs) == count else None,
        )

    async def get(self, id: str) -> Batch:
        """The batch with its progress."""
        return await asyncio.to_thread(self._store.get, id)

    async def page(
        self, states: Sequence[BatchState] = (), *, single: bool = False, after: str = "", limit: int = 50
    ) -> BatchPage:
        """Batches, newest first; those of one translation each only where `single` says so.

        `after` is the cursor of the page before; raises CursorInvalid.
        """
        return await asyncio.to_thread(self._store.page, states, single=single, after=after, limit=limit)

    async def rows(
        self, id: str, states: Sequence[RowState] = (), *, after: int = 0, limit: int = 200
    ) -> list[BatchRow]:
        """Rows with a higher number than `after`, in order."""
        return await asyncio.to_thread(self._store.rows, id, states, after=after, limit=limit)

    async def pause(self, id: str, *, by: Actor) -> Batch:
        """No further row begins; those under way end. Raises StepRefused for one that has ended."""
        batch = await asyncio.to_thread(self._store.pause, id, self._clock())
        await self._recorded(batch, "batch.paused", by)
        return batch

    async def resume(self, id: str, *, by: Actor, budget: float | None = None) -> Batch:
        """Go on, under another budget where one is given. Raises StepRefused for one that has ended."""
        batch = await asyncio.to_thread(self._store.resume, id, self._clock(), budget=budget)
        await self._recorded(batch, "batch.resumed", by)
        return batch

    async def cancel(self, id: str, *, by: Actor) -> Batch:
        """The rows that wait are cancelled; those under way end. Raises what `pause` does."""
        batch = await asyncio.to_thread(self._store.cancel, id, self._clock())
        await self._recorded(batch, "batch.cancelled", by)
        return batch

    async def retry(self, id: str, *, by: Actor, private: bool = False, budget: float | None = None) -> Batch:
        """Try the failed rows again, under another budget where one is given; see `Batches.retry`.

        Raises StepRefused for a cancelled batch, and where no row can be tried again.
        """
        batch = await asyncio.to_thread(self._store.retry, id, self._clock(), private=private, budget=budget)
        await self._recorded(batch, "batch.retried", by, {"rows": str(batch.counts.waiting)})
        return batch

    async def _recorded(
        self, batch: Batch, action: str, by: Actor, detail: dict[str, str] | None = None
    ) -> None:
        await asyncio.to_thread(self._record, Event(self._clock(), by, action, batch.id, detail or {}))
