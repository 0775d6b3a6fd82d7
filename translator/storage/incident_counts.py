"""Past incidents counted by month, in the database: ten thousand are counted without reading one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, FromClause, and_, case, cast, func, literal, select

from translator.storage.base import CountedBy, Latest, MonthCount
from translator.storage.bound import Bound
from translator.storage.filters import living
from translator.storage.records import chunks, folded, incident_of
from translator.storage.tables import incident_services, incidents

_IS, _SERVES = incidents.c, incident_services.c
_NEW_YEAR = "01-01 00:00:00"


class IncidentCountRepository(Bound):
    """Counts of one workspace. See `IncidentCounts` for its methods; each raises StoreUnusable."""

    def by_month(self, by: CountedBy) -> list[MonthCount]:
        """See `IncidentCounts`."""
        rows, name = _named(by)
        with self._reading() as connection:
            month = _month(connection)
            query = select(month, name, func.count()).select_from(rows).where(self._dated(connection))
            found = connection.execute(query.group_by(month, name).order_by(month, name)).all()
        return [MonthCount(*row) for row in found]

    def latest(self, by: CountedBy, names: Sequence[str], most: int) -> dict[str, Latest]:
        """See `IncidentCounts`."""
        rows, name = _named(by)
        newest = (_IS.started_at.desc(), _IS.id.desc())
        place = func.row_number().over(partition_by=name, order_by=newest)
        found: defaultdict[str, list[Any]] = defaultdict(list)
        spelled: dict[str, str] = {}
        with self._reading() as connection:
            asked = (name.label("name"), _IS.id, _IS.source_id, _month(connection).label("month"))
            for chunk in chunks(dict.fromkeys(names)):
                ranked = (
                    select(*asked, place.label("place"))
                    .select_from(rows)
                    .where(self._dated(connection), name.in_(list(chunk)))
                    .subquery()
                )
                first = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.name, ranked.c.place)
                for row in connection.execute(first):
                    found[row.name].append(row)
            if by == "service":
                spelled = self._spelled(connection, {key: rows[0].id for key, rows in found.items() if key})
        return {
            key: Latest(spelled.get(key, key), rows[0].month, tuple(row.source_id for row in rows))
            for key, rows in found.items()
        }

    def totals(self) -> tuple[int, int]:
        """See `IncidentCounts`."""
        mine = and_(living(self._workspace), _IS.kind == "incident")
        with self._reading() as connection:
            dated = connection.scalar(select(func.count()).where(self._dated(connection))) or 0
            all_of_them = connection.scalar(select(func.count()).select_from(incidents).where(mine)) or 0
        return int(dated), int(all_of_them) - int(dated)

    def _dated(self, connection: Connection) -> ColumnElement[bool]:
        """The incidents whose month is known.

        One of which only the year is known has the first instant of the year; whether another one began just
        then stands in its document, which is opened for these alone.
        """
        if connection.dialect.name == "postgresql":
            instant = func.to_char(_IS.started_at, "MM-DD HH24:MI:SS")
            precision = func.json_extract_path_text(cast(_IS.document, JSON), "started", "precision")
        else:
            instant = func.substr(_IS.started_at, 6, len(_NEW_YEAR))
            precision = func.json_extract(_IS.document, "$.started.precision")
        known = case((instant == _NEW_YEAR, precision), else_=literal("minute")) != "year"
        return and_(living(self._workspace), _IS.kind == "incident", _IS.started_at.is_not(None), known)

    def _spelled(self, connection: Connection, newest: dict[str, str]) -> dict[str, str]:
        """Services as the incident of that id writes them; columns hold them with their case folded."""
        shown: dict[str, str] = {}
        for chunk in chunks(newest):
            mine = and_(living(self._workspace), _IS.id.in_([newest[key] for key in chunk]))
            documents = dict(connection.execute(select(_IS.id, _IS.document).where(mine)).all())
            for key in chunk:
                document = documents.get(newest[key])
                told = incident_of(document, newest[key], self._shown).services if document else ()
                shown[key] = next((name.strip() for name in told if folded(name) == key), key)
        return shown


def _named(by: CountedBy) -> tuple[FromClause, ColumnElement[str]]:
    """The rows to count, and the name of each."""
    if by == "service":
        same = and_(_SERVES.workspace == _IS.workspace, _SERVES.id == _IS.id)
        return incidents.outerjoin(incident_services, same), func.coalesce(_SERVES.service, "")
    return incidents, _IS.customer_task if by == "task" else _IS.severity


def _month(connection: Connection) -> ColumnElement[str]:
    """The month an incident began in: "2026-01"."""
    if connection.dialect.name == "postgresql":
        return func.to_char(_IS.started_at, "YYYY-MM")
    return func.substr(_IS.started_at, 1, 7)
