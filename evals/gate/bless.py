"""Baselines: files in git that change by a decision with a reason, and by nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from evals.gate.compare import UNSCORED
from evals.result import RunResult, as_json, read_result
from translator.errors import MalformedInput

BASELINES = Path(__file__).parent.parent / "baselines"
LOG = "LOG.md"
_SHORTEST = 10  # characters of a reason


def baseline_file(name: str, folder: Path = BASELINES) -> Path:
    """Where the baseline of a suite is kept."""
    return folder / f"{name}.json"


def bless(run: RunResult, *, reason: str, by: str, on: date, folder: Path = BASELINES) -> str:
    """Make the run the baseline of its suite; returns the line written to the log.

    Raises MalformedInput for a run with cases that have no pitch or too many unjudged items, for one of some
    cases only, and for a reason that says nothing.
    """
    file = baseline_file(run.name, folder)
    before = read_result(file) if file.is_file() else None
    failed = sum(bool(c.error) for c in run.cases)
    if failed or run.unscored() > UNSCORED:
        raise _refused(f"{failed} cases have no pitch, {run.unscored():.1%} of items are unjudged", run.name)
    if len(" ".join(reason.split())) < _SHORTEST:
        raise _refused("a reason of a few words is needed", run.name)
    then = f"{_score(before):.4f} over {len(before.cases)} cases" if before else "none"
    line = (
        f"- {on.isoformat()} · {run.name} · {by or 'unknown'} · {then} → {_score(run):.4f} over "
        f"{len(run.cases)} cases · {' '.join(reason.split())}\n"
    )
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(as_json(run), encoding="utf-8")
    log = folder / LOG
    head = log.read_text(encoding="utf-8") if log.is_file() else "# Baselines: what was decided, and why\n\n"
    log.write_text(head + line, encoding="utf-8")
    return line


def _score(run: RunResult) -> float:
    scores = [s for c in run.cases if (s := c.score()) is not None]
    return sum(scores) / len(scores) if scores else 0.0


def _refused(why: str, name: str) -> MalformedInput:
    return MalformedInput(
        f"the run cannot be a baseline: {why}.", place=name, next_step="Mend it and run the suite again."
    )
