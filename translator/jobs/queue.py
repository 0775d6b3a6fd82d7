"""The durable queue of lanes, by DBOS: in SQLite or PostgreSQL, without a server. Nothing else knows it.

A lane is a workflow without steps: its memory is the rows of the batch, which are marked one by one, so that
a lane which is run twice does nothing twice. DBOS keeps it until it has ended, shares the lanes of a batch
among the workers, and holds its limits over all of them: so many lanes at once, so many begun in a minute.
"""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, ClassVar

from translator.errors import InternalError, StoreUnusable
from translator.storage.batches.base import OpenBatch

if TYPE_CHECKING:
    from dbos import DBOS

RunLane = Callable[[str, str, int], Awaitable[None]]

_LANE = "lane"
_PREFIX = "batch-"
# Workers take up lanes of their own version only, and any version of translator can run any lane.
_VERSION = "1"
_POLL = 0.1  # seconds; each look at a queue takes a millisecond or two
_MOST = 25  # rows of a lane: DBOS takes 5 to 20 ms for each lane
_STARTS = 600  # lanes that may begin in a minute without DBOS being what holds the batch up
_AT_ONCE = 200  # lanes put on the queue in one go; more follow when few are left
_OPEN = ["ENQUEUED", "PENDING"]
_CONNECTIONS = 6
_OVER = 3.0  # seconds in which DBOS writes down that a lane has begun or ended


