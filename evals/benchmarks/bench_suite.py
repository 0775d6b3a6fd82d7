"""How long the eval suite takes, and how much memory: all cases, then a thousand.

    python -m evals.benchmarks.bench_suite [CASES]

A thousand are the cases of the suite over and over under other names: every one is translated, rendered and
scored again. Prints seconds, seconds of processor and the memory of the process, each with its bar.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from evals.case import Case
from evals.case_files import load_cases
from evals.runner import run_offline


def measured(cases: Sequence[Case]) -> None:
    """Run the cases and print one line."""
    began, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        run = run_offline(cases, Path(folder))
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    failed = sum(bool(c.error) for c in run.result.cases)
    print(
        f"{len(cases):5} cases  {seconds:6.1f} s (bar 60)  {cpu:6.1f} s of processor  "
        f"{memory:5.0f} MB at most (bar 1,024)  {failed} without a pitch"
    )


def main() -> None:
    """Print the table."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    cases = load_cases()
    measured(cases)
    again = (c.model_copy(update={"id": f"{c.id}-{n}"}) for n, c in enumerate(cycle(cases)))
    measured(list(islice(again, wanted)))


if __name__ == "__main__":
    main()
