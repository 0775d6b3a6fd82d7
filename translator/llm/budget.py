"""What calls may cost: checked before each one against the most it can take, settled with what it took.

Three purses stand side by side: of a pitch, of this process's run, of the day. The pitch's comes by a
context variable (`Budget.paying`), because the wrappers in between have no word for a pitch and one gateway
serves many at once; tasks started inside the block pay from it too.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from translator.errors import (
    BudgetExhausted,
    DeadlineExceeded,
    ModelReplyUnusable,
    ModelTimeout,
    StoreUnusable,
    TranslatorError,
)
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest
from translator.llm.file import SharedFile
from translator.llm.wrapper import Wrapper

_ROUNDING = 1e-9  # USD: sums of fractions of a cent are not exact
_WAIT = 5.0  # seconds for another process to finish writing
_DAY = 86_400
_TABLE = "CREATE TABLE IF NOT EXISTS spending (day INTEGER PRIMARY KEY, usd REAL NOT NULL)"
# After these the provider may have done the work, and charge for it.
_MAY_BE_CHARGED = (ModelTimeout, ModelReplyUnusable, DeadlineExceeded)


class Purse(Protocol):
    """Money in USD that calls are paid from."""

    limit: float | None  # None: no limit, spending is only counted

    def take(self, amount: float) -> None:
        """Set aside for a call. Raises BudgetExhausted where less is left."""
        ...

    def settle(self, taken: float, spent: float) -> None:
        """Put back what was taken and pay what the call cost."""
        ...


class Budget:
    """A purse in memory. `setting` is the name of the setting that fills it."""

    def __init__(self, limit: float | None, setting: str) -> None:
        self.limit = limit
        self.spent = 0.0  # USD, what is set aside for calls under way included
        self._setting = setting

    @contextmanager
    def paying(self) -> Iterator[None]:
        """Every call made in the block, and in tasks begun in it, pays from this purse as its pitch's."""
        token = _pitch.set(self)
        try:
            yield
        finally:
            _pitch.reset(token)

    def take(self, amount: float) -> None:
        """Set aside for a call. Raises BudgetExhausted where less is left."""
        _check(amount, self.spent, self.limit, self._setting)
        self.spent += amount

    def settle(self, taken: float, spent: float) -> None:
        """Put back what was taken and pay what the call cost."""
        self.spent = max(0.0, self.spent + spent - taken)


