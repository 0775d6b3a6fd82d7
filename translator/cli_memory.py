"""`translator memory`: what approved pitches lend to the next ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translator.cli_options import AsJson, Quiet, operator
from translator.cli_output import print_json, print_text, read_input, say, write_file
from translator.cli_setup import load

if TYPE_CHECKING:
    from translator.memory import MemoryService
    from translator.models import Phrasing, Remembered
    from translator.wiring import App

memory = typer.Typer(
    help="Look up, search and hand on the words of approved pitches.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
NONE_YET = "nothing is remembered yet: approve a pitch, or see “translator memory import --help”"


@memory.command("list")
def list_memory(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what is remembered: what was reviewed last first, then what was imported."""
    known = _known(context)
    rows, more = known.page(0, limit) if known is not None else ([], False)
    if as_json:
        print_json({"schema": "translator.memories/1", "entries": [_shown(row) for row in rows]})
    else:
        print_text("".join(f"{_line(row)}\n" for row in rows))
    if not rows:
        say(NONE_YET)
    elif more:
        say(f"{len(rows):,} shown; there are more, see --limit")


@memory.command("search")
def search_memory(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What happens, in any words.")] = None,
    ticket: Annotated[
        str | None, typer.Option("--ticket", metavar="FILE|-", help="Search with a ticket instead.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=50, help="How many at most.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Find pitches whose tickets are like a text or a ticket, with a score of 100."""
    from translator import wiring
    from translator.cli_pitch import one_ticket

    if (text is None) == (ticket is None):
        raise typer.BadParameter("Give a text or --ticket FILE, one of the two.", param_hint="TEXT")
    app = wiring.build(load(context, {}))
    found: tuple[Remembered, ...] = ()
    read = None if ticket is None else one_ticket(app, ticket, "a search takes one")
    known = _in_store(app)
    if known is not None:
        found = known.like(read) if read is not None else known.search(text or "", limit=limit)
    if as_json:
        print_json({"schema": "translator.memories/1", "entries": [_shown(row) for row in found[:limit]]})
    else:
        print_text("".join(_hit(row) for row in found[:limit]))
    if not found:
        say("no remembered pitch is like that" if known is not None else NONE_YET)


@memory.command("export")
def export_memory(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Else standard output.")
    ] = None,
) -> None:
    """Write the memory as JSON that “memory import” reads, also in another workspace.

    Names, addresses and secrets of the tickets are masked.
    """
    from translator.memory_file import memory_document

    known, now = _known(context), datetime.now(UTC)
    document = known.export(now=now) if known is not None else memory_document((), frozenset(), now=now)
    written = document.model_dump_json(by_alias=True, indent=2) + "\n"
    if output is None:
        print_text(written)
    else:
        write_file(output, written)
        say(f"wrote {_counted(len(document.entries))} to {output}")
    if known is None:
        say(NONE_YET)


@memory.command("import")
def import_memory(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="What “memory export” wrote.")],
) -> None:
    """Take in the memory of another workspace. May be run again."""
    from translator.memory_file import read_memory

    payload, place = read_input(file)
    document = read_memory(payload, place)
    done = _made(context).import_(document, by=operator(), now=datetime.now(UTC))
    own = f"; {_counted(done.own)} of this workspace itself left out" if done.own else ""
    print_text(f"{_counted(done.read)} read, {done.stored:,} new or changed{own}\n")


@memory.command("forget")
def forget(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="Of an imported entry, as “memory list” shows it.")],
) -> None:
    """Delete what was imported. A pitch of the workspace is forgotten with its approval."""
    _made(context).forget(id, by=operator(), now=datetime.now(UTC))
    say(f"forgot {id}")


@memory.command("reindex")
def reindex(context: typer.Context, quiet: Quiet = False) -> None:
    """Make the search index again from the database."""
    from translator.cli_progress import bar

    known = _known(context)
    if known is None:
        say(NONE_YET)
        return
    with bar("indexing", quiet=quiet) as advance:
        report = known.rebuild(lambda done, total: advance(done, total, f"{done:,} of {total:,}"))
    print_text(f"{_counted(report.indexed)} indexed\n")


# --- where it is, and how it is shown -----------------------------------------------------------------


def _known(context: typer.Context) -> MemoryService | None:
    """The memory on record; None, and nothing is made, where there is none."""
    from translator import wiring

    return _in_store(wiring.build(load(context, {})))


def _in_store(app: App) -> MemoryService | None:
    from translator.wiring_memory import memory_on_record

    settings = app.loaded.settings
    return memory_on_record(settings, app.index, app.embedder)


def _made(context: typer.Context) -> MemoryService:
    from translator.wiring_service import Service

    return Service(load(context, {})).memory()


def _shown(row: Phrasing) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude={"words"})


def _line(row: Phrasing) -> str:
    told = f"{row.ticket_key or row.translation_id}  {row.title} ({_by(row)})"
    return f"{told}: {row.one_breath}" if row.one_breath else told


def _by(row: Phrasing) -> str:
    said = f"{row.state}, {row.by}, {row.at:%Y-%m-%d}"
    return f"{said}; {row.origin}; id {row.translation_id}" if row.origin else said


def _hit(row: Remembered) -> str:
    lines = [f"{row.score:3}  {_line(row)}"]
    lines += [f"     {place}: {words}" for place, words in row.parts.items() if place == "note.moment"]
    lines += [f"     why: {'; '.join(row.why)}"] if row.why else []
    return "\n".join(lines) + "\n"


def _counted(count: int) -> str:
    return f"{count:,} pitch{'' if count == 1 else 'es'}"
