"""`translator purge`, `backup` and `restore`: what is kept, for how long, and where a copy of it is."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from translator.cli_options import AsJson, operator, span_of
from translator.cli_output import print_json, print_text, say
from translator.cli_setup import load


def purge(
    context: typer.Context,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", metavar="90d|4w|12h", help="Else the setting retention_days."),
    ] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="NAME", help="Only this one; else every workspace.")
    ] = None,
    signed: Annotated[
        bool, typer.Option("--signed", help="Also what somebody approved or published.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete translations, with all their versions, that nobody has changed for long.

    Ended batches of that age go too. The audit trail stays, and says what was deleted.
    """
    loaded = load(context, {})
    before = datetime.now(UTC) - _age(older_than, loaded.settings.retention_days)
    if not dry_run and not yes:
        _confirm(f"Delete what nobody has changed since {before:%Y-%m-%d %H:%M} UTC?")
    from translator.storage import purge as delete
    from translator.storage.retention import SIGNED, UNSIGNED
    from translator.wiring_service import Service

    database = Service(loaded).database
    try:
        gone = delete(
            database,
            before=before,
            now=datetime.now(UTC),
            by=operator(),
            workspace=workspace,
            states=UNSIGNED | SIGNED if signed else UNSIGNED,
            dry_run=dry_run,
        )
    finally:
        database.close()
    if as_json:
        print_json({"schema": "translator.purge/1", "dry_run": dry_run, **gone._asdict()})
        return
    total = sum(gone.translations.values())
    verb = "would be deleted" if dry_run else "deleted"
    print_text("".join(f"{name}: {count}\n" for name, count in gone.translations.items()))
    say(
        f"{verb}: {total:,} translations ({gone.versions:,} versions), {gone.batches:,} batches, "
        f"{gone.idempotency_keys:,} expired idempotency keys"
    )


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
) -> None:
    """Copy the SQLite database into a file, while others go on using it."""
    from translator.storage import backup as copy
    from translator.wiring_service import Service

    database = Service(load(context, {})).database
    try:
        size = copy(database, file)
    finally:
        database.close()
    say(f"{file}: {size:,} bytes; bring it back with “translator restore {file}”")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What “translator backup” made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="In the place of the database that is there; it is kept beside.")
    ] = False,
) -> None:
    """Put a backup in the place of the SQLite database of the settings; stop every server first."""
    from translator.settings import data_folder
    from translator.storage import restore as bring_back
    from translator.wiring_incidents import DATABASE

    settings = load(context, {}).settings
    place = settings.database_url or data_folder(settings) / DATABASE
    allow = "Add --replace; the one that is there is kept beside."
    done = bring_back(file, place, replace=replace, allow=allow)
    kept = f"; the one that was there is {done.kept}" if done.kept else ""
    say(f"restored {done.file}{kept}; indexes are made again at their next use")


def _age(given: str | None, days: int | None) -> timedelta:
    if given is not None:
        if (age := span_of(given)) is None:
            raise typer.BadParameter("Give 90d, 4w or 12h.", param_hint="--older-than")
        return age
    if days is None:
        raise typer.BadParameter(
            "nothing says how old is too old: give 90d, or set retention_days.", param_hint="--older-than"
        )
    return timedelta(days=days)


def _confirm(question: str) -> None:
    """Ask on a terminal; elsewhere nobody could answer."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody can be asked here; see first with --dry-run.", param_hint="--yes")
    typer.confirm(question, abort=True, err=True)
