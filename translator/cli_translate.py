"""`translator translate`: tickets in, pitches out, with or without a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translator.cli_options import AsJson, File, Format, Output, Packs, Quiet, require_input
from translator.cli_output import Outputs, Problem, read_input, say
from translator.cli_setup import load

if TYPE_CHECKING:
    from translator.intake.result import Intake
    from translator.wiring import App


def translate(
    context: typer.Context,
    file: File = None,
    stakeholder: Annotated[
        list[str] | None,
        typer.Option("--stakeholder", "-s", metavar="ID", help="Write a framing for it. Repeatable."),
    ] = None,
    reader: Annotated[
        str | None,
        typer.Option("--reader", metavar="NAME", help="Ticket format; else seen from the content."),
    ] = None,
    output_format: Format = None,
    as_json: AsJson = False,
    output: Output = None,
    pack: Packs = None,
    engine: Annotated[
        str | None, typer.Option("--engine", metavar="NAME", help="What writes: auto, offline, llm.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="As LiteLLM names it: openai/gpt-4o-mini."),
    ] = None,
    fallback: Annotated[
        list[str] | None,
        typer.Option("--fallback", metavar="NAME", help="Model for when that one fails. Repeatable."),
    ] = None,
    judge_model: Annotated[
        str | None,
        typer.Option("--judge-model", metavar="NAME", help="Second model that doubts what that one wrote."),
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="USD", help="What one pitch may cost.")
    ] = None,
    budget_run: Annotated[
        float | None, typer.Option("--budget-run", metavar="USD", help="What all of them may cost.")
    ] = None,
    deadline: Annotated[
        float | None, typer.Option("--deadline", metavar="SECONDS", help="For all calls of one pitch.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what a model would be sent; send nothing.")
    ] = False,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="DIR", help="Keep each reply of a model there.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option("--replay", metavar="DIR", help="Answer from there; call no model.")
    ] = None,
    incidents: Annotated[
        str | None,
        typer.Option("--incidents", metavar="FILE|auto|off", help="Proof; auto: what was imported."),
    ] = None,
    no_incidents: Annotated[bool, typer.Option("--no-incidents", help="As --incidents off.")] = False,
    quiet: Quiet = False,
) -> None:
    """Turn a ticket, or an export with many, into pitches."""
    from translator import wiring

    require_input(context, file)
    if no_incidents and incidents not in (None, "off"):
        raise typer.BadParameter("Give this or --no-incidents, not both.", param_hint="--incidents")
    if dry_run and output:
        raise typer.BadParameter("A dry run writes no pitch; leave -o out.", param_hint="--dry-run")
    flags: dict[str, object] = {
        "stakeholders": stakeholder,
        "packs": pack,
        "engine": engine,
        "model": model,
        "fallback": fallback,
        "judge_model": judge_model,
        "budget_pitch": budget,
        "budget_run": budget_run,
        "deadline": deadline,
        "record": None if dry_run else record,
        "replay": replay,
        "incidents": "off" if no_incidents else incidents,
        "format": "json" if as_json else output_format,
    }
    loaded = load(context, flags)
    settings = loaded.settings
    outputs = Outputs(output or (), settings.format, settings.width, quiet)
    payload, place = read_input(file)
    built = wiring.build(loaded)
    for stakeholder_id in settings.stakeholders:
        built.index.stakeholder(stakeholder_id)
    intake = built.read(payload, reader=reader, place=place)
    if dry_run:
        from translator.cli_requests import print_requests

        print_requests(built, intake, settings.stakeholders, as_json=settings.format == "json")
        _report([Problem(p.line, p.message) for p in intake.problems], place)
        return
    _translate(built, intake, settings.stakeholders, place, outputs, quiet=quiet)


def _translate(
    built: App, intake: Intake, stakeholders: Sequence[str], place: str, outputs: Outputs, *, quiet: bool
) -> None:
    from translator.cli_pitch import notes_of, translate_all, written_by

    translated = translate_all(built, intake, stakeholders, place, quiet=quiet)
    outputs.write(translated.pitches, translated.problems, many=len(intake.tickets) > 1)
    if not quiet:
        for note in notes_of(translated.pitches):
            say(f"note: {note}")
        if built.gateway is not None and translated.pitches:
            say(written_by(translated.pitches))
    _report(translated.problems, place, translated.exit_code)


def _report(problems: Sequence[Problem], place: str, exit_code: int = 3) -> None:
    for problem in problems:
        say(f"translator: {place}:{problem.line}: {problem.message} [row-skipped]")
    if problems:
        raise typer.Exit(exit_code)
