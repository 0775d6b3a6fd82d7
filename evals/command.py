"""What `translator eval` does: runs suites, asks the gate, writes the reports."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from fnmatch import fnmatch
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from evals import judging, runner
from evals.case import Case
from evals.case_files import ROOT, load_cases
from evals.gate import bless as blessing
from evals.gate.compare import Verdict
from evals.gate.compare import compare as compared
from evals.gate.history import add_run, last_runs
from evals.judge.calibration import calibrated
from evals.mutation.drift import drift
from evals.mutation.run import MutationReport, mutate
from evals.replay import recorded_cases
from evals.reports import FORMATS, Told
from evals.result import RunResult, as_json, read_result
from translator.errors import CallerError

SUITES = ("offline", "recorded", "mutation")
_DOES = {
    "offline": "the offline engine over the cases",
    "recorded": "a model's recorded replies",
    "model": "a model over the cases",
    "mutation": "the defect of each check, planted",
}
_MUTATION = "mutation.json"
_FAILED = 1


class CalledWrongly(CallerError):
    """The command names a suite, case, split or format that is none."""

    code = "eval-called-wrongly"
    exit_code = 2


class Asked(NamedTuple):
    """What `run` was asked for; see `translator eval run --help`."""

    suites: tuple[str, ...]
    only: tuple[str, ...]
    split: str
    model: str
    api_base: str
    record: bool
    judge: str
    max_cost: float
    epochs: int
    rescore: Path | None
    out: Path
    full: bool


class Done(NamedTuple):
    """What a command says, as Markdown and as data, and the code it ends with."""

    report: str
    data: Any
    code: int


def run(asked: Asked, say: Callable[[str], None]) -> Done:
    """Run the suites; the worst of their codes is the code. Raises CalledWrongly and what a run raises."""
    cases = _chosen(asked)
    suites = _suites(asked, cases, say)
    reports, data, code = [], {}, 0
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        # Beside the others: planting defects takes as long as the cases and shares nothing with them.
        planting = beside.submit(_mutated, cases) if "mutation" in suites else None
        for suite in suites:
            say(f"{suite}: {_DOES[suite]}")
            if planting is not None and suite == "mutation":
                found = planting.result()
                _keep(asked.out / _MUTATION, found.model_dump_json(indent=1) + "\n")
                told = Told(mutation=found, full=asked.full)
                ok = found.ok
                data[suite] = found.model_dump(mode="json")
            else:
                made = _made(suite, asked, cases, say)
                told, verdict = _judged(made, asked)
                ok = verdict is None or verdict.ok
                code = max(code, verdict.exit_code if verdict else 0)
                data[suite] = _data(made.result, verdict)
            code = max(code, 0 if ok else _FAILED)
            _write(asked.out / suite, told)
            reports.append(FORMATS["md"].make(told))
    return Done("\n".join(reports), data, code)


def _mutated(cases: Sequence[Case]) -> MutationReport:
    return mutate(cases).model_copy(update={"drift": drift(cases)})


def compare(before: Path, now: Path) -> Done:
    """The gate's verdict on two stored runs; each is a file, or a folder that holds one."""
    one, two = (read_result(path / "result.json" if path.is_dir() else path) for path in (before, now))
    verdict = compared(one, two)
    told = Told(run=two, baseline=one, verdict=verdict)
    return Done(FORMATS["md"].make(told), verdict.model_dump(mode="json"), verdict.exit_code)


def bless(suite: str, reason: str, by: str, out: Path) -> str:
    """Make the last run of the suite its baseline; returns the line of the log. Raises MalformedInput."""
    result = runner.stored(out / _suite(suite)).result
    known = {case.id for case in load_cases()}
    missing = known - {case.id for case in result.cases} if suite == "offline" else set()
    if missing:
        raise CalledWrongly(
            f"the run holds {len(result.cases)} of {len(known)} cases.",
            place=str(out / suite),
            next_step=f"Run `translator eval run {suite}` without --only and --split.",
        )
    return blessing.bless(result, reason=reason, by=by or _git_name(), on=datetime.now(UTC).date())


def calibrate(labels: Path | None, out: Path) -> Done:
    """How far each judge agrees with people. Raises MalformedInput."""
    return Done(*calibrated(labels, out))


def report(suite: str, name: str, out: Path, full: bool) -> str:
    """A report of the last run of the suite. Raises CalledWrongly, MalformedInput."""
    if name not in FORMATS:
        raise CalledWrongly(f"there is no format {name}.", next_step=f"Formats: {', '.join(FORMATS)}.")
    if _suite(suite) == "mutation":
        return FORMATS[name].make(Told(mutation=_stored_mutation(out), full=full))
    made = runner.stored(out / suite)
    baseline = _baseline(suite)
    verdict = compared(baseline, made.result, last_runs(out, made.result)) if baseline else None
    told = Told(
        run=made.result, baseline=baseline, verdict=verdict, seconds=made.seconds, full=full,
        mutation=_stored_mutation(out) if (out / _MUTATION).is_file() else None,
    )  # fmt: skip
    return FORMATS[name].make(told)


