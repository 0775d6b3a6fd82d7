"""`kill -9` in the middle of a batch, with a model that takes 50 ms: what was lost, and what was paid twice.

    python -m evals.benchmarks.bench_batches [ROWS] [--bare] [--workers N] [--database URL]

Run by hand: a minute or two. --bare leaves the pipeline out, so that what remains is the queue. With
--workers N one of so many is killed while the others go on; URL names a PostgreSQL to share.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from evals.benchmarks.batch_process import CALLS, OPTIONS
from translator.wiring_jobs import settings_of_folder
from translator.wiring_service import Service

ROOT = Path(__file__).parents[2]
BEGUN = 0.4  # of the rows when a worker is killed


class Killed(NamedTuple):
    """What a batch came to in which a worker was killed."""

    done_before: int  # rows, when it was killed
    seconds: float  # from the kill to the end
    rows: int
    done: int
    stored: int  # translations, each once
    begun_again: int  # rows
    requests: int
    made_twice: int
    made_more_often: int
    state: str  # of the batch, and why it is paused
    told: tuple[str, ...]  # by the workers

    @property
    def sound(self) -> bool:
        """Whether every row is there once, and nothing was paid twice that had not been under way."""
        at_most = OPTIONS.concurrency
        whole = self.rows == self.done == self.stored
        return (
            whole and self.begun_again <= at_most and self.made_twice <= at_most and not self.made_more_often
        )


def main() -> int:
    """Print the figures; 1 where a row is missing, doubled, or paid twice without having been under way."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", type=int, nargs="?", default=2_000)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="translator-batches-"))
    try:
        found = killed(folder, asked.rows, workers=asked.workers, bare=asked.bare, database=asked.database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"killed after {found.done_before:,} of {found.rows:,} rows; ended {found.seconds:.1f} s later")
    print(f"the batch is {found.state}")
    print(f"rows done: {found.done:,}; stored, each once: {found.stored:,}; begun again: {found.begun_again}")
    print(f"requests: {found.requests:,}; twice: {found.made_twice}; more often: {found.made_more_often}")
    for line in found.told:
        print(f"worker: {line}")
    return 0 if found.sound else 1


def killed(folder: Path, rows: int, *, workers: int = 1, bare: bool = False, database: str = "") -> Killed:
    """One batch; a worker is killed in the middle, and another started in its place."""
    environ = {**os.environ, "BATCH_DATABASE": database, "BATCH_BARE": "1" if bare else ""}
    batch = _process(environ, "create", folder, str(rows)).communicate()[0].decode().split()[-1]
    service = Service(settings_of_folder(folder, database))
    with closing(service.database) as opened:
        batches = opened.batches("default")
        processes = [_process(environ, "work", folder) for _ in range(workers)]
        while (before := batches.get(batch).counts.done) < rows * BEGUN:
            time.sleep(0.02)
        processes[0].kill()
        processes[0].communicate()
        at = time.monotonic()
        processes[0] = _process(environ, "work", folder)
        told = tuple(process.communicate()[0].decode().strip() for process in processes)
        seconds = time.monotonic() - at
        listed = [r for after in range(0, rows, 1000) for r in batches.rows(batch, after=after, limit=1000)]
        stored = asyncio.run(_stored(service))
        after = batches.get(batch)
    calls = Counter(line.split()[1] for line in (folder / CALLS).read_text().splitlines())
    return Killed(
        before,
        seconds,
        rows,
        after.counts.done,
        stored,
        sum(row.attempts > 1 for row in listed),
        len(calls),
        sum(count == 2 for count in calls.values()),
        sum(count > 2 for count in calls.values()),
        f"{after.state} {after.why}; {after.counts.failed} rows failed",
        told,
    )


async def _stored(service: Service) -> int:
    """How many translations there are; -1: an id is there twice."""
    ids: list[str] = []
    after = ""
    while True:
        page = await service.translations().page(after=after, limit=200)
        ids += [row.id for row in page.rows]
        after = page.after
        if not after:
            return len(ids) if len(ids) == len(set(ids)) else -1


def _process(environ: dict[str, str], step: str, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "evals.benchmarks.batch_process", step, str(folder), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
