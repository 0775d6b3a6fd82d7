"""A worker with the real queue: all rows, the limits of a batch, and what other workers leave behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.jobs.batch_examples import START, Quick, new_batch, peer, rows
from translator.jobs.machine import machine_mark
from translator.jobs.queue import DurableLanes, lane_size
from translator.jobs.worker import Worker
from translator.models import Batch, BatchCounts, BatchOptions
from translator.storage import Database
from translator.storage.batches.base import Claimed, OpenBatch

SOON = 30.0  # seconds; reached only where something is wrong


@contextmanager
def working(database: Database, folder: Path, quick: Quick, **options: object) -> Iterator[Worker]:
    """A worker that looks around ten times a second."""
    lanes = DurableLanes(f"sqlite:///{folder}/jobs.db", "w1")
    worker = Worker(
        database.work(), lanes, quick, id="w1", clock=lambda: datetime.now(UTC), tick=0.1, **options
    )  # type: ignore[arg-type]
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(grace=5.0)


def until(holds: Callable[[], object]) -> None:
    """Wait for it."""
    end = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def ended(database: Database, id: str) -> Batch:
    """The batch when it runs no more."""
    batches = database.batches("acme")
    until(lambda: batches.get(id).state != "running")
    return batches.get(id)


def test_two_batches_at_once(database: Database, tmp_path: Path) -> None:
    """Every row of both is made once, those that could not be read stay as they are."""
    batches = database.batches("acme")
    first = batches.add(new_batch(), rows(60, bad=[7])).id
    quick = Quick()
    with working(database, tmp_path, quick):
        second = batches.add(new_batch(concurrency=2), rows(3)).id
        assert ended(database, first).counts == BatchCounts(done=59, failed=1)
        assert ended(database, second).counts == BatchCounts(done=3)
    assert len(quick.made) == len(set(quick.made)) == 62


def test_no_more_rows_at_once_than_the_batch_allows(database: Database, tmp_path: Path) -> None:
    """And no more than the process allows, whichever is less."""
    running, most = set(), {"batch": 0, "process": 0}

    def watch(row: Claimed) -> float:
        running.add(row.key)
        name = "batch" if row.options.concurrency == 3 else "process"
        most[name] = max(most[name], len(worker._rows.holding))
        return 0.05

    batches = database.batches("acme")
    narrow = batches.add(new_batch(concurrency=3), rows(12)).id
    with working(database, tmp_path, Quick(watch)) as worker:
        ended(database, narrow)
    wide = batches.add(new_batch(concurrency=16), rows(12)).id
    with working(database, tmp_path, Quick(watch), most=2) as worker:
        ended(database, wide)
    assert most == {"batch": 3, "process": 2}
    assert len(running) == 24


def test_paused_resumed_cancelled(database: Database, tmp_path: Path) -> None:
    """A paused batch stands still and goes on where it was; a cancelled one ends."""
    batches = database.batches("acme")
    id = batches.add(new_batch(concurrency=2), rows(40)).id
    quick = Quick(lambda row: 0.02)
    with working(database, tmp_path, quick) as worker:
        until(lambda: batches.get(id).counts.done >= 4)
        batches.pause(id, START)
        until(lambda: not worker.under_way and not batches.get(id).counts.running)  # a claimed row ends
        stood = batches.get(id).counts
        time.sleep(0.5)
        assert batches.get(id).counts == stood
        assert stood.waiting > 0
        batches.resume(id, START)
        until(lambda: batches.get(id).counts.done > stood.done)
        batches.cancel(id, START)
        until(lambda: not worker.under_way and not batches.get(id).counts.running)  # a claimed row ends
    after = batches.get(id)
    assert after.state == "cancelled"
    assert after.counts.cancelled + after.counts.done == 40
    assert len(quick.made) == len(set(quick.made)) == after.counts.done


def test_a_stopped_worker_leaves_the_rest_to_the_next(database: Database, tmp_path: Path) -> None:
    """Rows under way are finished; nothing is done twice over the two."""
    batches = database.batches("acme")
    id = batches.add(new_batch(concurrency=4), rows(40)).id
    quick = Quick(lambda row: 0.05)
    with working(database, tmp_path, quick):
        until(lambda: batches.get(id).counts.done >= 4)
    left = batches.get(id).counts
    assert (left.running, left.done) == (0, len(quick.made))
    assert left.waiting > 0
    with working(database, tmp_path, quick):
        assert ended(database, id).counts == BatchCounts(done=40)
    assert len(quick.made) == len(set(quick.made)) == 40


def test_the_rows_of_workers_that_died(database: Database, tmp_path: Path) -> None:
    """A process of this machine that is gone is known at once; one of another machine by its silence."""
    batches, work = database.batches("acme"), database.work()
    id = batches.add(new_batch(), rows(4)).id
    work.beat(peer("dead", machine=machine_mark(), process=2**22 + 1))  # above the highest process number
    work.beat(peer("far", machine="elsewhere"))
    for worker in ("dead", "far"):
        assert work.claim("acme", id, worker) is not None
    seconds = [0.0]
    quick = Quick()
    with working(database, tmp_path, quick, elapsed=lambda: time.monotonic() + seconds[0]):
        until(lambda: batches.get(id).counts.done == 3)
        time.sleep(0.3)
        assert batches.get(id).counts == BatchCounts(done=3, running=1)  # it may still live
        seconds[0] = 20.0
        assert ended(database, id).counts == BatchCounts(done=4)
    assert [row.attempts for row in batches.rows(id)] == [2, 2, 1, 1]


def test_a_live_worker_keeps_its_rows(database: Database, tmp_path: Path) -> None:
    """As long as it beats, however long a row takes and whatever its clock says."""
    batches, work = database.batches("acme"), database.work()
    id = batches.add(new_batch(), rows(2)).id
    work.beat(peer("far", machine="elsewhere"))
    assert work.claim("acme", id, "far") is not None
    seconds = [0.0]
    with working(database, tmp_path, Quick(), elapsed=lambda: time.monotonic() + seconds[0]):
        for beat in range(1, 6):
            work.beat(peer("far", machine="elsewhere", beat=beat))
            time.sleep(0.25)
            seconds[0] += 10.0
        assert batches.get(id).counts == BatchCounts(done=1, running=1)


def test_a_lost_queue_is_made_again(database: Database, tmp_path: Path) -> None:
    """The rows are the truth: without the queue's file a batch goes on."""
    batches = database.batches("acme")
    id = batches.add(new_batch(concurrency=1), rows(30)).id
    with working(database, tmp_path, Quick(lambda row: 0.02)):
        until(lambda: batches.get(id).counts.done >= 2)
    for file in tmp_path.glob("jobs.db*"):
        file.unlink()
    with working(database, tmp_path, Quick()):
        assert ended(database, id).counts == BatchCounts(done=30)


