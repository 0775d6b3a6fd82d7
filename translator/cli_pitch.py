"""Pitches at the command line: many tickets in a row, answers, findings as lines."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

import typer
from pydantic import ValidationError

from translator.cli_output import PITCH_LIMIT, Problem, read_input
from translator.errors import CallerError, FileUnusable, PitchUnreadable, TranslatorError
from translator.intake.result import Intake
from translator.models import PITCH_SCHEMA, Finding, Pitch, Ticket

if TYPE_CHECKING:
    from translator.wiring import App

_PROGRESS_FROM = 4  # tickets; fewer are done before a bar could be read


class Translated(NamedTuple):
    """Pitches in the order of their tickets, what was left out, and the exit code for that."""

    pitches: list[Pitch]
    problems: list[Problem]
    exit_code: int


class _Advance(Protocol):
    def __call__(self) -> object: ...


def translate_all(
    app: App, intake: Intake, stakeholders: Sequence[str], place: str, *, quiet: bool
) -> Translated:
    """A pitch for every ticket; one that fails among many is reported and stops nothing."""
    problems = [Problem(problem.line, problem.message) for problem in intake.problems]
    alone = len(intake.tickets) == 1 and not problems
    pitches: list[Pitch] = []
    exit_code = CallerError.exit_code

    async def all_of_them(advance: _Advance) -> None:
        nonlocal exit_code
        for number, ticket in enumerate(intake.tickets, start=1):
            try:
                now = datetime.now(UTC)
                pitches.append(await app.translate(ticket, stakeholders=stakeholders, now=now))
            except TranslatorError as error:
                if alone:
                    raise
                name = ticket.key or f"ticket {number}"
                problems.append(Problem(number, f"{name}: {error}"))
                exit_code = max(exit_code, error.exit_code)
            advance()

    with _progress(len(intake.tickets), quiet) as advance:
        asyncio.run(all_of_them(advance))
    return Translated(pitches, problems, exit_code)


def notes_of(pitches: Iterable[Pitch]) -> tuple[str, ...]:
    """What went wrong while past incidents were searched for these pitches, each note once."""
    return tuple(dict.fromkeys(note for p in pitches if p.past for note in p.past.notes))


@contextmanager
def _progress(total: int, quiet: bool) -> Iterator[_Advance]:
    if quiet or total < _PROGRESS_FROM or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("tickets", total=total)
        yield lambda: bar.advance(task)


def one_ticket(app: App, file: str, why: str = "a note is checked against one") -> Ticket:
    """The only ticket in a file. Raises the errors of intake, and FileUnusable for several, with `why`."""
    payload, place = read_input(file)
    tickets = app.read(payload, place=place).tickets
    if len(tickets) > 1:
        raise FileUnusable(
            f"this holds {len(tickets)} tickets; {why}.",
            place=place,
            next_step="Hand in that ticket alone.",
        )
    return tickets[0]


def read_pitch(file: str) -> Pitch:
    """The pitch in a JSON file, or on standard input for "-". Raises PitchUnreadable."""
    payload, place = read_input(file, limit=PITCH_LIMIT)
    try:
        return Pitch.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    if b'"translator.pitches/' in payload[:200]:
        message, step = (
            "this holds several pitches.",
            "Answer one at a time: translate with -o DIR/.",
        )
    elif first["type"] == "json_invalid":
        message, step = f"this is not JSON: {first['msg']}.", ""
    elif where == "schema":
        message, step = f"this is not {PITCH_SCHEMA}.", "Translate the ticket again."
    else:
        message = f"this is not a pitch: {where}: {first['msg']}." if where else "this is not a pitch."
        step = ""
    raise PitchUnreadable(
        message, place=place, next_step=step or "Hand in what `translator translate --json` wrote."
    )


def fills_of(given: Iterable[str]) -> dict[str, str]:
    """Question id → answer, from `q1=24 a month`. Raises a usage error for anything else."""
    fills: dict[str, str] = {}
    for fill in given:
        question, found, text = fill.partition("=")
        question, text = question.strip(), text.strip()
        if not found or not question or not text:
            raise typer.BadParameter(f'“{fill}” is not ID="TEXT".', param_hint="--fill")
        if question in fills:
            raise typer.BadParameter(f"{question} is answered twice.", param_hint="--fill")
        fills[question] = text
    return fills


def answered(app: App, pitch: Pitch, fills: dict[str, str], by: str) -> Pitch:
    """The next version of the pitch. Raises UnknownQuestion."""
    return asyncio.run(app.answer(pitch, fills, by=by, now=datetime.now(UTC)))


def findings_as_lines(findings: Sequence[Finding], place: str) -> str:
    """One line for each finding, with line and column where it has them, and a summary."""
    lines = []
    for finding in findings:
        at = place
        if finding.where.startswith("line "):  # offsets count from the start of that line
            column = "" if finding.start is None else f":{finding.start + 1}"
            at = f"{place}:{finding.where.removeprefix('line ')}{column}"
        advice = f" {finding.fix}" if finding.fix else ""
        lines.append(f"{at}: {finding.severity} {finding.check}: {finding.message}{advice}")
    counts = {s: sum(f.severity == s for f in findings) for s in ("must", "should", "info")}
    summary = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    return "\n".join([*lines, f"{place}: {summary or 'nothing to fix'}."]) + "\n"
