"""A batch: many tickets translated in one go, and the rows that it consists of. Times are UTC and aware."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from translator.models.base import Model
from translator.models.service import Actor

BatchState = Literal["running", "paused", "done", "cancelled"]
RowState = Literal["waiting", "running", "done", "failed", "cancelled"]
BatchEngine = Literal["auto", "offline", "llm"]


class BatchOptions(Model):
    """How a batch is to be worked on. Model, prompts and prices are those of the worker's own settings."""

    engine: BatchEngine = "auto"
    stakeholders: tuple[str, ...] = ()  # (): chosen by each ticket
    concurrency: int = Field(default=16, ge=1, le=64)  # rows at once, over all workers together
    # Rows that may begin within a minute; None: no limit.
    rate: int | None = Field(default=None, ge=1, le=100_000)
    # USD for the whole batch; None: no limit.
    budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    private: bool = False  # worked on by the command that made it, and by no `translator worker`


class BatchCounts(Model):
    """How many rows are in which state."""

    waiting: int = 0
    running: int = 0
    done: int = 0
    failed: int = 0
    cancelled: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return self.waiting + self.running + self.ended

    @property
    def ended(self) -> int:
        """Rows that nothing more will happen to."""
        return self.done + self.failed + self.cancelled


class Batch(Model):
    """A batch with its progress. Done: no row is left, whether or not some failed."""

    id: str
    name: str  # where the tickets came from: "backlog.csv"
    state: BatchState
    why: str = ""  # of a paused one: what has to be put right before it is resumed; "": a person paused it
    options: BatchOptions
    single: bool = False  # one translation that was asked for later; lists leave it out unless asked
    counts: BatchCounts = BatchCounts()
    spent: float = 0.0  # USD, as far as known
    created: datetime
    created_by: Actor
    updated: datetime
    finished: datetime | None = None


class RowSummary(Model):
    """What a list of results says of a pitch."""

    one_breath: str
    number: str  # today → target, as the pitch shows it; blanks included
    missing: tuple[str, ...] = ()  # open blanks: "number needed: failed sign-ins — ask support"
    must: int = 0  # findings that block approval
    should: int = 0
    # Past incidents of the same problem, as the pitch counts them. 0: none or one, which is no repeat.
    repeats: int | None = None  # None: there was no past incident to look at, or nobody counted
    stakeholders: tuple[str, ...] = ()


class BatchRow(Model):
    """One ticket of a batch, without its text."""

    number: int  # from 1, in the order of the input
    place: str  # "line 7", "issue 3", a file's name
    state: RowState
    ticket_key: str = ""
    title: str = ""
    translation: str = ""  # id of what was or will be stored; "": the row could not be read
    summary: RowSummary | None = None  # None: not done
    code: str = ""  # here and below: of the error; "": none
    error: str = ""
    attempts: int = 0  # times it was begun; more than one: a worker died over it, or it was tried again
    cost: float | None = None  # USD; None: nothing was paid, or it is unknown
    seconds: float | None = None  # that the translation took; None: not ended
