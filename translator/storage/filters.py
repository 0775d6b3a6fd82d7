"""An `IncidentFilter` as SQL. The workspace is in every condition, so that no query can leave it out."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from translator.models import IncidentFilter
from translator.storage.records import folded, in_range, utc, word
from translator.storage.tables import incident_services, incidents


def living(workspace: str) -> ColumnElement[bool]:
    """The incidents of the workspace that are not deleted."""
    return and_(incidents.c.workspace == workspace, incidents.c.deleted.is_(False))


def matching(workspace: str, where: IncidentFilter | None, *, paged: bool = False) -> ColumnElement[bool]:
    """The incidents of the workspace that a filter lets through.

    An incident without a start is before and after nothing. `paged` is for a query that is asked again
    for each page: it looks up the services of each incident it passes, instead of listing all incidents
    of the services each time, which is quicker where one query takes all.
    """
    asked = [living(workspace)]
    if where is None:
        return asked[0]
    if where.services:
        offered = incident_services.c
        served = select(offered.id).where(
            offered.workspace == workspace,
            offered.service.in_(sorted({folded(name) for name in where.services})),
        )
        if paged:
            asked.append(served.where(offered.id == incidents.c.id).exists())
        else:
            asked.append(incidents.c.id.in_(served))
    if where.levels:
        asked.append(incidents.c.level.in_(sorted({n for n in where.levels if in_range(n)})))
    if where.since is not None:
        asked.append(incidents.c.started_at >= utc(where.since))
    if where.until is not None:
        asked.append(incidents.c.started_at < utc(where.until))
    if where.customer_task:
        asked.append(incidents.c.customer_task == word(where.customer_task))
    if where.kinds:
        asked.append(incidents.c.kind.in_(sorted(set(where.kinds))))
    if where.sources:
        asked.append(incidents.c.source.in_(sorted({word(name) for name in where.sources})))
    return and_(*asked)
