"""Several writers at once, and killed ones: nothing acknowledged is lost, no revision is skipped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.incident_examples import incident
from translator.errors import StoreUnusable
from translator.models import Change
from translator.storage import IncidentRepository, open_store
from translator.storage.address import parse_address
from translator.storage.turns import Turns

ROOT = Path(__file__).parents[2]

# Puts batches of five and says so after each; arguments: URL, number of the writer, batches.
WRITER = """
import sys
from tests.storage.incident_examples import incident
from translator.storage import open_store
url, writer, batches = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = open_store(url, "acme", patience=60)
print("open", flush=True)
for batch in range(batches):
    store.put([incident(writer * 10_000 + batch * 5 + n) for n in range(5)])
    print(batch, flush=True)
store.close()
"""


def start(url: str, writer: int, batches: int) -> subprocess.Popen[str]:
    """A writer in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(writer), str(batches)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip


class Follower:
    """Reads the changes as an index does, while others write."""

    def __init__(self, store: IncidentRepository) -> None:
        self.store = store
        self.seen: list[Change] = []
        self.done = threading.Event()

    def follow(self) -> None:
        """Until told that all is written and nothing new comes."""
        while True:
            last = self.done.is_set()
            step = self.store.changes(self.seen[-1].revision if self.seen else 0, 7)
            self.seen += step
            if last and not step:
                return
            if not step:
                time.sleep(0.001)  # one that spins would keep the interpreter from the writers


def test_threads_lose_nothing_and_a_follower_misses_nothing(url: str) -> None:
    """Four threads write through one store; who follows meanwhile sees revisions 1, 2, 3 … each once.

    A writer that committed a low revision after a higher one would leave a gap here.
    """
    with closing(open_store(url, "acme", patience=60)) as store:
        follower = Follower(store)

        def write(writer: int) -> None:
            for batch in range(15):
                store.put([incident(writer * 1000 + batch * 4 + n) for n in range(4)])

        with ThreadPoolExecutor(5) as pool:
            following = pool.submit(follower.follow)
            try:
                for writing in [pool.submit(write, writer) for writer in range(4)]:
                    writing.result()
            finally:
                follower.done.set()
            following.result()
        assert [c.revision for c in follower.seen] == list(range(1, 241))
        assert len({c.id for c in follower.seen}) == store.count() == 240


def test_threads_of_one_process_take_turns_at_a_file() -> None:
    """A second writer waits, gives up in time, and gets the next turn; PostgreSQL queues by itself."""
    turns = Turns(parse_address("sqlite:///past.db"), 0.05)
    with ThreadPoolExecutor(1) as other:

        def take() -> str:
            with turns.taken():
                return "taken"

        with (
            turns.taken(),
            pytest.raises(StoreUnusable, match=r"past\.db: another process or request is writing"),
        ):
            other.submit(take).result()
        with pytest.raises(ZeroDivisionError), turns.taken():
            _ = 1 / 0
        assert other.submit(take).result() == "taken"
        server = Turns(parse_address("postgresql://db/past"), 0.05)
        with server.taken(), server.taken():
            assert other.submit(take).result() == "taken"


def test_openings_of_an_empty_database_at_once(url: str) -> None:
    """Eight openings meet at the same empty database: they all get the one workspace that was made."""
    together = threading.Barrier(8)

    def open_and_look(_: int) -> str:
        together.wait(timeout=60)
        with closing(open_store(url, "acme", patience=60)) as store:
            return store.store_id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(open_and_look, range(8)))) == 1


def test_processes_that_start_and_write_at_once(url: str) -> None:
    """Four processes open an empty database at once and write: one makes the tables, none fails."""
    writers = [start(url, writer, 8) for writer in range(4)]
    told = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, [err for _, err in told]
    with closing(open_store(url, "acme", create=False)) as store:
        assert [c.revision for c in store.changes(0, 999)] == list(range(1, 161))
        assert store.count() == 160


def test_the_same_incidents_from_two_threads(url: str) -> None:
    """Writers of the same ids wait for each other; the store ends with one of the two, whole."""
    with closing(open_store(url, "acme", patience=60)) as store:

        def write(title: str) -> None:
            for _ in range(10):
                store.put([incident(n, title=title) for n in range(6)])

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, ["one", "two"]))
        assert len({i.title for i in store.all()}) == 1
        last = store.revision()
        assert [c.revision for c in store.changes(0, 99)] == list(range(last - 5, last + 1))


def test_a_killed_writer_loses_nothing_it_acknowledged(url: str) -> None:
    """kill -9 while writing: what was said to be stored is there, and no batch is there in part."""
    writer = start(url, 1, 100_000)
    assert writer.stdout is not None
    acknowledged = -1
    for line in writer.stdout:
        if line != "open\n":
            acknowledged = int(line)
        if acknowledged >= 20:
            break
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    with closing(open_store(url, "acme")) as store:
        changes = store.changes(0, 10**6)
        assert len(changes) >= (acknowledged + 1) * 5
        assert len(changes) % 5 == 0
        assert [c.revision for c in changes] == list(range(1, len(changes) + 1))
        assert store.put([incident(1)]).added == 1
