"""`translator keys`: who may use the API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from translator.cli_options import AsJson, operator, span_of
from translator.cli_output import print_json, print_text, say
from translator.cli_setup import load

if TYPE_CHECKING:
    from translator.models import ApiKey, Scope
    from translator.wiring_service import Service

keys = typer.Typer(help="Make, list and revoke keys to the API.", rich_markup_mode=None, no_args_is_help=True)

Workspace = Annotated[
    str | None, typer.Option("--workspace", metavar="NAME", help="Whose translations; else the setting's.")
]


@keys.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the person or service that gets it.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="read|write|review|admin",
            help="write and review hold read, admin holds write. Repeatable.",
        ),
    ] = None,
    service: Annotated[
        bool,
        typer.Option("--service", help="For a program: it cannot review, for a machine approves nothing."),
    ] = False,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="WHEN", help="90d, 12h, 4w, or a day: 2027-01-31.")
    ] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it, once: it is kept nowhere.

    Scopes default to read and write.
    """
    until = _until(expires)
    built = _service(context, workspace)
    made = built.make_key(
        name,
        scopes=_scopes(scope or ["read", "write"]),
        kind="service" if service else "person",
        expires=until,
        by=operator(),
    )
    if as_json:
        print_json({"schema": "translator.key/1", "key": made.text, **_row(made.key)})
        return
    print_text(f"{made.text}\n")
    say(f"{_line(made.key)}; kept nowhere, so store it now")


@keys.command("list")
def show(
    context: typer.Context,
    workspace: Workspace = None,
    every: Annotated[bool, typer.Option("--all", help="Of every workspace.")] = False,
    as_json: AsJson = False,
) -> None:
    """List keys; their secrets are kept nowhere."""
    built = _service(context, workspace)
    found = built.keys.all("" if every else built.settings.workspace)
    if as_json:
        print_json({"schema": "translator.keys/1", "keys": [_row(key) for key in found]})
        return
    print_text("".join(f"{_line(key)}\n" for key in found))
    if not found:
        say("no keys yet; see “translator keys create --help”")


@keys.command("revoke")
def revoke(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="As “keys list” shows it, or the whole key.")],
) -> None:
    """Revoke a key. Servers refuse it within five seconds."""
    known = re.fullmatch(r"tr_([A-Za-z0-9]{12})_\S*", id)
    revoked = _service(context, None).revoke_key(known[1] if known else id, by=operator())
    say(f"revoked {revoked.id}, {revoked.name}; servers refuse it within five seconds")


def _service(context: typer.Context, workspace: str | None) -> Service:
    from translator.wiring_service import Service

    return Service(load(context, {"workspace": workspace}))


def _scopes(names: Sequence[str]) -> list[Scope]:
    from translator.api_keys import SCOPES

    if unknown := [name for name in names if name not in SCOPES]:
        raise typer.BadParameter(f"{unknown[0]} is none of: {', '.join(SCOPES)}.", param_hint="--scope")
    return [scope for scope in SCOPES if scope in names]


def _until(text: str | None) -> datetime | None:
    if text is None:
        return None
    if span := span_of(text):
        return datetime.now(UTC) + span
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(
            "Give 90d, 12h, 4w, or a day as 2027-01-31.", param_hint="--expires"
        ) from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def _row(key: ApiKey) -> dict[str, object]:
    return key.model_dump(mode="json")


def _line(key: ApiKey) -> str:
    if key.revoked is not None:
        state = f"revoked {key.revoked:%Y-%m-%d}"
    elif key.expires is not None:
        state = f"until {key.expires:%Y-%m-%d %H:%M} UTC"
    else:
        state = "never expires"
    used = f"last used {key.last_used:%Y-%m-%d}" if key.last_used else "never used"
    return f"{key.id}  {key.name} ({key.kind}; {key.workspace}; {', '.join(key.scopes)}; {state}; {used})"
