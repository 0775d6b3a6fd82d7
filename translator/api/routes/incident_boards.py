"""What past incidents say together: repeats over time, and the warning signs they show."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from translator.api.answering import as_json
from translator.api.contract import problems
from translator.api.deps import Caller, needs
from translator.api.schemas import NoQuery, RepeatsQuery
from translator.errors import PackInvalid
from translator.incident_boards import repeats
from translator.models import IncidentFilter, Model

router = APIRouter(tags=["incidents"])
_READING = 3.0  # seconds a request reads on for where incidents are new


class MonthView(Model):
    """Incidents that began in a month."""

    month: str = Field(description="UTC", examples=["2026-01"])
    name: str | None = Field(description="empty: they do not say; null: all names that are not in `lines`")
    count: int


class LineView(Model):
    """A name that is counted by itself."""

    name: str = Field(description="as in `months`; empty: the incidents do not say")
    shown: str = Field(description="in words", examples=["sign in"])


class RecurringView(Model):
    """What came back: two incidents or more."""

    name: str
    shown: str
    count: int
    last: str = Field(description="month of the newest", examples=["2026-03"])
    incidents: tuple[str, ...] = Field(description="keys of the newest, newest first")


class RepeatsView(Model):
    """Incidents over time."""

    counted: int = Field(description="incidents; one of several services is in the count of each")
    undated: int = Field(description="incidents that are left out: their month is unknown")
    lines: tuple[LineView, ...] = Field(description="most incidents first")
    months: tuple[MonthView, ...]
    recurring: tuple[RecurringView, ...] = Field(description="most incidents first")


class ShowsView(Model):
    """An incident that shows a sign."""

    id: str
    key: str
    title: str
    started: str = Field(description="as far as it is known; empty: not at all", examples=["2026-01-31"])
    words: str = Field(description="the sentence that shows it, ended with … where it is cut")


class SignView(Model):
    """A sign that the business sees a problem already."""

    id: str = Field(description="its id in the catalog")
    says: str
    count: int = Field(description="incidents that show it")
    incidents: tuple[ShowsView, ...] = Field(description="the newest eight, newest first")


class SignsView(Model):
    """Every sign of the catalog, over the incidents of the workspace."""

    incidents: int = Field(description="on record; planned work and alerts are not among them")
    complete: bool = Field(description="false: the rest is read when this is asked again")
    items: tuple[SignView, ...] = Field(description="in the order of the catalog")


@router.get(
    "/incidents/repeats",
    operation_id="countRepeats",
    summary="Count incidents over time",
    response_model=RepeatsView,
    response_description="counts by month, and what came back",
    responses=problems(PackInvalid),
)
async def count_repeats(
    caller: Annotated[Caller, Depends(needs("read"))], query: Annotated[RepeatsQuery, Query()]
) -> Response:
    """Every incident of the workspace counted by the month it began in.

    Planned work, alerts and errors never count, nor does what says no month.
    """
    return as_json(await asyncio.to_thread(_repeats, caller, query))


@router.get(
    "/incidents/warning-signs",
    operation_id="listWarningSigns",
    summary="Show the warning signs in incidents",
    response_model=SignsView,
    response_description="each sign with the incidents that show it",
    responses=problems(PackInvalid),
)
async def list_signs(
    caller: Annotated[Caller, Depends(needs("read"))], _: Annotated[NoQuery, Query()]
) -> Response:
    """The signs that pitches look for in a past incident, looked for in all of them.

    Each incident is read once; where many are new, a request reads on for some seconds and says so.
    """
    return as_json(await asyncio.to_thread(_signs, caller))


def _repeats(caller: Caller, query: RepeatsQuery) -> RepeatsView:
    counts = caller.service.database.incident_counts(caller.workspace)
    found = repeats(counts, query.by, lines=query.lines, limit=query.limit)
    tasks = caller.app().index.tasks if query.by == "task" else {}

    def shown(name: str) -> str:
        return tasks[name].verb if name in tasks else found.shown.get(name, name)

    return RepeatsView(
        counted=found.counted,
        undated=found.undated,
        lines=tuple(LineView(name=name, shown=shown(name)) for name in found.lines),
        months=tuple(MonthView(month=row.month, name=row.name, count=row.incidents) for row in found.months),
        recurring=tuple(
            RecurringView(
                name=row.name, shown=shown(row.name), count=row.incidents, last=row.last, incidents=row.keys
            )
            for row in found.recurring
        ),
    )


def _signs(caller: Caller) -> SignsView:
    app = caller.app()
    board = caller.service.signs(caller.workspace).board(app.incidents.store, seconds=_READING)
    return SignsView(
        incidents=app.incidents.store.count(IncidentFilter(kinds=("incident",))),
        complete=board.complete,
        items=tuple(
            SignView(
                id=sign.id,
                says=sign.says,
                count=board.counts.get(sign.id, 0),
                incidents=tuple(ShowsView(**shows._asdict()) for shows in board.shows.get(sign.id, ())),
            )
            for sign in app.index.catalog.warnings
        ),
    )
