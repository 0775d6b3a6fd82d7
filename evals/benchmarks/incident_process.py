"""One step of `bench_incidents` in a process of its own; prints its figures as one line of JSON.

python -m evals.benchmarks.incident_process import|search|baseline FOLDER SIZE
"""

from __future__ import annotations

import json
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evals.benchmarks.many_incidents import Moved, copies, loaded
from evals.benchmarks.retrieval_baselines import fts5_query
from evals.benchmarks.retrieval_data import Told, drawn, judged_issues
from evals.benchmarks.retrieval_metrics import percentile
from translator.similarity import prepare, windows
from translator.wiring import chosen_embedder, incidents_in

SEARCHES, WARM = 100, 10
RUNS = 3
_MB = 1_000_000


class Memory(NamedTuple):
    """Resident memory of this process in MB."""

    peak: float
    now: float


def main() -> int:
    """Run one step."""
    step, folder, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    steps = {"import": importing, "search": searching, "baseline": baseline}
    print(json.dumps(steps[step](folder, size)))
    return 0


def importing(folder: Path, size: int) -> dict[str, Any]:
    """Seconds, memory and disk of an import whose vectors are already known."""
    texts = _texts(folder)
    embedder = Moved(chosen_embedder("builtin").model_id, loaded(folder / "vectors.npz"))
    service = incidents_in(folder / str(size), embedder)
    started = time.perf_counter()
    done = service.import_rows(copies(texts, size), on_problem=_refuse)
    seconds = time.perf_counter() - started
    if done.added != size or done.notes:
        raise SystemExit(f"the import went wrong: {done}")
    place = folder / str(size)
    disk = {name: _size(place / name) for name in ("keyword", "chroma")}
    disk["all"] = _size(place)
    disk["sql"] = disk["all"] - disk["keyword"] - disk["chroma"]
    return {"seconds": seconds, "memory": memory(), "disk": disk}


def searching(folder: Path, size: int) -> dict[str, Any]:
    """Milliseconds of a search, the median of three rounds; memory of a process that only searches."""
    embedder = chosen_embedder("builtin")
    service = incidents_in(folder / str(size), embedder)
    asked = _asked()

    def search(told: Told) -> None:
        found = service.search(told.text)
        if found.mode != "hybrid" or found.searched != size or not found.hits:
            raise SystemExit(f"the search went wrong: {found.mode} {found.searched} {found.notes}")

    started = time.perf_counter()
    search(asked[0])
    first = (time.perf_counter() - started) * 1000
    p50, p95 = timed(search, asked)
    model, _ = timed(lambda t: embedder.embed_query(windows(prepare(t.title, t.body))[0]), asked)
    return {"p50": p50, "p95": p95, "model": model, "first": first, "memory": memory()}


def baseline(folder: Path, size: int) -> dict[str, Any]:
    """The exact cosine of every vector, and FTS5 over every text, without any model."""
    vectors = loaded(folder / "vectors.npz")
    chance = np.random.default_rng(2)
    parts = [vectors[n % len(vectors)] for n in range(size)]
    matrix = np.vstack(parts) + chance.normal(0, 0.02, (sum(map(len, parts)), 384)).astype(np.float32)
    queries = {told.id: matrix[n] for n, told in enumerate(_asked())}

    def exact(told: Told) -> None:
        cosines = matrix @ queries[told.id]
        np.argpartition(-cosines, 200)[:200]

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE told USING fts5(text, tokenize = 'porter unicode61')")
    rows = (
        (f"{incident.title}\n{' '.join(section.text for section in incident.sections)}",)
        for incident in copies(_texts(folder), size)
    )
    database.executemany("INSERT INTO told(text) VALUES (?)", rows)

    def full_text(told: Told) -> None:
        query = "SELECT rowid FROM told WHERE told MATCH ? ORDER BY rank LIMIT 100"
        database.execute(query, (fts5_query(told),)).fetchall()

    numpy_p50, numpy_p95 = timed(exact, _asked())
    fts5_p50, fts5_p95 = timed(full_text, _asked()[:40])
    return {"numpy_p50": numpy_p50, "numpy_p95": numpy_p95, "fts5_p50": fts5_p50, "fts5_p95": fts5_p95}


def timed(run: Callable[[Told], object], asked: Sequence[Told]) -> tuple[float, float]:
    """p50 and p95 in milliseconds, each the median of three rounds after some that do not count."""
    for told in asked[:WARM]:
        run(told)
    middles, slows = [], []
    for _ in range(RUNS):
        taken = []
        for told in asked:
            started = time.perf_counter()
            run(told)
            taken.append((time.perf_counter() - started) * 1000)
        middles.append(percentile(taken, 50))
        slows.append(percentile(taken, 95))
    return statistics.median(middles), statistics.median(slows)


def memory() -> Memory:
    """Peak and present resident memory; where the system does not tell, the peak twice."""
    try:
        told = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MB
        return Memory(peak, peak)
    # Not ru_maxrss: on Linux it starts at what the parent had when it made this process.
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in _fields(told) if name in ("VmHWM", "VmRSS")}
    return Memory(kilobytes["VmHWM"] * 1024 / _MB, kilobytes["VmRSS"] * 1024 / _MB)


def _asked() -> list[Told]:
    return drawn((search.told for search in judged_issues().searches), SEARCHES)


def _fields(status: str) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in status.splitlines()]


def _texts(folder: Path) -> list[Told]:
    return [Told(*row) for row in json.loads((folder / "texts.json").read_text(encoding="utf-8"))]


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / _MB


def _refuse(problem: object) -> None:
    raise SystemExit(f"not imported: {problem}")


if __name__ == "__main__":
    sys.exit(main())
