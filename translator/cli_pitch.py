"""Pitches at the command line: many tickets in a row, answers, findings as lines."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import typer
from pydantic import ValidationError

from translator.cli_output import PITCH_LIMIT, Problem, read_input
from translator.cli_progress import shown_progress
from translator.errors import (
    CallerError,
    FileUnusable,
    ModelKeyInvalid,
    ModelUnknown,
    PitchUnreadable,
    TranslatorError,
)
from translator.intake.result import Intake
from translator.models import PITCH_SCHEMA, Finding, ModelCall, Pitch, Ticket

if TYPE_CHECKING:
    from translator.cli_progress import Progress
    from translator.wiring import App

_FOR_ALL = (ModelKeyInvalid, ModelUnknown)  # every ticket would fail the same way
_FRAMINGS = 3  # where the ticket decides who is written for
_REPLIES = {
    "model": ("call", "calls"),
    "cache": ("reply from the cache", "replies from the cache"),
    "recording": ("recorded reply", "recorded replies"),
}


class Translated(NamedTuple):
    """Pitches in the order of their tickets, what was left out, and the exit code for that."""

    pitches: list[Pitch]
    problems: list[Problem]
    exit_code: int


def translate_all(
    app: App, intake: Intake, stakeholders: Sequence[str], place: str, *, quiet: bool
) -> Translated:
    """A pitch for every ticket; one that fails among many is reported and stops nothing.

    What fails for one and would fail for all, such as a key that is refused, ends the run after the pitches
    under way; it is raised where none was finished.
    """
    problems = [Problem(problem.line, problem.message) for problem in intake.problems]
    alone = len(intake.tickets) == 1 and not problems
    made: list[Pitch | None] = [None] * len(intake.tickets)
    failed: dict[int, TranslatorError] = {}
    waits = app.engine.name == "llm"  # made here, so that what is wrong with it is told once

    async def all_of_them(progress: Progress) -> None:
        turns = asyncio.Semaphore(_at_once(app, stakeholders))

        async def one(at: int, ticket: Ticket) -> None:
            async with turns:
                if any(isinstance(error, _FOR_ALL) for error in failed.values()):
                    return
                try:
                    now = datetime.now(UTC)
                    told = progress.stage if alone else None
                    made[at] = await app.translate(ticket, stakeholders=stakeholders, now=now, on_stage=told)
                except TranslatorError as error:
                    if alone:
                        raise
                    failed[at] = error
                progress.advance()

        try:
            await asyncio.gather(*(one(at, ticket) for at, ticket in enumerate(intake.tickets)))
        finally:
            await app.close()

    with shown_progress(len(intake.tickets), quiet=quiet, waits=waits) as progress:
        asyncio.run(all_of_them(progress))
    pitches = [pitch for pitch in made if pitch is not None]
    final = next((error for error in failed.values() if isinstance(error, _FOR_ALL)), None)
    if final is not None and not pitches:
        raise final
    for at, error in sorted(failed.items()):
        problems.append(Problem(at + 1, f"{intake.tickets[at].key or f'ticket {at + 1}'}: {error}"))
    if skipped := len(made) - len(pitches) - len(failed):
        tickets = "the ticket" if skipped == 1 else f"all {skipped} tickets"
        problems.append(Problem(len(made), f"{tickets} after that: not tried, for the same reason"))
    exit_code = max((error.exit_code for error in failed.values()), default=CallerError.exit_code)
    return Translated(pitches, problems, max(exit_code, CallerError.exit_code))


def _at_once(app: App, stakeholders: Sequence[str]) -> int:
    """How many pitches to make at once.

    A pitch asks for its core, then for all framings together, and its deadline runs while its calls wait
    for their turn: so no more pitches than keep the calls busy.
    """
    framings = len(stakeholders) or _FRAMINGS
    return max(1, 2 * app.loaded.settings.concurrency // (1 + framings))


def notes_of(pitches: Iterable[Pitch]) -> tuple[str, ...]:
    """What went wrong while pitches were made, each note once.

    That is: past incidents that could not be searched, and what a model was to write and did not.
    """
    counts: Counter[str] = Counter()
    for pitch in pitches:
        past = pitch.past.notes if pitch.past else ()
        counts.update(dict.fromkeys((*past, *pitch.provenance.notes), 1))
    return tuple(note if n == 1 else f"{note} ({n} tickets)" for note, n in counts.items())


def written_by(pitches: Sequence[Pitch]) -> str:
    """One line: which model wrote how much, in how many calls, for how many tokens and what money."""
    calls = [call for pitch in pitches for call in pitch.receipt.calls]
    if not calls:
        return "written by the offline engine: no model answered"
    models = ", ".join(dict.fromkeys(c.model for c in calls if c.purpose != "judge"))
    judges = ", ".join(dict.fromkeys(c.model for c in calls if c.purpose == "judge"))
    sentences = sum(len(pitch.provenance.written) for pitch in pitches)
    sources = Counter(call.source for call in calls)
    told = [f"{n} {_REPLIES[source][n != 1]}" for source, n in sources.items()]
    paid = [call for call in calls if call.source == "model"]
    if paid:
        told += [_tokens(paid), _cost(paid)]
    wrote = f"{sentences} sentence" + ("" if sentences == 1 else "s")
    judged = f"; judged by {judges}" if judges else ""
    return f"{models} wrote {wrote}, the offline engine the others{judged}; {', '.join(told)}"


def _tokens(calls: Sequence[ModelCall]) -> str:
    read = [call.input_tokens for call in calls if call.input_tokens is not None]
    written = [call.output_tokens for call in calls if call.output_tokens is not None]
    if not read and not written:
        return "tokens unknown"
    least = "at least " if min(len(read), len(written)) < len(calls) else ""
    return f"{least}{sum(read):,} tokens read, {sum(written):,} written"


def _cost(calls: Sequence[ModelCall]) -> str:
    known = [call.cost for call in calls if call.cost is not None]
    if not known:
        return "cost unknown"
    return f"{'at least ' if len(known) < len(calls) else ''}${sum(known):.4f}"


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
