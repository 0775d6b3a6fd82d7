"""Which incidents a command is about: its options, and the filter they mean."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from translator.models import IncidentFilter, IncidentKind

_FORM = "write it as 2026, 2026-02, 2026-02-11 or 2026-02-11T07:30"
_WHOLE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.+", re.ASCII)

KINDS = ("incident", "maintenance", "alert", "error")
Service = Annotated[
    list[str] | None, typer.Option("--service", metavar="NAME", help="Hit this service. Repeatable.")
]
Severity = Annotated[
    list[str] | None, typer.Option("--severity", metavar="1..5|WORD", help="1 is the worst. Repeatable.")
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Started in or after: 2026, 2026-02, 2026-02-11."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Started in or before; a year is a whole one."),
]
Task = Annotated[
    str | None, typer.Option("--task", metavar="ID", help="Customer task, see “catalog list tasks”.")
]
Kind = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="NAME", help=", ".join(KINDS) + ". Repeatable."),
]
From = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Came from this tool. Repeatable.")
]


def incident_filter(
    service: list[str] | None,
    severity: list[str] | None,
    since: str | None,
    until: str | None,
    task: str | None,
    kind: list[str] | None,
    source: list[str] | None,
) -> IncidentFilter:
    """The filter for these options. Raises a usage error for a date or severity that is none."""
    from translator.models import IncidentFilter

    for name in kind or ():
        if name not in KINDS:
            raise typer.BadParameter(f"“{name}” is none of {', '.join(KINDS)}.", param_hint="--kind")
    return IncidentFilter(
        services=tuple(service or ()),
        levels=tuple(map(_level, severity or ())),
        since=None if since is None else _first_instant(since, "--since"),
        until=None if until is None else _instant_after(until, "--until"),
        customer_task=task or "",
        kinds=cast("tuple[IncidentKind, ...]", tuple(kind or ())),
        sources=tuple(source or ()),
    )


def _level(severity: str) -> int:
    from translator.incidents.sources.severity import level_of

    level = level_of(severity)
    if level is None:
        raise typer.BadParameter(
            f"“{severity}” is no severity: give 1 (worst) to 5, or a word such as SEV2, critical, minor.",
            param_hint="--severity",
        )
    return level


def _first_instant(text: str, flag: str) -> datetime:
    """The first instant of what is written, UTC. Raises a usage error that names the flag."""
    return _span(text, flag)[0]


def _instant_after(text: str, flag: str) -> datetime:
    """The first instant after what is written, UTC; after a time that time itself."""
    return _span(text, flag)[1]


def _span(text: str, flag: str) -> tuple[datetime, datetime]:
    said = text.strip()
    whole = _WHOLE.fullmatch(said)
    try:
        if whole is None:
            if not _TIME.fullmatch(said):
                raise ValueError
            at = datetime.fromisoformat(said)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
            return at, at
        year, month, day = whole.groups()
        start = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
        if day:
            return start, start + timedelta(days=1)
        if month:
            return start, (start + timedelta(days=31)).replace(day=1)
        return start, start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"“{text}” is no date: {_FORM}.", param_hint=flag) from None
