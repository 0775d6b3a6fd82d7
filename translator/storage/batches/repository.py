"""The batches of one workspace: made, listed, paused, resumed, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, select, tuple_, update

from translator.errors import StepRefused, UnknownBatch
from translator.models import Batch, BatchRow, BatchState, RowState
from translator.storage.batches.base import BatchPage, NewRow
from translator.storage.batches.rows import batch_columns, batch_of, row_columns, row_of
from translator.storage.batches.tables import batch_rows, batches
from translator.storage.bound import Bound
from translator.storage.cursors import cursor, moment, position
from translator.storage.records import chunks, documented, storable, utc
from translator.storage.tables import UtcTime

_OPEN: tuple[BatchState, ...] = ("running", "paused")
_MOST = 1000  # rows of a page
_IS, _ROW = batches.c, batch_rows.c
_LISTED = [column for column in _ROW if column.name != "ticket"]


class BatchRepository(Bound):
    """Batches of one workspace. See `Batches` for its methods.

    Every method raises StoreUnusable when the database cannot be used. May be used by several threads and
    processes at once. `Database` makes it.
    """

    def add(self, batch: Batch, rows: Iterable[NewRow]) -> Batch:
        """Store it with its rows, all or nothing. Rows without a ticket have failed."""
        with self._writing() as connection:
            values = batch_columns(batch) | {"workspace": self._workspace, "run": 0}
            connection.execute(insert(batches), [values])
            waiting = False
            for chunk in chunks(enumerate(rows, start=1), 200):
                made = [row_columns(number, row) for number, row in chunk]
                waiting = waiting or any(row["state"] == "waiting" for row in made)
                mine = {"workspace": self._workspace, "batch": batch.id}
                connection.execute(insert(batch_rows), [row | mine for row in made])
            if not waiting and batch.state == "running":
                self._set(connection, batch.id, state="done", finished=utc(batch.updated))
            return self._found(connection, batch.id)

    def get(self, id: str) -> Batch:
        """The batch with its counts; raises UnknownBatch."""
        with self._reading() as connection:
            return self._found(connection, id)

    def page(
        self, states: Sequence[BatchState] = (), *, single: bool = False, after: str = "", limit: int = 50
    ) -> BatchPage:
        """Newest first; those of one translation each only where `single` says so.

        `after` is the cursor of the page before; raises CursorInvalid.
        """
        of = ("batches", self._workspace, single, *sorted(states))
        asked = [self._mine(batches)]
        if not single:
            asked.append(_IS.single.is_(False))
        if states:
            asked.append(_IS.state.in_(sorted(set(states))))
        if after:
            at, id = position(after, of, (str, str))
            last = tuple_(literal(moment(str(at)), UtcTime), literal(id))
            asked.append(tuple_(_IS.created, _IS.id) < last)
        query = select(batches).where(*asked).order_by(_IS.created.desc(), _IS.id.desc())
        with self._reading() as connection:
            rows = connection.execute(query.limit(min(limit, _MOST) + 1)).all()
            shown = rows[:limit]
            known = tuple(batch_of(row, *self._progress(connection, row.id), self._shown) for row in shown)
        more = len(rows) > len(shown)
        return BatchPage(known, cursor((known[-1].created.isoformat(), known[-1].id), of) if more else "")

    def rows(
        self, id: str, states: Sequence[RowState] = (), *, after: int = 0, limit: int = 200
    ) -> list[BatchRow]:
        """Rows with a higher number than `after`, in order; raises UnknownBatch."""
        asked = [self._of(id), _ROW.number > max(0, min(after, 2**31 - 1))]
        if states:
            asked.append(_ROW.state.in_(sorted(set(states))))
        query = select(*_LISTED).where(*asked).order_by(_ROW.number).limit(max(0, min(limit, _MOST)))
        with self._reading() as connection:
            if not storable(id) or connection.scalar(select(_IS.id).where(self._this(id))) is None:
                raise _unknown(id)
            return [row_of(row, self._shown) for row in connection.execute(query)]

    def pause(self, id: str, now: datetime) -> Batch:
        """No further row begins. Raises UnknownBatch, and StepRefused for one that has ended."""
        with self._writing() as connection:
            if (batch := self._open(connection, id, "paused")).state == "running":
                self._set(connection, id, state="paused", why="", updated=utc(now))
                batch = self._found(connection, id)
            return batch

    def resume(self, id: str, now: datetime, *, budget: float | None = None) -> Batch:
        """Go on with a paused one, under another budget where one is given. Raises what `pause` does."""
        with self._writing() as connection:
            batch = self._open(connection, id, "resumed")
            options = batch.options if budget is None else batch.options.model_copy(update={"budget": budget})
            ended = not batch.counts.waiting and not batch.counts.running
            self._set(
                connection,
                id,
                state="done" if ended else "running",
                why="",
                options=documented(options)[1],
                updated=utc(now),
                finished=utc(now) if ended else None,
            )
            return self._found(connection, id)

    def cancel(self, id: str, now: datetime) -> Batch:
        """The rows that wait are cancelled; those under way end. Raises what `pause` does."""
        with self._writing() as connection:
            self._open(connection, id, "cancelled")
            # The batch first: workers take no row of it from here on, and none escapes the second statement.
            self._set(connection, id, state="cancelled", why="", updated=utc(now), finished=utc(now))
            waiting = and_(self._of(id), _ROW.state == "waiting")
            connection.execute(update(batch_rows).where(waiting).values(state="cancelled", ticket=None))
            return self._found(connection, id)

    def retry(self, id: str, now: datetime, *, private: bool, budget: float | None = None) -> Batch:
        """The rows that failed wait again, and the batch runs, under another budget where one is given.

        Those that could not be read stay as they are: there is no ticket in them. What they cost counts on.
        `private`: whether only the command that works on it itself takes them, or every worker. Raises
        UnknownBatch, and StepRefused for a cancelled batch and where no row can be tried again.
        """
        with self._writing() as connection:
            batch = self._locked(connection, id)
            if batch.state == "cancelled":
                raise StepRefused(
                    "the batch is cancelled and its rows cannot be tried again.",
                    place=f"batch {id}",
                    next_step="Make another batch for what is left.",
                )
            failed = and_(self._of(id), _ROW.state == "failed", _ROW.ticket.is_not(None))
            again = {"state": "waiting", "seconds": None, "code": "", "error": ""}
            if not connection.execute(update(batch_rows).where(failed).values(again)).rowcount:
                raise StepRefused(
                    "no row of the batch failed that could be tried again.",
                    place=f"batch {id}",
                    next_step="Rows that could not be read are put right in the file, and handed in anew.",
                )
            changed: dict[str, Any] = {"private": private}
            if budget is not None:
                changed["budget"] = budget
            self._set(
                connection,
                id,
                state="running",
                why="",
                private=private,
                options=documented(batch.options.model_copy(update=changed))[1],
                updated=utc(now),
                finished=None,
            )
            return self._found(connection, id)

    def _this(self, id: str) -> ColumnElement[bool]:
        return and_(self._mine(batches), _IS.id == id)

    def _of(self, id: str) -> ColumnElement[bool]:
        return and_(self._mine(batch_rows), _ROW.batch == id)

    def _set(self, connection: Connection, id: str, **values: Any) -> None:
        connection.execute(update(batches).where(self._this(id)).values(**values))

    def _open(self, connection: Connection, id: str, step: str) -> Batch:
        """The batch, locked, where it has not ended."""
        batch = self._locked(connection, id)
        if batch.state not in _OPEN:
            raise StepRefused(
                f"the batch is {batch.state} and cannot be {step}.",
                place=f"batch {id}",
                next_step="Make another batch for what is left.",
            )
        return batch

    def _locked(self, connection: Connection, id: str) -> Batch:
        if storable(id):
            connection.execute(select(_IS.id).where(self._this(id)).with_for_update())
        return self._found(connection, id)

    def _found(self, connection: Connection, id: str) -> Batch:
        row = connection.execute(select(batches).where(self._this(id))).first() if storable(id) else None
        if row is None:
            raise _unknown(id)
        return batch_of(row, *self._progress(connection, id), self._shown)

    def _progress(self, connection: Connection, id: str) -> tuple[dict[str, int], float]:
        query = select(_ROW.state, func.count(), func.sum(_ROW.cost)).where(self._of(id)).group_by(_ROW.state)
        found = connection.execute(query).all()
        return {state: count for state, count, _ in found}, sum(cost or 0.0 for _, _, cost in found)


def _unknown(id: str) -> UnknownBatch:
    shown = repr(id) if len(id) <= 60 else repr(id[:60]) + "…"
    return UnknownBatch(f"there is no batch {shown}.", next_step="List the batches to see their ids.")
