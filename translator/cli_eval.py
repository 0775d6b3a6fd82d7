"""`translator eval`: whether pitches got better or worse. The suite itself is in evals/, in a clone.

Codes at exit are the suite's own: 0 ok, 1 the gate failed, 2 called wrongly, 3 something could not be run or
scored, 4 the budget is spent.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from translator.cli_options import AsJson, Quiet
from translator.cli_output import print_json, print_text, say
from translator.errors import BudgetExhausted, OperatorError, TranslatorError

T = TypeVar("T")
_USAGE, _UNRUN, _SPENT = 2, 3, 4

evals = typer.Typer(
    help="Score the suite of cases, compare with the baseline, and say what changed. Needs a clone.",
    epilog="""\b
Exit codes:
  0  ok
  1  the gate failed
  2  called wrongly
  3  something could not be run or scored
  4  the budget is spent
""",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where runs are kept.")]
DEFAULT = Path(".artifacts") / "eval"


class SuiteMissing(OperatorError):
    """The suite is not installed."""

    code = "eval-suite-missing"


@evals.command()
def run(
    suites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUITE]…", help="offline, recorded, mutation; none: all three."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="These cases; * stands for anything.")
    ] = None,
    split: Annotated[str, typer.Option(help="tune, gate or all.")] = "all",
    model: Annotated[str, typer.Option(help="Let this model write, as LiteLLM names it.")] = "",
    api_base: Annotated[str, typer.Option(help="Address of the model, where it is not the usual one.")] = "",
    record: Annotated[
        bool, typer.Option("--record", help="Record the model for the suite `recorded`.")
    ] = False,
    judge: Annotated[str, typer.Option("--judge-model", help="Let this model answer the rubrics.")] = "",
    max_cost: Annotated[float, typer.Option(help="End the run at this cost, in USD.", min=0)] = 0.0,
    epochs: Annotated[int, typer.Option(help="How often each case is run.", min=1, max=20)] = 1,
    rescore: Annotated[
        Path | None, typer.Option("--rescore", metavar="RUN", help="Score a stored run again.")
    ] = None,
    out: Folder = DEFAULT,
    full: Annotated[bool, typer.Option("--full", help="List what held, too.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run cases, keep the run, print its report and compare it with the baseline."""
    command = _suite()
    asked = command.Asked(
        suites=tuple(suites or ()), only=tuple(only or ()), split=split, model=model, api_base=api_base,
        record=record, judge=judge, max_cost=max_cost, epochs=epochs, rescore=rescore, out=out, full=full,
    )  # fmt: skip
    done = _codes(lambda: command.run(asked, _nothing if quiet else say))
    _end(done, as_json)


@evals.command()
def compare(
    before: Annotated[Path, typer.Argument(metavar="BASELINE", help="A stored run or a baseline.")],
    now: Annotated[Path, typer.Argument(metavar="RUN")],
    as_json: AsJson = False,
) -> None:
    """Compare two runs as the gate does."""
    command = _suite()
    done = _codes(lambda: command.compare(before, now))
    _end(done, as_json)


@evals.command()
def bless(
    reason: Annotated[str, typer.Option("--reason", help="Why the change is right; kept in git.")],
    suite: Annotated[str, typer.Argument(metavar="SUITE")] = "offline",
    by: Annotated[str, typer.Option(help="Who decides it; else the name git knows.")] = "",
    out: Folder = DEFAULT,
) -> None:
    """Make the last run of a suite its baseline."""
    command = _suite()
    print_text(_codes(lambda: command.bless(suite, reason, by, out)))


@evals.command()
def calibrate(
    labels: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Verdicts of people; else evals/labels.")
    ] = None,
    out: Folder = DEFAULT,
    as_json: AsJson = False,
) -> None:
    """Say how far the judge agrees with people, and which items may gate."""
    command = _suite()
    done = _codes(lambda: command.calibrate(labels, out))
    _end(done, as_json)


@evals.command()
def report(
    suite: Annotated[str, typer.Argument(metavar="SUITE")] = "offline",
    as_format: Annotated[str, typer.Option("--format", help="md, html, junit or json.")] = "md",
    out: Folder = DEFAULT,
    full: Annotated[bool, typer.Option("--full", help="List what held, too.")] = False,
) -> None:
    """Print a report of the last run of a suite."""
    command = _suite()
    print_text(_codes(lambda: command.report(suite, as_format, out, full)))


def _suite() -> Any:
    """The suite's commands. Any: they are no part of the package. Raises SuiteMissing."""
    try:
        from evals import command
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("evals", "inspect_ai", "scipy", "bm25s", "numpy"):
            raise
        raise SuiteMissing(
            f"the eval suite is not installed ({error.name} is missing).",
            next_step="Clone the repository and run `make eval`; the suite is no part of the package.",
        ) from None
    return command


def _end(done: Any, as_json: bool) -> NoReturn:
    """Print what a command of the suite says, and end with its code."""
    if as_json:
        print_json(done.data)
    else:
        print_text(done.report)
    raise typer.Exit(done.code)


def _codes(work: Callable[[], T]) -> T:
    """The result of the work; an error of the product ends with the suite's own code."""
    try:
        return work()
    except TranslatorError as error:
        if error.exit_code != _USAGE:
            vars(error)["exit_code"] = _SPENT if isinstance(error, BudgetExhausted) else _UNRUN
        raise


def _nothing(line: str) -> None:
    """Where nobody listens."""
