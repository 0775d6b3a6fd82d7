"""Remembers the last runs, so that a case that flips without a cause is known as one that does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from evals.result import CaseResult, RunResult
from translator.models import Model

FILE = "history.jsonl"
KEPT = 10  # runs of the same making that are looked at
FLIPS = 2  # changes among them that put a case into quarantine
_READ = 4_000_000  # bytes of the file's end; enough for some hundred runs


class Past(Model):
    """One run, as short as flips need it."""

    name: str
    making: str  # hash of what the run was made of; only runs of the same making are compared
    cases: dict[str, str]  # id → hash of which items held


def add_run(folder: Path, result: RunResult) -> None:
    """Write the run at the end of the history."""
    told = Past(
        name=result.name, making=_making(result), cases={c.id: _outcome(c) for c in result.cases}
    ).model_dump_json()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    whole = not path.is_file() or path.read_bytes()[-1:] in (b"", b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("" if whole else "\n") + told + "\n")


def last_runs(folder: Path, result: RunResult) -> tuple[Past, ...]:
    """The last runs that were made as this one, oldest first. A line that cannot be read is left out."""
    path, found = folder / FILE, []
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _READ))
        lines = file.read().decode("utf-8", "replace").splitlines()
    for line in lines:
        try:
            past = Past.model_validate(json.loads(line))
        except ValueError:
            continue
        if (past.name, past.making) == (result.name, _making(result)):
            found.append(past)
    return tuple(found[-KEPT:])


def flaky(history: Sequence[Past]) -> frozenset[str]:
    """The cases that changed twice or more from run to run although nothing else did."""
    flips: dict[str, int] = {}
    for one, two in pairwise(history):
        for id, outcome in two.cases.items():
            flips[id] = flips.get(id, 0) + (one.cases.get(id, outcome) != outcome)
    return frozenset(id for id, count in flips.items() if count >= FLIPS)


def _making(result: RunResult) -> str:
    told = result.provenance.model_dump(mode="json", exclude={"commit", "models", "seed"})
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def _outcome(case: CaseResult) -> str:
    held = [(s, i.criterion, i.score) for s, items in sorted(case.scores.items()) for i in items]
    return hashlib.sha256(repr((held, case.error)).encode()).hexdigest()[:10]