class DurableLanes:
    """Lanes of the batches in one database of DBOS. A process has one at a time, for DBOS does.

    `url` is `sqlite:///…` or `postgresql+psycopg://…`, `schema` where PostgreSQL keeps its tables. `worker`
    is the name that lanes under way carry. Methods raise StoreUnusable where the database cannot be used.
    """

    _running: ClassVar[DurableLanes | None] = None
    _registered: ClassVar[bool] = False

    def __init__(self, url: str, worker: str, *, schema: str = "translator_jobs") -> None:
        self._url = url
        self._worker = worker
        self._schema = schema
        self._run: RunLane | None = None
        self._lanes: set[str] = set()  # under way
        self._over: dict[str, float] = {}  # no longer, and still said to be: since when
        self._idle: set[str] = set()  # queues without an open batch when they were last looked at

    def start(self, run: RunLane) -> None:
        """Begin to run lanes: (workspace, batch, most rows). Takes a second or two: DBOS is loaded."""
        if DurableLanes._running is not None:
            raise InternalError("this process works on batches already.")
        from dbos import DBOS

        # What goes wrong is told by the worker; a handler of ours keeps DBOS from adding one to the console.
        log = logging.getLogger("dbos")
        if not log.handlers:
            log.addHandler(logging.NullHandler())
            log.propagate = False
        if self._url.startswith("sqlite"):
            self._write_ahead()
        self._run = run
        DurableLanes._running = self
        try:
            if not DurableLanes._registered:
                DBOS.workflow(name=_LANE)(_lane)
                DurableLanes._registered = True
            with self._border():
                DBOS(
                    config={
                        "name": "translator",
                        "system_database_url": self._url,
                        "dbos_system_schema": self._schema,
                        "executor_id": self._worker,
                        "application_version": _VERSION,
                        "log_level": "CRITICAL",
                        "use_listen_notify": False,
                        "sys_db_pool_size": _CONNECTIONS,
                        "scheduler_polling_interval_sec": 3600.0,
                    }
                )
                DBOS.launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Run nothing more; a lane under way is broken off."""
        if DurableLanes._running is not self:
            return
        from dbos import DBOS

        DBOS.destroy()
        DurableLanes._running = None

    def spread(self, batch: OpenBatch, workers: int) -> None:
        """Put lanes for its waiting rows on the queue. The batch's limits hold over all workers."""
        size = lane_size(batch)
        count = max(math.ceil(batch.waiting / size), min(batch.options.concurrency, batch.waiting))
        with self._border() as dbos:
            self._queue(dbos, batch, workers)
            for number in range(min(count, _AT_ONCE)):
                dbos.enqueue_workflow_with_options(
                    {
                        "workflow_name": _LANE,
                        "queue_name": _PREFIX + batch.id,
                        "workflow_id": f"{_PREFIX}{batch.id}/{batch.run}/{number}",
                    },
                    batch.workspace,
                    batch.id,
                    size,
                )

    def left(self, batch: OpenBatch) -> int:
        """How many of its lanes wait or run; counted up to its concurrency."""
        with self._border() as dbos:
            return len(
                dbos.list_workflows(
                    queue_name=_PREFIX + batch.id,
                    status=_OPEN,
                    limit=batch.options.concurrency,
                    load_input=False,
                    load_output=False,
                )
            )

    def tend(self, open_batches: Sequence[OpenBatch], workers: Sequence[str]) -> None:
        """Put lanes of workers that are no more back on the queue, drop those of other batches."""
        with self._border() as dbos:
            stranded: dict[str, list[str]] = {}
            over: list[str] = []
            for lane in dbos.list_workflows(
                status="PENDING", queues_only=True, load_input=False, load_output=False
            ):
                if lane.executor_id == self._worker:
                    over += [lane.workflow_id] if lane.workflow_id not in self._lanes else []
                elif lane.executor_id not in workers and lane.queue_name is not None:
                    stranded.setdefault(lane.queue_name, []).append(lane.workflow_id)
            for queue, lanes in stranded.items():
                dbos.resume_workflows(lanes, queue_name=queue)
            self._forget(dbos, over)
            known = {queue.name: queue for queue in dbos.list_queues() if queue.name.startswith(_PREFIX)}
            for batch in open_batches:
                queue_name = _PREFIX + batch.id
                if queue_name in known and known[queue_name].worker_concurrency != _share(
                    batch, len(workers)
                ):
                    self._queue(dbos, batch, len(workers))
            idle = known.keys() - {_PREFIX + batch.id for batch in open_batches}
            # Twice in a row: one that another worker has just made is not idle, only newer than our look.
            for name in idle & self._idle:
                self._drop(dbos, name)
            self._idle = idle

    def _forget(self, dbos: type[DBOS], lanes: Sequence[str]) -> None:
        """Delete lanes of ours that have ended and are still said to run: the database was away just then.

        They would hold their places for good.
        """
        now = time.monotonic()
        self._over = {lane: self._over.get(lane, now) for lane in lanes}
        gone = [lane for lane, since in self._over.items() if now - since > _OVER]
        if gone:
            dbos.delete_workflows(gone)

    def _queue(self, dbos: type[DBOS], batch: OpenBatch, workers: int) -> None:
        rate, size = batch.options.rate, lane_size(batch)
        dbos.register_queue(
            _PREFIX + batch.id,
            global_concurrency=batch.options.concurrency,
            worker_concurrency=_share(batch, workers),
            limiter=None if rate is None else {"limit": max(1, rate // size), "period": 60.0},
            polling_interval_sec=_POLL,
            on_conflict="always_update",
        )

    def _drop(self, dbos: type[DBOS], queue: str) -> None:
        lanes = dbos.list_workflows(queue_name=queue, load_input=False, load_output=False)
        if any(lane.status == "PENDING" for lane in lanes):  # ends its row first
            return
        dbos.delete_queue(queue)
        if lanes:
            dbos.delete_workflows([lane.workflow_id for lane in lanes])

    def _write_ahead(self) -> None:
        """Let readers and a writer of the file work at once; the file remembers it."""
        file = self._url.removeprefix("sqlite:///")
        try:
            with closing(sqlite3.connect(file, timeout=5.0)) as database:
                database.execute("PRAGMA journal_mode = WAL")
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(
                f"the queue of batches cannot be used ({error}).",
                place=file,
                next_step="Check the disk and the folder data_dir.",
            ) from None

    @contextmanager
    def _border(self) -> Iterator[type[DBOS]]:
        """DBOS; whatever it or its database raises inside becomes StoreUnusable."""
        from dbos import DBOS

        try:
            yield DBOS
        except Exception as error:
            said = str(error).strip().splitlines() or [""]
            raise StoreUnusable(
                f"the queue of batches cannot be used ({type(error).__name__}: {said[0][:200]}).",
                place="batches",
                next_step="Check the database; the rows are kept, and go on when it can be used.",
            ) from None


def lane_size(batch: OpenBatch) -> int:
    """Rows of a lane at most: one where so many may begin in a minute, so that the limit is exact."""
    rate = batch.options.rate
    return _MOST if rate is None else min(_MOST, max(1, math.ceil(rate / _STARTS)))


def _share(batch: OpenBatch, workers: int) -> int:
    """Lanes that one of so many workers may have at once."""
    return max(1, math.ceil(batch.options.concurrency / max(1, workers)))


async def _lane(workspace: str, batch: str, most: int) -> None:
    from dbos import DBOS

    running, id = DurableLanes._running, DBOS.workflow_id
    assert running is not None
    assert running._run is not None
    assert id is not None
    running._lanes.add(id)
    try:
        await running._run(workspace, batch, most)
    finally:
        running._lanes.discard(id)
