"""Options that several commands of the command line share."""

from __future__ import annotations

import getpass
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from translator.cli_output import FormatName, say

if TYPE_CHECKING:
    from translator.models import Actor

File = Annotated[str | None, typer.Argument(metavar="FILE|-", help="- or nothing: standard input.")]
# Text, not Path: a Path forgets the slash that makes it a folder.
Output = Annotated[
    list[str] | None,
    typer.Option("-o", "--output", metavar="FILE", help="A .md or .json file, or DIR/. Repeatable."),
]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="DIR", help="Folder of a company pack. Repeatable."),
]
Format = Annotated[FormatName | None, typer.Option("--format", help="Output on standard output.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]


_SPAN = re.compile(r"([1-9][0-9]{0,3})([dhw])", re.ASCII)
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def span_of(text: str) -> timedelta | None:
    """The length of time that 90d, 12h or 4w writes; None: it writes none."""
    found = _SPAN.fullmatch(text.strip().lower())
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def require_input(context: typer.Context, file: str | None) -> None:
    """End with the help of the command where there is neither a file nor anything piped in."""
    if file is None and sys.stdin.isatty():
        say(context.get_help())
        raise typer.Exit(2)


def operator() -> Actor:
    """Who sits at the command line, as the audit trail names them."""
    from translator.models import Actor

    try:
        return Actor(name=f"{getpass.getuser()} (command line)")
    except (OSError, KeyError):
        return Actor(name="command line")
