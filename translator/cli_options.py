"""Options that several commands of the command line share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from translator.cli_output import FormatName, say

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


def require_input(context: typer.Context, file: str | None) -> None:
    """End with the help of the command where there is neither a file nor anything piped in."""
    if file is None and sys.stdin.isatty():
        say(context.get_help())
        raise typer.Exit(2)
