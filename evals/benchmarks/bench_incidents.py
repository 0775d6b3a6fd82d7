"""How fast past incidents are imported and searched, and what they take, at several sizes.

    python -m evals.benchmarks.bench_incidents [--full]

Import is timed on real texts with their embedding. The larger sizes are copies of real texts with changed
words and moved vectors (see `many_incidents`), put through the product's own store and indexes; searches are
real issues, embedded as always. Every size is imported in one process and searched in another, so that the
memory of each is its own. `--full` adds 20,000 and 100,000. Exits 0 whatever the figures: this machine may
be busy, and the load is printed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from evals.benchmarks import retrieval_data as real
from evals.benchmarks.incident_process import Memory
from evals.benchmarks.many_incidents import embedded_once, saved
from evals.benchmarks.remembered import Remembered
from evals.benchmarks.retrieval_data import Told
from evals.benchmarks.terminal import bar, machine, working
from translator.wiring import chosen_embedder, incidents_in

SIZES, SIZES_FULL = (1_000, 10_000), (1_000, 10_000, 20_000, 100_000)
DISTINCT, DISTINCT_FULL = 500, 4_000
IMPORTED = 150  # real texts of each timed import
RUNS = 3
IMPORT_LEAST = 60  # incidents a second
SLOWEST = {20_000: 40.0, 100_000: 60.0}  # size → p95 in ms that is allowed
MEMORY_MOST = 1536  # MB at 100,000


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Speed, memory and disk of past incidents.")
    parser.add_argument("--full", action="store_true", help="20,000 and 100,000 too, half an hour")
    args = parser.parse_args()
    if not real.there():
        print(f"bench_incidents: {real.ABSENT}")
        return 0
    started = time.perf_counter()
    print(f"{machine()}; times are medians of {RUNS}, on a machine that others may use")
    documents = real.judged_issues().documents
    distinct = real.drawn(documents, DISTINCT_FULL if args.full else DISTINCT)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        rate = imported(documents, folder)
        working("embedding the texts that the copies are made of")
        saved(embedded_once(distinct, Remembered()), folder / "vectors.npz")
        (folder / "texts.json").write_text(json.dumps(distinct), encoding="utf-8")
        rows = [measured(folder, size) for size in (SIZES_FULL if args.full else SIZES)]
    working("")
    report(rows)
    bars(rate, rows)
    print(f"{time.perf_counter() - started:.0f} s; {machine()} at the end")
    return 0


def imported(documents: list[Told], folder: Path) -> float:
    """Incidents a second, embedding included: the median of three imports of different real texts."""
    embedder = chosen_embedder("builtin")
    embedder.embed_query("the model is loaded once, whatever is imported")
    kinds = {"issues": documents, "outages": [*real.postmortems(), *real.status_posts()]}
    rates: dict[str, list[float]] = {}
    for kind, texts in kinds.items():
        for run in range(RUNS):
            working(f"importing {kind}, run {run + 1} of {RUNS}")
            part = [real.as_incident(told) for told in real.drawn(texts, IMPORTED, round=run)]
            service = incidents_in(folder / f"{kind}-{run}", embedder)
            started = time.perf_counter()
            service.import_rows(part, on_problem=print)
            rates.setdefault(kind, []).append(len(part) / (time.perf_counter() - started))
    working("")
    print(f"\nimport of {IMPORTED} real texts, embedding included, incidents a second (runs)")
    for kind, runs in rates.items():
        print(f"  {kind:8s} {statistics.median(runs):5.0f}   ({', '.join(f'{r:.0f}' for r in runs)})")
    return statistics.median(rates["issues"])


def measured(folder: Path, size: int) -> dict[str, Any]:
    """What the import and the search of one size took, each in a process of its own."""
    figures: dict[str, Any] = {"size": size}
    for step in ("import", "search", "baseline"):
        working(f"{size:,} incidents: {step}")
        command = [sys.executable, "-m", "evals.benchmarks.incident_process", step, str(folder), str(size)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        figures[step] = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(rows: list[dict[str, Any]]) -> None:
    """Print the sizes, beside what the parts cost alone."""
    print(
        "\nsearch, embedding included; beside it the model alone, exact numpy and FTS5 at the same size; ms"
    )
    columns = ["p50", "p95", "first", "model p50", "numpy p50", "numpy p95", "FTS5 p50", "FTS5 p95"]
    print(line("incidents", columns))
    for row in rows:
        took = {**row["baseline"], **row["search"]}
        names = ["p50", "p95", "first", "model", "numpy_p50", "numpy_p95", "fts5_p50", "fts5_p95"]
        print(line(f"{row['size']:,}", [f"{took[name]:.1f}" for name in names]))
    print("\nimport without embedding: seconds and incidents a second; memory while importing and searching,")
    print("resident, and disk; MB")
    columns = [
        "seconds",
        "a second",
        "peak",
        "after",
        "searching",
        "after",
        "disk",
        "sql",
        "keyword",
        "vectors",
    ]
    print(line("incidents", columns))
    for row in rows:
        done, disk = row["import"], row["import"]["disk"]
        figures = [done["seconds"], row["size"] / done["seconds"], *done["memory"], *row["search"]["memory"]]
        figures += [disk["all"], disk["sql"], disk["keyword"], disk["chroma"]]
        print(line(f"{row['size']:,}", [f"{value:.0f}" for value in figures]))
    print("\ngrowth from size to size (no more than the incidents: no worse than linear)")
    for less, more in pairwise(rows):
        times = more["size"] / less["size"]
        grown = {
            "import": more["import"]["seconds"] / less["import"]["seconds"],
            "p95": more["search"]["p95"] / less["search"]["p95"],
            "disk": more["import"]["disk"]["all"] / less["import"]["disk"]["all"],
            "memory": Memory(*more["import"]["memory"]).peak / Memory(*less["import"]["memory"]).peak,
        }
        told = ", ".join(f"{what} ×{value:.1f}" for what, value in grown.items())
        # A tenth more than linear is noise of the machine.
        verdict = "no worse than linear" if max(grown.values()) <= times * 1.1 else "WORSE THAN LINEAR"
        print(f"  {less['size']:,} → {more['size']:,} (×{times:.0f}): {told}: {verdict}")


def line(first: str, cells: Sequence[str]) -> str:
    """A line of a table, right-aligned."""
    return f"{first:>10s}" + "".join(f"{cell:>10s}" for cell in cells)


def bars(rate: float, rows: list[dict[str, Any]]) -> None:
    """Print the bars; those of sizes that were not measured are named as such."""
    print()
    print(bar("import", f"≥ {IMPORT_LEAST} /s", f"{rate:.0f} /s", rate >= IMPORT_LEAST))
    by_size = {row["size"]: row for row in rows}
    for size, most in SLOWEST.items():
        if size in by_size:
            p95 = by_size[size]["search"]["p95"]
            print(bar(f"search p95 at {size:,}", f"≤ {most:.0f} ms", f"{p95:.1f} ms", p95 <= most))
        else:
            print(f"bar search p95 at {size:,} ≤ {most:.0f} ms: measured by --full")
    if 100_000 in by_size:
        peaks = [Memory(*by_size[100_000][step]["memory"]).peak for step in ("import", "search")]
        print(bar("memory at 100,000", "≤ 1.5 GB", f"{max(peaks):.0f} MB", max(peaks) <= MEMORY_MOST))
    else:
        print("bar memory at 100,000 ≤ 1.5 GB: measured by --full")


if __name__ == "__main__":
    sys.exit(main())
