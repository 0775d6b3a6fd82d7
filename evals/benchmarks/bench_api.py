"""The offline engine over HTTP: pitches a second and their times, with past incidents on record.

    python -m evals.benchmarks.bench_api [--full] [--store FOLDER]
    python -m evals.benchmarks.bench_api --requests 20000

Starts `translator serve` with two workers on a store of 10,000 incidents, then 16 clients send one ticket
after the other, each a different real text. `/healthz` is asked in the same way, as the ceiling of server
and client together: the clients run on the same processors. `--full` sends 20,000 requests, to see whether
memory grows. `--store` keeps the store of an earlier run. `--requests` sends so many to one worker on a small
store, and prints its memory every 2,000. Exits 0 whatever the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from evals.benchmarks import retrieval_data as real
from evals.benchmarks.http_load import load, request
from evals.benchmarks.many_incidents import embedded_once, saved
from evals.benchmarks.remembered import Remembered
from evals.benchmarks.retrieval_metrics import percentile
from evals.benchmarks.terminal import bar, machine, working

INCIDENTS = 10_000
CLIENTS = 16
WORKERS = 2
PORT = 18_080
SMALL = 200  # incidents of the store of `--requests`
EVERY = 2_000  # requests between two looks at the memory
_WARM = 4_000  # requests after which memory is held against that of the end
_FLAT = 1.1  # of it
_TEXTS = 600  # distinct texts that the incidents are made of
_LONGEST = 4_000  # characters of a ticket: the longest hundredth of the trackers' is longer
_MB = 1_000_000


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="The offline engine over HTTP.")
    parser.add_argument("--full", action="store_true", help="20,000 requests")
    parser.add_argument("--store", type=Path, help="a folder with the store of an earlier run")
    parser.add_argument("--requests", type=int, metavar="N", help="memory of one worker over N requests")
    args = parser.parse_args()
    if not real.there():
        print(real.ABSENT)
        return 0
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        if args.requests:
            with served(args.store or made(Path(folder), SMALL, SMALL), workers=1) as (process, _):
                asyncio.run(grown(process, args.requests))
            print(machine())
            return 0
        store = args.store or made(Path(folder))
        with served(store) as (process, ready):
            print(
                f"{INCIDENTS:,} incidents on record; {WORKERS} workers; ready {ready:.1f} s after the start"
            )
            asyncio.run(measured(process, 20_000 if args.full else 1_500))
    print(machine())
    return 0


def made(folder: Path, incidents: int = INCIDENTS, texts: int = _TEXTS) -> Path:
    """The folder of a store with as many incidents as wanted, made of so many distinct texts."""
    working("embedding the texts that the incidents are made of")
    distinct = real.drawn(real.judged_issues().documents, texts)
    saved(embedded_once(distinct, Remembered()), folder / "vectors.npz")
    (folder / "texts.json").write_text(json.dumps(distinct), encoding="utf-8")
    working(f"storing {incidents:,} incidents")
    command = ["-m", "evals.benchmarks.incident_process", "import", str(folder), str(incidents)]
    subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True)
    working("")
    return folder / str(incidents)


@contextmanager
def served(store: Path, workers: int = WORKERS) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """The running server, and the seconds from its start until it was ready."""
    settings = {"DATA_DIR": str(store), "ENGINE": "offline", "RATE_LIMIT": "off"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRANSLATOR_")}
    environment |= {f"TRANSLATOR_{name}": value for name, value in settings.items()}
    options = ["--port", str(PORT), "--workers", str(workers), "--no-auth"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "translator", "serve", *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not ready():
            if process.poll() is not None or time.perf_counter() - begun > 60:
                raise SystemExit("the server did not start")
            time.sleep(0.02)
        yield process, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(timeout=30)


def ready() -> bool:
    """Whether the server says that it can translate."""
    try:
        with urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def memory(server: subprocess.Popen[bytes]) -> list[float]:
    """Resident MB of each process that serves, the largest first."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, todo = [], [server.pid]
    while todo:
        process = todo.pop()
        todo += parents.get(process, [])
        with suppress(OSError):
            pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
            found.append(pages * os.sysconf("SC_PAGE_SIZE") / _MB)
    return sorted(found, reverse=True)