class DayPurse:
    """What all processes of this machine spent today (UTC), in an SQLite file.

    A process that dies during a call leaves the most that the call could cost as spent. `now` gives
    seconds since 1970. Methods raise StoreUnusable where the file cannot be used.
    """

    def __init__(
        self,
        file: Path,
        limit: float | None,
        *,
        setting: str = "budget_day",
        now: Callable[[], float] = time.time,
    ) -> None:
        self.limit = limit
        self._file = SharedFile(file, _TABLE, _WAIT)
        self._setting = setting
        self._now = now
        with self._open():
            pass

    @property
    def spent(self) -> float:
        """USD spent today, what is set aside for calls under way included."""
        with self._open() as database:
            return self._spent(database)

    def take(self, amount: float) -> None:
        """Set aside for a call. Raises BudgetExhausted where less is left."""
        with self._open() as database:
            _check(amount, self._spent(database), self.limit, self._setting)
            self._add(database, amount)

    def settle(self, taken: float, spent: float) -> None:
        """Put back what was taken and pay what the call cost."""
        with self._open() as database:
            self._add(database, spent - taken)

    def _spent(self, database: sqlite3.Connection) -> float:
        row = database.execute("SELECT usd FROM spending WHERE day = ?", (self._now() // _DAY,)).fetchone()
        return float(row[0]) if row else 0.0

    def _add(self, database: sqlite3.Connection, amount: float) -> None:
        database.execute(
            "INSERT INTO spending VALUES (?, max(0.0, ?2)) "
            "ON CONFLICT (day) DO UPDATE SET usd = max(0.0, usd + ?2)",
            (self._now() // _DAY, amount),
        )

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._file.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, for this process alone until the block ends."""
        try:
            with self._file.opened(writes=True) as database:
                yield database
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(
                f"today's spending cannot be counted ({error}).",
                place=str(self._file.path),
                next_step="Check the disk and the folder data_dir, or unset budget_day.",
            ) from error


_pitch: ContextVar[Budget | None] = ContextVar("pitch_budget", default=None)


class BudgetedModel(Wrapper):
    """Makes a call only where each purse holds the most it can cost.

    A reply of unknown cost is paid with that most. A model of unknown price is refused where any purse
    has a limit.
    """

    def __init__(self, inner: Gateway, *, run: Budget, day: DayPurse | None = None) -> None:
        super().__init__(inner)
        self._run = run
        self._day = day

    async def complete(self, request: ModelRequest, deadline: Deadline) -> ModelReply:
        """The inner reply. Raises BudgetExhausted without a call."""
        pitch = _pitch.get()
        purses: list[Purse] = [purse for purse in (pitch, self._run, self._day) if purse is not None]
        taken = 0.0
        if any(purse.limit is not None for purse in purses):
            taken = await self._most(request, deadline)
            await self._take(purses, taken)
        # A call that is cancelled leaves what was taken: nobody knows what the provider charges for it.
        try:
            reply = await self._inner.complete(request, deadline)
        except TranslatorError as error:
            await self._settle(purses, taken, taken if isinstance(error, _MAY_BE_CHARGED) else 0.0)
            raise
        trouble = await self._settle(purses, taken, taken if reply.cost is None else reply.cost)
        return replace(reply, notes=(*reply.notes, *trouble)) if trouble else reply

    async def close(self) -> None:
        """Close the inner gateway and the day's purse."""
        await super().close()
        if self._day is not None:
            self._day.close()

    async def _most(self, request: ModelRequest, deadline: Deadline) -> float:
        left = deadline.require(f"{request.purpose} by {request.model or self.model}")
        try:
            # In a thread: counting tokens of a long ticket, and importing the counter, take their time.
            async with asyncio.timeout(left):
                most = (await asyncio.to_thread(self._inner.estimate, request)).cost
        except TimeoutError:
            deadline.require(f"{request.purpose} by {request.model or self.model}")
            raise
        if most is None:
            raise BudgetExhausted(
                "a budget is set and the price of this model is unknown.",
                place=request.model or self.model,
                next_step="Set model_price_input and model_price_output (USD for a million tokens), "
                "or unset the budget.",
            )
        return most

    async def _settle(self, purses: list[Purse], taken: float, spent: float) -> list[str]:
        """What went wrong, for the reply's notes: it is paid for and must not be lost over the books."""
        trouble = []
        if spent != taken:
            for purse in purses:
                try:
                    await _in_thread(purse.settle, purse, taken, spent)
                except StoreUnusable as error:
                    trouble.append(error.message)
        return trouble

    async def _take(self, purses: list[Purse], amount: float) -> None:
        for place, purse in enumerate(purses):
            try:
                await _in_thread(purse.take, purse, amount)
            except TranslatorError:
                for paid in purses[:place]:
                    await _in_thread(paid.settle, paid, amount, 0.0)
                raise


async def _in_thread(method: Callable[..., None], purse: Purse, *amounts: float) -> None:
    """Call it; a purse that waits for a disk does so beside the event loop."""
    if isinstance(purse, DayPurse):
        await asyncio.to_thread(method, *amounts)
    else:
        method(*amounts)


def _check(amount: float, spent: float, limit: float | None, setting: str) -> None:
    if limit is None or spent + amount <= limit + _ROUNDING:
        return
    left = max(0.0, limit - spent)
    raise BudgetExhausted(
        f"the next call may cost ${amount:.4f}, and ${left:.4f} of ${limit:.4f} is left.",
        place=setting,
        next_step=f"Raise {setting}, or set model to a cheaper one.",
    )