def test_a_private_batch_is_left_to_its_command(database: Database, tmp_path: Path) -> None:
    """Other workers do not touch it; the one that is made for it does nothing else."""
    batches = database.batches("acme")
    secret = batches.add(new_batch(private=True), rows(2)).id
    other = batches.add(new_batch(), rows(2)).id
    with working(database, tmp_path, Quick()):
        ended(database, other)
        time.sleep(0.3)
        assert batches.get(secret).counts == BatchCounts(waiting=2)
    more = batches.add(new_batch(), rows(2)).id
    with working(database, tmp_path, Quick(), only=secret):
        assert ended(database, secret).counts == BatchCounts(done=2)
        assert batches.get(more).counts == BatchCounts(waiting=2)


def test_rows_begun_in_a_minute(database: Database, tmp_path: Path) -> None:
    """A rate of 5 begins five rows and then waits, for much longer than this test."""
    batches = database.batches("acme")
    id = batches.add(new_batch(rate=5), rows(12)).id
    with working(database, tmp_path, Quick()):
        until(lambda: batches.get(id).counts.done == 5)
        time.sleep(1.0)
        assert batches.get(id).counts == BatchCounts(done=5, waiting=7)


@pytest.mark.parametrize(
    ("rate", "size"), [(None, 25), (1, 1), (600, 1), (601, 2), (6_000, 10), (100_000, 25)]
)
def test_lanes_are_short_where_a_rate_is_to_be_held(rate: int | None, size: int) -> None:
    """Each lane that begins counts for the rate, so its rows do."""
    assert lane_size(OpenBatch("acme", "b1", BatchOptions(rate=rate), 1, 5, 0)) == size
