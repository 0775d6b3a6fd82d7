"""Runs one of the suites and keeps what it found: result, log of inspect_ai and durations."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from evals import inspect_log, inspect_task
from evals.author import Author
from evals.case import Case
from evals.judge.judge import Judge
from evals.judging import Bench
from evals.provenance import provenance
from evals.replay import Recorded, Watched, recorded_cases, write_recorded
from evals.result import RunResult, as_json, read_result
from evals.scorers import SCORERS
from translator.errors import MalformedInput
from translator.wiring import App, build_alone

ARTIFACTS = Path(".artifacts") / "eval"
RECORDINGS = Path(__file__).parent / "recordings"
_RESULT, _TIMING, _LOG = "result.json", "timing.json", "log.eval"


class Run(NamedTuple):
    """A finished run and where it is kept."""

    result: RunResult
    seconds: Mapping[str, float]  # case id → how long its pitch and scores took
    folder: Path


def run_offline(cases: Sequence[Case], folder: Path, *, epochs: int = 1, judge: Judge | None = None) -> Run:
    """The offline engine over all cases."""
    return _run("offline", Author({}), cases, folder, epochs, judge)


def run_model(
    flags: Mapping[str, str],
    cases: Sequence[Case],
    folder: Path,
    *,
    epochs: int = 1,
    bench: Bench | None = None,
) -> Run:
    """A model over all cases, by settings such as `model`, `api_base`, `budget_run`.

    Raises SettingInvalid, and BudgetExhausted once the budget of the run is spent.
    """
    app = App(build_alone(flags).loaded, gateway=bench.gateway) if bench else None
    return _run("model", Author(flags, app), cases, folder, epochs, bench.judge if bench else None)


def record(
    flags: Mapping[str, str],
    cases: Sequence[Case],
    folder: Path,
    *,
    told: str,
    max_tokens: int | None = None,
    recordings: Path = RECORDINGS,
) -> Run:
    """The same, with every reply written down, so that `run_recorded` can do without the model.

    What was recorded before is taken away first. `told` says for people which model it is.
    """
    replies = recordings / "replies"
    if replies.is_dir():
        shutil.rmtree(replies)
    watched = Watched({**flags, "record": str(replies)}, max_tokens)
    # One epoch: a recording answers a request the same way each time.
    made = _run("recorded", Author({}, watched.app()), cases, folder)
    ids = tuple(case.id for case in cases)
    write_recorded(
        recordings,
        Recorded(model=flags["model"], told=told, folder="replies", max_tokens=max_tokens, cases=ids),
    )
    return made


def run_recorded(
    cases: Sequence[Case],
    folder: Path,
    recordings: Path = RECORDINGS,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Run:
    """The recorded model over the cases it was recorded with, without a network, with these `settings`.

    Raises ReplayMiss naming the first request that no recording answers, FileUnusable.
    """
    told = recorded_cases(recordings)
    chosen = [case for case in cases if case.id in told.cases]
    flags = {"model": told.model, "replay": str(recordings / told.folder), "deadline": "600", **settings}
    watched = Watched(flags, told.max_tokens)
    run = _run("recorded", Author(flags, watched.app()), chosen, folder)
    watched.raise_missed()
    return run


def rescore(folder: Path, cases: Sequence[Case], *, into: Path | None = None) -> Run:
    """The stored run in the folder, scored again by today's scorers; no pitch is made again.

    Raises MalformedInput where the folder holds no run, or one of cases that are no more.
    """
    before = stored(folder)
    by_id = {case.id: case for case in cases}
    gone = [case.id for case in before.result.cases if case.id not in by_id]
    if gone:
        raise MalformedInput(
            f"the run holds a case that is no more: {gone[0]}.",
            place=str(folder),
            next_step="Run the suite again.",
        )
    chosen = [by_id[case.id] for case in before.result.cases]
    author = Author({})
    into = into or folder
    into.mkdir(parents=True, exist_ok=True)
    inspect_task.rescore(folder / _LOG, chosen, author, SCORERS, into / _LOG)
    told = before.result.provenance.model_copy(update={"scorers": tuple(s.id for s in SCORERS)})
    read = inspect_log.read_log(into / _LOG, by_id)
    found = RunResult(name=before.result.name, provenance=told, cases=read.cases)
    return _keep(found, before.seconds, into)


def stored(folder: Path) -> Run:
    """The run that was kept in the folder. Raises MalformedInput."""
    result = read_result(folder / _RESULT)
    try:
        seconds = json.loads((folder / _TIMING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        seconds = {}  # durations are for reading only
    return Run(result, seconds, folder)


def _run(
    name: str,
    author: Author,
    cases: Sequence[Case],
    folder: Path,
    epochs: int = 1,
    judge: Judge | None = None,
) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    log, known = inspect_task.run(
        cases, author, SCORERS, name=name, folder=folder, epochs=epochs, judge=judge
    )
    inspect_log.keep_as(log, folder / _LOG)
    read = inspect_log.read_log(folder / _LOG, {case.id: case for case in cases}, known, epochs)
    scorers = [s.id for s in SCORERS] + (["judge"] if judge else [])
    told = provenance(author, cases, scorers, models=read.models, epochs=epochs)
    told = told.model_copy(update={"judge": judge.name if judge else ""})
    return _keep(RunResult(name=name, provenance=told, cases=read.cases), read.seconds, folder)


def _keep(result: RunResult, seconds: Mapping[str, float], folder: Path) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _RESULT).write_text(as_json(result), encoding="utf-8")
    (folder / _TIMING).write_text(json.dumps(dict(seconds), indent=1, sort_keys=True), encoding="utf-8")
    return Run(result, seconds, folder)
