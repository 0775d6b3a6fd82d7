"""What the benchmarks say while they run, and of the machine they ran on."""

from __future__ import annotations

import os
import sys


def working(on: str) -> None:
    """One changing line on standard error, on a terminal only; "" clears it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{on[:100]}")
        sys.stderr.flush()


def machine() -> str:
    """The processors and the load of the last minute, for judging times."""
    return f"{os.cpu_count()} processors, load of the last minute {os.getloadavg()[0]:.1f}"


def bar(what: str, bound: str, measured: str, met: bool) -> str:
    """The line of a bar: `bar nDCG@10 ≥ 0.50: .571 met`."""
    return f"bar {what} {bound}: {measured} {'met' if met else 'NOT MET'}"
