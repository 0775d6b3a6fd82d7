"""What workers take from the batches of all workspaces, and what they give back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, select, update

from translator.models import Actor, Ticket
from translator.storage.batches.base import Claimed, Depth, OpenBatch, Outcome, Peer, RowKey
from translator.storage.batches.rows import options_of, short
from translator.storage.batches.tables import batch_rows, batch_workers, batches
from translator.storage.connections import Connections
from translator.storage.documents import read_document
from translator.storage.records import documented, plain, utc

_IS, _ROW, _PEER = batches.c, batch_rows.c, batch_workers.c
_FREE = {"worker": None, "reserved": 0.0}
_ROUNDING = 1e-9  # USD: sums of fractions of a cent are not exact


class BatchWork:
    """Rows to be worked on, of all workspaces, and the workers that do. See `Work` for its methods.

    A row under way belongs to the worker that claimed it, until it is finished, given back, or the worker is
    buried: from then on the worker can no longer change it. Every method raises StoreUnusable when the
    database cannot be used.
    """

    def __init__(self, connections: Connections) -> None:
        self._reading = connections.reading
        self._writing = connections.writing
        self._shown = connections.address.shown

    @cached_property
    def home(self) -> str:
        """The schema of PostgreSQL that the tables are in; "" for SQLite."""
        with self._reading() as connection:
            if connection.dialect.name != "postgresql":
                return ""
            return str(connection.scalar(select(func.current_schema())))

    def beat(self, peer: Peer) -> list[Peer]:
        """Tell that the worker lives; returns all others."""
        values = peer._asdict()
        with self._writing() as connection:
            told = update(batch_workers).where(_PEER.id == peer.id).values(values)
            if not connection.execute(told).rowcount:
                connection.execute(insert(batch_workers), [values])
            others = connection.execute(select(batch_workers).where(_PEER.id != peer.id).order_by(_PEER.id))
            return [Peer(row.id, row.machine, row.process, row.batch, row.beat) for row in others]

    def bury(self, worker: str) -> int:
        """Give back the rows of a worker that is no more; returns how many there were."""
        with self._writing() as connection:
            connection.execute(delete(batch_workers).where(_PEER.id == worker))
            return self._give_back(connection, _ROW.worker == worker)

    def held(self, worker: str) -> list[RowKey]:
        """The rows that the worker has under way, by what is stored."""
        query = select(_ROW.workspace, _ROW.batch, _ROW.number).where(_ROW.worker == worker)
        with self._reading() as connection:
            return [RowKey(*row) for row in connection.execute(query)]

    def give_back(self, worker: str, rows: Iterable[RowKey]) -> int:
        """Give back those of the worker's rows; returns how many there were."""
        with self._writing() as connection:
            return sum(
                self._give_back(connection, and_(_ROW.worker == worker, _one(*row))) for row in sorted(rows)
            )

    def open(self, only: str = "") -> list[OpenBatch]:
        """The running batches that are not private, or the one of this id."""
        which = _IS.id == only if only else _IS.private.is_(False)
        query = select(batches).where(_IS.state == "running", which).order_by(_IS.created, _IS.id)
        with self._reading() as connection:
            return [self._opened(connection, row) for row in connection.execute(query).all()]

    def depth(self) -> Depth:
        """How many rows of all workspaces wait or run."""
        of_them = and_(_ROW.workspace == _IS.workspace, _ROW.batch == _IS.id, _ROW.state == "waiting")
        waiting = (
            select(_IS.state, func.count())
            .join(batch_rows, of_them)
            .where(_IS.state.in_(("running", "paused")))
            .group_by(_IS.state)
        )
        running = select(func.count()).where(_ROW.worker.is_not(None))
        with self._reading() as connection:
            by_state = {row[0]: int(row[1]) for row in connection.execute(waiting)}
            under_way = int(connection.scalar(running) or 0)
        return Depth(by_state.get("running", 0), under_way, by_state.get("paused", 0))

    def begin_run(self, workspace: str, batch: str, seen: int) -> bool:
        """Raise the run of a running batch from `seen`; False: somebody else has."""
        mine = and_(_this(workspace, batch), _IS.state == "running", _IS.run == seen)
        with self._writing() as connection:
            return bool(connection.execute(update(batches).where(mine).values(run=seen + 1)).rowcount)

    def claim(self, workspace: str, batch: str, worker: str) -> Claimed | None:
        """Take the next row that waits; None: there is none, or the batch is not running."""
        with self._writing() as connection:
            # FOR SHARE: a batch that is being paused or cancelled is waited for. SQLite leaves it out.
            query = select(batches).where(_this(workspace, batch), _IS.state == "running")
            parent = connection.execute(query.with_for_update(read=True)).first()
            if parent is None:
                return None
            waiting = and_(_of(workspace, batch), _ROW.state == "waiting")
            query = select(_ROW.number, _ROW.ticket, _ROW.translation).where(waiting).order_by(_ROW.number)
            row = connection.execute(query.limit(1).with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            taken = {"state": "running", "worker": worker, "attempts": _ROW.attempts + 1}
            connection.execute(update(batch_rows).where(_one(workspace, batch, row.number)).values(taken))
        what = f"row {row.number} of batch {batch!r}"
        return Claimed(
            workspace,
            batch,
            row.number,
            read_document(Ticket, row.ticket, what, self._shown),
            row.translation,
            options_of(parent.options, batch, self._shown),
            read_document(Actor, parent.created_by, what, self._shown),
        )

    def reserve(self, row: Claimed, worker: str, amount: float) -> bool:
        """Set aside USD of the budget for a row; False: less is left, and nothing is set aside."""
        with self._writing() as connection:
            this = _this(row.workspace, row.batch)
            options = connection.scalar(select(_IS.options).where(this).with_for_update())
            budget = None if options is None else options_of(options, row.batch, self._shown).budget
            taken = select(func.sum(func.coalesce(_ROW.cost, 0.0) + _ROW.reserved))
            spent = connection.scalar(taken.where(_of(row.workspace, row.batch))) or 0.0
            if budget is not None and spent + amount > budget + _ROUNDING:
                return False
            mine = and_(_one(row.workspace, row.batch, row.number), _ROW.worker == worker)
            connection.execute(update(batch_rows).where(mine).values(reserved=amount))
            return True

    def finish(self, row: Claimed, worker: str, outcome: Outcome) -> bool:
        """Keep what became of a row; False: it was taken from the worker meanwhile, and is left alone."""
        values: dict[str, Any] = {
            **_FREE,
            "state": outcome.state,
            "seconds": outcome.seconds,
            "cost": _ROW.cost if outcome.cost is None else func.coalesce(_ROW.cost, 0.0) + outcome.cost,
            "code": outcome.code,
            "error": short(outcome.error),
            "summary": None if outcome.summary is None else documented(outcome.summary)[1],
        }
        if outcome.state == "done":
            values["ticket"] = None  # the pitch holds it
        mine = and_(_one(row.workspace, row.batch, row.number), _ROW.worker == worker)
        with self._writing() as connection:
            return bool(connection.execute(update(batch_rows).where(mine).values(values)).rowcount)

    def release(self, row: Claimed, worker: str) -> None:
        """Give a row back as if it had not been begun."""
        mine = and_(_one(row.workspace, row.batch, row.number), _ROW.worker == worker)
        with self._writing() as connection:
            given = update(batch_rows).where(mine).values(**_FREE, state=_left(), attempts=_ROW.attempts - 1)
            connection.execute(given)

    def halt(self, workspace: str, batch: str, why: str, now: datetime) -> None:
        """Pause a running batch for this reason."""
        mine = and_(_this(workspace, batch), _IS.state == "running")
        with self._writing() as connection:
            values = {"state": "paused", "why": plain(why), "updated": utc(now)}
            connection.execute(update(batches).where(mine).values(values))

    def settle(self, workspace: str, batch: str, now: datetime) -> bool:
        """Close a running batch of which no row is left; whether it was closed."""
        left = select(_ROW.number).where(_of(workspace, batch), _ROW.state.in_(("waiting", "running")))
        mine = and_(_this(workspace, batch), _IS.state == "running", ~left.exists())
        with self._writing() as connection:
            values = {"state": "done", "updated": utc(now), "finished": utc(now)}
            return bool(connection.execute(update(batches).where(mine).values(values)).rowcount)

    def _opened(self, connection: Connection, row: Any) -> OpenBatch:
        query = select(_ROW.state, func.count()).where(_of(row.workspace, row.id)).group_by(_ROW.state)
        found: list[tuple[str, int]] = [(row[0], row[1]) for row in connection.execute(query)]
        counts = dict(found)
        options = options_of(row.options, row.id, self._shown)
        waiting, running = counts.get("waiting", 0), counts.get("running", 0)
        return OpenBatch(row.workspace, row.id, options, row.run, waiting, running)

    def _give_back(self, connection: Connection, which: ColumnElement[bool]) -> int:
        given = update(batch_rows).where(which, _ROW.state == "running")
        # Nobody knows what the worker had spent: a budget that is to hold counts all that was set aside.
        spent = case((_ROW.reserved > 0, func.coalesce(_ROW.cost, 0.0) + _ROW.reserved), else_=_ROW.cost)
        return int(connection.execute(given.values(**_FREE, cost=spent, state=_left())).rowcount)


def _left() -> Any:
    """What a row becomes that nobody has under way: cancelled with its batch, else one that waits."""
    cancelled = (
        select(_IS.id)
        .where(_IS.workspace == _ROW.workspace, _IS.id == _ROW.batch, _IS.state == "cancelled")
        .exists()
    )
    return case((cancelled, "cancelled"), else_="waiting")


def _this(workspace: str, batch: str) -> ColumnElement[bool]:
    return and_(_IS.workspace == workspace, _IS.id == batch)


def _of(workspace: str, batch: str) -> ColumnElement[bool]:
    return and_(_ROW.workspace == workspace, _ROW.batch == batch)


def _one(workspace: str, batch: str, number: int) -> ColumnElement[bool]:
    return and_(_of(workspace, batch), _ROW.number == number)
