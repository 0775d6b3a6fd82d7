"""`translator incidents`: import past incidents, look them up, search them, hand them on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from translator.cli_incident_filter import (
    From,
    Kind,
    Service,
    Severity,
    Since,
    Task,
    Until,
    incident_filter,
)
from translator.cli_output import print_json, print_text, say, write_pieces
from translator.cli_setup import load
from translator.errors import UnknownEntry, UnknownIncident

if TYPE_CHECKING:
    from translator.incident_service import IncidentService
    from translator.models import Found, IncidentFilter
    from translator.wiring import App

incidents = typer.Typer(
    help="Import, search and hand on past incidents, the proof of a pitch.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
NONE_YET = "none imported yet; see “translator incidents import --help”"

AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="INC-301, or the id that list --json shows.")]


@incidents.command("import")
def import_incidents(
    context: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH|-", help="A file, a folder, or - for standard input.")],
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="Where it comes from; else seen from the content.")
    ] = "auto",
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="FIELD=COLUMN", help="title=Headline, for a table. Repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything and store nothing.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Store the incidents of an export, of postmortems, or of a table.

    May be run again: what is on record already is not done twice.
    """
    from translator.cli_import import Importing, columns_of

    importing = Importing(path, source, columns_of(column or ()), dry_run=dry_run, quiet=quiet)
    importing.run(_app(context), as_json=as_json)


@incidents.command("list")
def list_incidents(
    context: typer.Context,
    service: Service = None,
    severity: Severity = None,
    since: Since = None,
    until: Until = None,
    task: Task = None,
    kind: Kind = None,
    source: From = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
    output_format: Annotated[
        Literal["table", "jsonl"], typer.Option("--format", help="jsonl: an incident a line.")
    ] = "table",
) -> None:
    """List the incidents on record, the newest first."""
    from translator.cli_incident_output import as_line, as_table, dumped

    where = incident_filter(service, severity, since, until, task, kind, source)
    app = _app(context)
    on_record = app.on_record
    shown = list(on_record.store.all(where, limit=limit)) if on_record else []
    total = on_record.store.count(where) if on_record else 0
    if as_json:
        found = [dumped(incident) for incident in shown]
        print_json({"schema": "translator.incidents/1", "total": total, "incidents": found})
    elif output_format == "jsonl":
        print_text("".join(map(as_line, shown)))
    else:
        print_text(as_table(shown))
    if total:
        say(f"{len(shown):,} of {total:,} shown")
    elif on_record and (all_of_them := on_record.store.count()):
        _require_task(app, where)
        say(f"none of the {all_of_them:,} incidents on record is like that")
    else:
        say(NONE_YET)


@incidents.command("show")
def show_incident(context: typer.Context, key: Key, as_json: AsJson = False) -> None:
    """Show everything about one incident."""
    from translator.cli_incident_output import as_page, dumped

    app = _app(context)
    incident = _sure(app, key).store.get(key)
    if as_json:
        print_json(dumped(incident))
    else:
        print_text(as_page(incident, app.loaded.settings.width))


@incidents.command("search")
def search_incidents(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What happened, in any words.")] = None,
    ticket: Annotated[
        str | None, typer.Option("--ticket", metavar="FILE|-", help="Search with a ticket instead.")
    ] = None,
    service: Service = None,
    severity: Severity = None,
    since: Since = None,
    until: Until = None,
    task: Task = None,
    kind: Kind = None,
    source: From = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=50, help="How many at most.")] = 5,
    every: Annotated[bool, typer.Option("--all", help="Also those not similar enough to lean on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find past incidents like a text or a ticket.

    Shows those similar enough for a pitch to lean on.
    """
    from translator.cli_incident_output import as_hits, search_document

    where = incident_filter(service, severity, since, until, task, kind, source)
    if (text is None) == (ticket is None):
        raise typer.BadParameter("Give a text or --ticket FILE, one of the two.", param_hint="TEXT")
    app = _app(context)
    found = _found(app, text, ticket, where, limit)
    hits = found.hits if every else found.similar
    if as_json:
        print_json(search_document(found, hits))
    else:
        print_text(as_hits(found, hits, app.loaded.settings.width))
    for note in found.notes:
        say(f"note: {note}")
    if found.mode == "nothing stored":
        say(NONE_YET)
    elif not found.searched:
        _require_task(app, where)


@incidents.command("delete")
def delete_incidents(
    context: typer.Context,
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help="INC-301, or the id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete incidents; nothing is deleted when one is not known."""
    from translator.cli_incident_output import as_table, counted

    on_record = _sure(_app(context), keys[0])
    found = {incident.id: incident for incident in map(on_record.store.get, keys)}
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("Without a terminal to ask at, say --yes.", param_hint="--yes")
        say(as_table(list(found.values())).rstrip("\n"))
        if not typer.confirm(f"Delete {counted(len(found))}?", err=True):
            say("nothing was deleted")
            return
    on_record.delete(list(found))
    say(f"deleted {counted(len(found))}")


@incidents.command("reindex")
def reindex(context: typer.Context, quiet: Quiet = False) -> None:
    """Make the search indexes again from the incidents on record."""
    from translator.cli_incident_output import counted
    from translator.cli_progress import bar

    on_record = _app(context).on_record
    if on_record is None:
        say(NONE_YET)
        return
    with bar("indexing", quiet=quiet) as advance:
        report = on_record.index.rebuild(lambda done, total: advance(done, total, f"{done:,} of {total:,}"))
    print_text(f"{counted(report.indexed)} indexed\n")
    if not quiet:
        for note in report.notes:
            say(f"note: {note}")


@incidents.command("export")
def export_incidents(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else standard output.")
    ] = None,
    output_format: Annotated[
        Literal["jsonl"], typer.Option("--format", help="An incident a line.")
    ] = "jsonl",
) -> None:
    """Write every incident on record as JSON, one a line, so that import reads it back."""
    from translator.cli_incident_output import as_line, counted

    on_record = _app(context).on_record
    lines = map(as_line, on_record.store.all()) if on_record else iter(())
    if output is None:
        for line in lines:
            print_text(line)
    else:
        written = write_pieces(output, lines)
        say(f"wrote {counted(written)} to {output}")
    if on_record is None:
        say(NONE_YET)


# --- what is asked for ----------------------------------------------------------------------------


def _app(context: typer.Context) -> App:
    from translator import wiring

    return wiring.build(load(context, {}))


def _sure(app: App, key: str) -> IncidentService:
    on_record = app.on_record
    if on_record is None:
        raise UnknownIncident(
            f"there is no incident “{key}”: none was imported yet.",
            next_step="See “translator incidents import --help”.",
        )
    return on_record


def _found(app: App, text: str | None, ticket: str | None, where: IncidentFilter, limit: int) -> Found:
    from translator.cli_pitch import one_ticket
    from translator.models import Found

    read = None if ticket is None else one_ticket(app, ticket, "a search takes one")
    if read is None and not (text or "").strip():
        raise typer.BadParameter("The text to search for is empty.", param_hint="TEXT")
    on_record = app.on_record
    if on_record is None:
        return Found(mode="nothing stored")
    if read is not None:
        return on_record.like(read, where, limit=limit)
    return on_record.search(text or "", where, limit=limit)


def _require_task(app: App, where: IncidentFilter) -> None:
    """Raises UnknownEntry when nothing was found for a task that the catalog does not know."""
    known = [task.id for task in app.index.catalog.tasks]
    if where.customer_task and where.customer_task not in known:
        raise UnknownEntry(
            f"there is no task “{where.customer_task}” in the catalog.",
            next_step=f"The tasks are: {', '.join(known)}.",
        )
