"""What batches ask of the database. Plain methods; called in threads.

Every method raises StoreUnusable where the database cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from translator.models import (
    Actor,
    Batch,
    BatchOptions,
    BatchRow,
    BatchState,
    RowState,
    RowSummary,
    Ticket,
)

# Tickets of one batch; a file with more is handed in in parts.
MOST_ROWS = 10_000


class NewRow(NamedTuple):
    """A row as it is read: a ticket and the id its translation will have, or why it could not be read."""

    place: str
    ticket: Ticket | None
    translation: str = ""
    code: str = ""
    error: str = ""


class BatchPage(NamedTuple):
    """Batches, newest first, and the cursor of the page after; "": this is the last."""

    rows: tuple[Batch, ...]
    after: str


class Batches(Protocol):
    """The batches of one workspace."""

    def add(self, batch: Batch, rows: Iterable[NewRow]) -> Batch:
        """Store it with its rows, all or nothing. Rows without a ticket have failed."""
        ...

    def get(self, id: str) -> Batch:
        """The batch with its counts; raises UnknownBatch."""
        ...

    def page(
        self, states: Sequence[BatchState] = (), *, single: bool = False, after: str = "", limit: int = 50
    ) -> BatchPage:
        """Newest first; those of one translation each only where `single` says so.

        `after` is the cursor of the page before; raises CursorInvalid.
        """
        ...

    def rows(
        self, id: str, states: Sequence[RowState] = (), *, after: int = 0, limit: int = 200
    ) -> list[BatchRow]:
        """Rows with a higher number than `after`, in order; raises UnknownBatch."""
        ...

    def pause(self, id: str, now: datetime) -> Batch:
        """No further row begins. Raises UnknownBatch, and StepRefused for one that has ended."""
        ...

    def resume(self, id: str, now: datetime, *, budget: float | None = None) -> Batch:
        """Go on with a paused one, under another budget where one is given. Raises what `pause` does."""
        ...

    def cancel(self, id: str, now: datetime) -> Batch:
        """The rows that wait are cancelled; those under way end. Raises UnknownBatch."""
        ...

    def retry(self, id: str, now: datetime, *, private: bool, budget: float | None = None) -> Batch:
        """Its failed rows wait again, for whoever `private` says; raises UnknownBatch and StepRefused."""
        ...


class OpenBatch(NamedTuple):
    """A batch that is being worked on, as a worker sees it."""

    workspace: str
    id: str
    options: BatchOptions
    run: int
    waiting: int  # rows
    running: int


class RowKey(NamedTuple):
    """Which row."""

    workspace: str
    batch: str
    number: int


class Claimed(NamedTuple):
    """A row that a worker has taken."""

    workspace: str
    batch: str
    number: int
    ticket: Ticket
    translation: str
    options: BatchOptions
    by: Actor  # who made the batch

    @property
    def key(self) -> RowKey:
        """Which row it is."""
        return RowKey(self.workspace, self.batch, self.number)


class Depth(NamedTuple):
    """How many rows of all workspaces are not done, by what keeps them."""

    waiting: int  # for a worker
    running: int
    paused: int  # waiting, in batches that are paused


class Peer(NamedTuple):
    """A worker, as it tells others of itself."""

    id: str
    machine: str  # where `process` means something
    process: int
    batch: str  # the only one it works on; "": all that are not private
    beat: int


class Outcome(NamedTuple):
    """What became of a row."""

    state: RowState  # "done" or "failed"
    seconds: float
    summary: RowSummary | None = None
    cost: float | None = None
    code: str = ""
    error: str = ""


class Work(Protocol):
    """Rows to be worked on, of all workspaces, and the workers that do."""

    def beat(self, peer: Peer) -> list[Peer]:
        """Tell that the worker lives; returns all others."""
        ...

    def bury(self, worker: str) -> int:
        """Give back the rows of a worker that is no more; returns how many there were."""
        ...

    def held(self, worker: str) -> list[RowKey]:
        """The rows that the worker has under way, by what is stored."""
        ...

    def give_back(self, worker: str, rows: Iterable[RowKey]) -> int:
        """Give back those of the worker's rows; returns how many there were."""
        ...

    def open(self, only: str = "") -> list[OpenBatch]:
        """The running batches that are not private, or the one of this id."""
        ...

    def begin_run(self, workspace: str, batch: str, seen: int) -> bool:
        """Raise the run of a running batch from `seen`; False: somebody else has."""
        ...

    def claim(self, workspace: str, batch: str, worker: str) -> Claimed | None:
        """Take the next row that waits; None: there is none, or the batch is not running."""
        ...

    def reserve(self, row: Claimed, worker: str, amount: float) -> bool:
        """Set aside USD of the budget for a row; False: less is left, and nothing is set aside."""
        ...

    def finish(self, row: Claimed, worker: str, outcome: Outcome) -> bool:
        """Keep what became of a row; False: it was taken from the worker meanwhile, and is left alone."""
        ...

    def release(self, row: Claimed, worker: str) -> None:
        """Give a row back as if it had not been begun."""
        ...

    def halt(self, workspace: str, batch: str, why: str, now: datetime) -> None:
        """Pause a running batch for this reason."""
        ...

    def settle(self, workspace: str, batch: str, now: datetime) -> bool:
        """Close a running batch of which no row is left; whether it was closed."""
        ...