def _chosen(asked: Asked) -> tuple[Case, ...]:
    cases = load_cases()
    if asked.split not in ("tune", "gate", "all"):
        raise CalledWrongly(f"there is no split {asked.split}.", next_step="Splits: tune, gate, all.")
    for pattern in asked.only:
        if not any(fnmatch(case.id, pattern) for case in cases):
            raise CalledWrongly(
                f"no case is called {pattern}.", next_step="Cases: the folders of evals/cases."
            )
    return tuple(
        case
        for case in cases
        if asked.split in ("all", case.split)
        and (not asked.only or any(fnmatch(case.id, p) for p in asked.only))
    )


def _suites(asked: Asked, cases: Sequence[Case], say: Callable[[str], None]) -> tuple[str, ...]:
    """The suites that run; one that the cases leave nothing to is refused, or left out if not named."""
    if asked.rescore is not None:
        return (runner.stored(asked.rescore).result.name,)
    if asked.model:
        return ("model",)
    named = tuple(_suite(s) for s in asked.suites)
    left = dict(_left_nothing(asked, cases))
    for suite in named:
        if suite in left:
            raise CalledWrongly(f"{suite}: {left[suite]}.", next_step="Choose others with --only, or none.")
    for suite, why in left.items():
        if not named:
            say(f"{suite}: left out, {why}")
    return named or tuple(suite for suite in SUITES if suite not in left)


def _left_nothing(asked: Asked, cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
    """(suite, why) for each that cannot run over these cases."""
    recorded = recorded_cases(runner.RECORDINGS).cases
    if not any(case.id in recorded for case in cases):
        yield "recorded", f"none of the chosen cases is recorded, only {', '.join(recorded)}"
    if asked.only:
        yield "mutation", "it plants its defects into the pitches of all cases"


def _suite(name: str) -> str:
    if name not in (*SUITES, "model"):
        raise CalledWrongly(f"there is no suite {name}.", next_step=f"Suites: {', '.join(SUITES)}.")
    return name


def _made(suite: str, asked: Asked, cases: Sequence[Case], say: Callable[[str], None]) -> runner.Run:
    folder = asked.out / suite
    if asked.rescore is not None:
        return runner.rescore(asked.rescore, load_cases(), into=folder)
    if suite == "recorded":
        return runner.run_recorded(cases, folder)
    flags = dict(_flags(asked))
    if suite == "model" and asked.record:
        return runner.record(flags, cases, asked.out / "recorded", told=asked.model)
    if asked.judge and (told := judging.warning(asked.judge, [asked.model] if asked.model else [])):
        say(told)
    seat = judging.bench(flags, asked.judge, asked.out) if asked.judge else None
    if suite == "model":
        made = runner.run_model(flags, cases, folder, epochs=asked.epochs, bench=seat)
    else:
        made = runner.run_offline(cases, folder, epochs=asked.epochs, judge=seat.judge if seat else None)
    if seat is not None:
        judging.finish(seat, flags, asked.judge, folder)
    return made


def _flags(asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.model:
        yield "model", asked.model
    if asked.api_base:
        yield "api_base", asked.api_base
    if asked.max_cost:
        yield "budget_run", str(asked.max_cost)


def _judged(made: runner.Run, asked: Asked) -> tuple[Told, Verdict | None]:
    """The run beside its baseline; a run of some cases only is compared on those."""
    baseline = _baseline(made.result.name)
    verdict = None
    if baseline is not None:
        ran = {case.id for case in made.result.cases}
        if asked.only or asked.split != "all" or asked.rescore is not None:
            baseline = baseline.model_copy(update={"cases": tuple(c for c in baseline.cases if c.id in ran)})
        verdict = compared(baseline, made.result, last_runs(asked.out, made.result))
    add_run(asked.out, made.result)
    told = Told(run=made.result, baseline=baseline, verdict=verdict, seconds=made.seconds, full=asked.full)
    return told, verdict


def _baseline(suite: str) -> RunResult | None:
    file = blessing.baseline_file(suite)
    return read_result(file) if file.is_file() else None


def _stored_mutation(out: Path) -> MutationReport:
    try:
        return MutationReport.model_validate_json((out / _MUTATION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CalledWrongly(
            "there is no readable run of the suite mutation.",
            place=str(out),
            next_step="Run `translator eval run mutation`.",
        ) from None


def _write(folder: Path, told: Told) -> None:
    for made in FORMATS.values():
        if told.run is not None or made.of_mutation:
            _keep(folder / made.file, made.make(told))


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _data(result: RunResult, verdict: Verdict | None) -> dict[str, Any]:
    return {
        "run": json.loads(as_json(result)),
        "verdict": verdict.model_dump(mode="json") if verdict else None,
    }


def _git_name() -> str:
    try:
        told = subprocess.run(
            ["git", "config", "user.name"], cwd=ROOT, capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.strip()
