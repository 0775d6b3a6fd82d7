"""A worker: takes rows of batches until it is stopped, and looks after the workers that died.

What it keeps up, once a second, is all there is to a crash: a worker whose process is gone or whose beats
stop is buried, its rows wait again, its lanes go back on the queue; a batch that has rows and too few lanes
gets new ones. So nothing that a crash leaves half done has to be known: whoever comes next finds it.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from typing import Any

from translator.errors import StoreUnusable, TranslatorError
from translator.jobs.base import Lanes, Translating
from translator.jobs.machine import gone, machine_mark
from translator.jobs.rows import Rows
from translator.storage.batches.base import OpenBatch, Peer, RowKey, Work

_SILENT = 15.0  # seconds without a beat after which a worker of another machine counts as dead
_STRAY = 30.0  # seconds after which a row counts as lost that is ours by what is stored and not under way
_PATIENCE = 3.0  # seconds that another worker gets to put lanes on the queue
_STUCK = 1.0  # seconds that a lane waits after the database failed it

Told = Callable[[str], None]


class Worker:
    """Works on batches in this process until `stop`.

    `only`: the private batch it works on; "": all that are not private. `most`: rows at once in this process;
    None: as many as the batches allow. `told` hears what goes wrong with database and queue, one line each.
    `close` is called at the end on the loop that the rows were translated on.
    `clock` gives UTC times that are stored; `elapsed` counts seconds and never goes back.
    """

    def __init__(
        self,
        work: Work,
        lanes: Lanes,
        translating: Translating,
        *,
        id: str,
        clock: Callable[[], datetime],
        only: str = "",
        most: int | None = None,
        told: Told = lambda line: None,
        close: Callable[[], Coroutine[Any, Any, None]] | None = None,
        elapsed: Callable[[], float] = time.monotonic,
        tick: float = 1.0,
    ) -> None:
        self.id = id
        self._work = work
        self._lanes = lanes
        self._rows = Rows(work, translating, id, clock=clock, elapsed=elapsed)
        self._only = only
        self._places = None if most is None else asyncio.Semaphore(most)
        self._told = told
        self._close = close
        self._loop: asyncio.AbstractEventLoop | None = None  # of the lanes
        self._clock = clock
        self._elapsed = elapsed
        self._tick = tick
        self._peer = Peer(id, machine_mark(), os.getpid(), only, 0)
        self._beats: dict[str, tuple[int, float]] = {}  # of other workers: the last one, and when it came
        self._strays: dict[RowKey, float] = {}  # since when
        self._runs: dict[str, tuple[int, float]] = {}  # of batches: the run, and when it was first seen
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = ""

    @property
    def under_way(self) -> int:
        """Rows that are worked on now."""
        return len(self._rows.holding)

    def start(self) -> None:
        """Begin, in threads of its own. Raises StoreUnusable where the database cannot be used now."""
        self._work.beat(self._peer)
        self._lanes.start(self.lane)
        self._look()
        self._thread = threading.Thread(target=self._keep_up, name="batches", daemon=True)
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Begin no further row, wait `grace` seconds for those under way, give the others back."""
        self._stopping.set()
        end = self._elapsed() + grace
        while self._rows.holding and self._elapsed() < end:
            time.sleep(0.02)
        if self._thread is not None:
            self._thread.join(timeout=10.0)
        if self._close is not None and self._loop is not None:
            with suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10.0)
        self._lanes.stop()
        try:
            self._work.bury(self.id)
        except StoreUnusable as error:  # others find out by themselves
            self._told(str(error))

    async def lane(self, workspace: str, batch: str, most: int) -> None:
        """Take up to `most` rows of a batch, one after the other."""
        self._loop = asyncio.get_running_loop()
        try:
            for _ in range(most):
                if self._stopping.is_set() or not await self._next(workspace, batch):
                    await asyncio.to_thread(self._work.settle, workspace, batch, self._clock())
                    break
        except StoreUnusable as error:
            # The lane ends; the rows it leaves get another one when the database can be used again.
            self._tell(str(error))
            await asyncio.sleep(_STUCK)

    async def _next(self, workspace: str, batch: str) -> bool:
        if self._places is None:
            return await self._rows.next(workspace, batch)
        async with self._places:
            return not self._stopping.is_set() and await self._rows.next(workspace, batch)

    def _keep_up(self) -> None:
        while not self._stopping.wait(self._tick):
            self._look()
        if not self._rows.holding:
            return
        while self._rows.holding and self._thread is not None:  # still alive, for the rows under way
            time.sleep(min(self._tick, 0.2))
            self._beat()

    def _look(self) -> None:
        """One round of keeping up; what goes wrong is told once and tried again at the next."""
        try:
            peers = self._beat()
            alive = [self.id, *(p.id for p in peers)]
            self._give_back()
            batches = self._work.open(self._only)
            self._lanes.tend(batches, alive)
            sharing = 1 + sum(p.batch == self._only for p in peers)
            for batch in batches:
                self._see_to(batch, sharing)
            self._trouble = ""
        except TranslatorError as error:
            self._tell(str(error))

    def _tell(self, trouble: str) -> None:
        """Tell it once, until all is well again: every lane meets the same."""
        if self._trouble != trouble:
            self._trouble = trouble
            self._told(trouble)

    def _see_to(self, batch: OpenBatch, sharing: int) -> None:
        if not batch.waiting:
            if not batch.running:
                self._work.settle(batch.workspace, batch.id, self._clock())
            return
        now = self._elapsed()
        run, since = self._runs.get(batch.id, (batch.run, 0.0))
        if run != batch.run:  # another worker has begun to put lanes on the queue
            since = now
        self._runs[batch.id] = (batch.run, since)
        if (since and now - since < _PATIENCE) or self._lanes.left(batch) >= min(
            batch.options.concurrency, batch.waiting
        ):
            return
        if self._work.begin_run(batch.workspace, batch.id, batch.run):
            self._runs[batch.id] = (batch.run + 1, 0.0)
            self._lanes.spread(batch._replace(run=batch.run + 1), sharing)

    def _beat(self) -> list[Peer]:
        """Tell that we live; returns the other workers that do, and buries those that do not."""
        self._peer = self._peer._replace(beat=self._peer.beat + 1)
        alive = []
        for peer in self._work.beat(self._peer):
            if self._dead(peer):
                self._work.bury(peer.id)
                self._beats.pop(peer.id, None)
            else:
                alive.append(peer)
        return alive

    def _dead(self, peer: Peer) -> bool:
        if peer.machine == self._peer.machine and peer.process != self._peer.process and gone(peer.process):
            return True
        # Beats are counted and not dated: no clock of another machine has to be right.
        beat, since = self._beats.get(peer.id, (-1, 0.0))
        if beat != peer.beat:
            self._beats[peer.id] = (peer.beat, self._elapsed())
            return False
        return self._elapsed() - since > _SILENT

    def _give_back(self) -> None:
        """Give back what we no longer have under way: the database failed when we ended or took it."""
        held = self._work.held(self.id)
        now = self._elapsed()
        strays = {row: self._strays.get(row, now) for row in held if row not in self._rows.holding}
        lost = {row for row, since in strays.items() if row in self._rows.lost or now - since > _STRAY}
        if lost:
            self._work.give_back(self.id, lost)
            self._rows.lost -= lost
        self._strays = {row: since for row, since in strays.items() if row not in lost}
