"""`kill -9` in the middle of a batch: every row is there once, and only what was under way is paid twice."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.bench_batches import killed
from tests.databases import NewUrl
from tests.jobs.batch_examples import Quick, new_batch, rows
from translator.jobs.queue import DurableLanes
from translator.jobs.worker import Worker
from translator.models import BatchCounts
from translator.storage import open_database, parse_address


@pytest.mark.slow
def test_killed_with_two_hundred_rows(tmp_path: Path) -> None:
    """A model that takes 50 ms, sixteen rows at once: the worker dies, and the next one ends the batch."""
    found = killed(tmp_path, 200, bare=True)
    assert 0 < found.done_before < 200
    assert found.begun_again > 0  # it was killed while rows were under way
    assert found.sound, found


@pytest.mark.slow
def test_killed_in_the_whole_pipeline(tmp_path: Path) -> None:
    """With the engine that a model writes for: an answer that had come is found again and not asked for."""
    found = killed(tmp_path, 30)
    assert found.begun_again > 0
    assert found.made_twice <= found.begun_again
    assert found.sound, found


@pytest.mark.slow
def test_two_workers_share_a_batch_on_postgresql(tmp_path: Path, new_postgres_url: NewUrl) -> None:
    """One of them is killed; the other takes its rows over, and no row is done twice."""
    found = killed(tmp_path, 120, workers=2, bare=True, database=new_postgres_url())
    assert found.begun_again > 0
    assert found.sound, found
    processes = {line.split()[0] for line in (tmp_path / "calls.txt").read_text().splitlines()}
    assert len(processes) >= 2  # they did share it


@pytest.mark.slow
def test_a_database_that_goes_away_and_comes_back(own_server: Any) -> None:
    """Rows under way are begun again, lanes that ended meanwhile hold no place, and the batch ends."""
    url = own_server.get_uri()
    told: list[str] = []
    queue = parse_address(url).url.render_as_string(hide_password=False)
    with closing(open_database(url)) as database:
        batches = database.batches("acme")
        id = batches.add(new_batch(concurrency=4), rows(60)).id
        worker = Worker(
            database.work(), DurableLanes(queue, "w1"), Quick(lambda row: 0.1), id="w1",
            clock=lambda: datetime.now(UTC), told=told.append, tick=0.2,
        )  # fmt: skip
        worker.start()
        try:
            end = time.monotonic() + 60
            while batches.get(id).counts.done < 8:
                assert time.monotonic() < end
                time.sleep(0.05)
            own_server.stop()
            time.sleep(2.0)
            own_server.ensure_postgres_running()
            while batches.get(id).state == "running":
                assert time.monotonic() < end, batches.get(id)
                time.sleep(0.1)
            assert batches.get(id).counts == BatchCounts(done=60)
        finally:
            worker.stop(grace=1.0)
    assert told
    assert len(told) < 10  # not a line for each lane and each look
