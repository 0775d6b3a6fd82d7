"""What a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from evals.gate.compare import Verdict
from evals.mutation.report import MutationReport
from evals.result import RunResult


class Told(NamedTuple):
    """One run with what it is compared with. None: there is none."""

    run: RunResult | None = None
    baseline: RunResult | None = None
    verdict: Verdict | None = None
    mutation: MutationReport | None = None
    seconds: Mapping[str, float] | None = None  # case id → how long it took; not in the JSON
    full: bool = False  # list what held, too


class Format(NamedTuple):
    """One way to write a report down."""

    file: str  # its name in the folder of a run: "report.md"
    make: Callable[[Told], str]
    of_mutation: bool  # whether it can tell of the mutation suite alone