def told(sizes: list[float]) -> str:
    """Sizes side by side."""
    return " ".join(f"{size:.0f}" for size in sizes)


async def measured(server: subprocess.Popen[bytes], many: int) -> None:
    """Ask for health, then for pitches; print both."""
    health = itertools.repeat(request("GET", "/healthz", b""))
    tickets = (request("POST", "/v1/translations", body) for body in bodies())
    before = memory(server)
    await load(tickets, 200, port=PORT, clients=CLIENTS)  # loads what is loaded at first use
    warm = memory(server)
    ceiling = await load(health, 5_000, port=PORT, clients=CLIENTS)
    one = await load(tickets, 100, port=PORT, clients=1)
    pitches = await load(tickets, many, port=PORT, clients=CLIENTS)
    after = memory(server)
    print(f"\n{'':26s}{'a second':>10s}{'p50 ms':>10s}{'p95 ms':>10s}{'p99 ms':>10s}{'failed':>10s}")
    rows = {
        f"/healthz, {CLIENTS} clients": ceiling,
        "pitches, 1 client": one,
        f"pitches, {CLIENTS} clients": pitches,
    }
    for name, run in rows.items():
        times = (f"{percentile(run.times, p):.1f}" for p in (50, 95, 99))
        cells = [f"{run.rate:.0f}", *times, str(run.refused)]
        print(f"{name:26s}" + "".join(f"{cell:>10s}" for cell in cells))
    print(f"\nMB of each process: ready {told(before)}; after 200 pitches {told(warm)}")
    print(f"after {many:,} pitches {told(after)}\n")
    p95, largest = percentile(pitches.times, 95), max(after)
    print(bar(f"p95 at {CLIENTS} clients", "≤ 60 ms", f"{p95:.0f} ms", p95 <= 60))
    print(bar("pitches a second", "≥ 60", f"{pitches.rate:.0f}", pitches.rate >= 60))
    print(bar("memory of a worker", "≤ 400 MB", f"{largest:.0f} MB", largest <= 400))


async def grown(server: subprocess.Popen[bytes], many: int) -> None:
    """Send pitches to one worker and print its memory as it goes."""
    tickets = (request("POST", "/v1/translations", body) for body in bodies())
    print(f"{SMALL} incidents on record; one worker; {CLIENTS} clients; MB resident")
    print(f"{0:>8,} {memory(server)[0]:>6.0f}")
    sizes: dict[int, float] = {}
    for sent in range(0, many, EVERY):
        run = await load(tickets, min(EVERY, many - sent), port=PORT, clients=CLIENTS)
        sizes[sent + len(run.times)] = memory(server)[0]
        told_of = f"{sent + len(run.times):>8,} {memory(server)[0]:>6.0f}"
        p95 = percentile(run.times, 95)
        print(f"{told_of}   {run.rate:.0f} a second, p95 {p95:.0f} ms, {run.refused} refused", flush=True)
    warm = next((size for at, size in sizes.items() if at >= min(_WARM, many)), 0.0)
    last, highest = list(sizes.values())[-1], max(sizes.values())
    print(bar("memory of a worker", "≤ 400 MB", f"{highest:.0f} MB", highest <= 400))
    print(bar(f"memory since {_WARM:,}", f"≤ × {_FLAT}", f"× {last / warm:.2f}", last <= warm * _FLAT))


def bodies() -> Iterator[bytes]:
    """Real issues as request bodies, over and over; each has its own number, so that no two are alike."""
    issues = real.judged_issues().documents
    for number in itertools.count():
        told_of = issues[number % len(issues)]
        text = f"{told_of.title}\n\n{told_of.body}"[:_LONGEST]
        yield json.dumps({"text": f"{text}\n\nSeen in run {number}."}).encode()


if __name__ == "__main__":
    sys.exit(main())
