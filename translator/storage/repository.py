"""The incidents of one workspace. Its methods are those that the search side's `IncidentStore` asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from translator.errors import UnknownIncident
from translator.models import Change, Incident, IncidentFilter, Stored
from translator.storage.connections import Connections
from translator.storage.cursors import cursor, moment, position
from translator.storage.filters import living, matching
from translator.storage.keys import close_keys, shown_key
from translator.storage.records import Record, chunks, incident_of, record_of, storable, word
from translator.storage.tables import UtcTime, incident_services, incidents, workspaces

# Incidents held at a time when all are read; between two pages no transaction is open.
_PAGE = 200
_MOST = 2**31 - 1
_LAST = 2**63 - 1
_IS, _SERVES = incidents.c, incident_services.c


class IncidentRepository:
    """Incidents of one workspace. Every method raises StoreUnusable when the database cannot be used.

    May be used by several threads and processes at once. `open_store` and `Database` make it.
    """

    def __init__(
        self,
        connections: Connections,
        workspace: str,
        store_id: str,
        clock: Callable[[], datetime],
        *,
        on_close: Callable[[], None],
    ) -> None:
        self._reading = connections.reading
        self._writing = connections.writing
        self._shown = connections.address.shown
        self._workspace = workspace
        self._store_id = store_id
        self._clock = clock
        self._on_close = on_close

    @property
    def store_id(self) -> str:
        """Which database and workspace this is, for good."""
        return self._store_id

    def close(self) -> None:
        """Let go of the database: closes every connection, where it was opened for these incidents only.

        A database in memory is gone then.
        """
        self._on_close()

    def put(self, incidents: Sequence[Incident]) -> Stored:
        """Add or replace by `id`, all or nothing. The last of several with the same id wins.

        An incident equal to the stored one keeps its revision. Raises MalformedInput for an id that no
        database can keep as a key (see `record_of`).
        """
        records: dict[str, Record] = {}
        for record in map(record_of, incidents):
            records.pop(record.id, None)
            records[record.id] = record
        if not records:
            return Stored(0, 0, 0)
        with self._writing() as connection:
            revision = self._locked_revision(connection)
            known = self._fingerprints(connection, records)
            changed = [r for r in records.values() if known.get(r.id) != r.fingerprint]
            self._write(connection, changed, revision)
            if changed:
                self._set_revision(connection, revision + len(changed))
        added = sum(not known.get(r.id) for r in changed)
        return Stored(added, len(changed) - added, len(records) - len(changed))

    def delete(self, ids: Sequence[str]) -> int:
        """Delete by `id`; returns how many there were. Their ids and revisions stay, their texts go."""
        asked = [i for i in dict.fromkeys(ids) if storable(i)]
        if not asked:
            return 0
        with self._writing() as connection:
            revision = self._locked_revision(connection)
            known = self._fingerprints(connection, asked)
            gone = [i for i in asked if known.get(i)]
            self._bury(connection, gone, revision)
            if gone:
                self._set_revision(connection, revision + len(gone))
        return len(gone)

    def get(self, key: str) -> Incident:
        """The incident with this `id`, or the only one with this `source_id`; raises UnknownIncident."""
        with self._reading() as connection:
            if storable(key) and (found := self._by_id(connection, [key])):
                return self._incident(*found[0])
            same_key = and_(living(self._workspace), _IS.source_id == word(key))
            found = self._rows(connection, same_key, 3)
            if len(found) == 1:
                return self._incident(*found[0])
            close = () if found else close_keys(connection, self._workspace, key)
        if found:
            how_many = "two" if len(found) == 2 else "several"
            raise UnknownIncident(
                f"{how_many} incidents have this key: {', '.join(row[0] for row in found)}"
                f"{'' if len(found) == 2 else ', …'}.",
                place=f"incident {shown_key(key)}",
                next_step="Give the id of one of them.",
            )
        raise UnknownIncident(
            f"there is no incident {shown_key(key)} in workspace {self._workspace!r}.",
            next_step=_did_you_mean(close),
        )

    def many(self, ids: Sequence[str]) -> list[Incident]:
        """Those of the ids that exist, in the order asked."""
        found: dict[str, Incident] = {}
        with self._reading() as connection:
            for chunk in chunks(i for i in dict.fromkeys(ids) if storable(i)):
                found.update((i, self._incident(i, text)) for i, text in self._by_id(connection, chunk))
        return [found[i] for i in ids if i in found]

    def all(self, where: IncidentFilter | None = None, *, limit: int | None = None) -> Iterator[Incident]:
        """Incidents newest first (those without a start last), streamed in constant memory.

        Read page by page: what is written meanwhile may show, and nothing shows twice unless its start
        is changed meanwhile.
        """
        left = _MOST if limit is None else limit
        for dated in (True, False):
            after: tuple[datetime | None, str] | None = None
            while left > 0:
                page = self._page(where, dated, after, min(_PAGE, left))
                for _, incident_id, text in page:
                    yield self._incident(incident_id, text)
                left -= len(page)
                if len(page) < _PAGE:
                    break
                after = (page[-1][0], page[-1][1])

    def page(
        self, where: IncidentFilter | None = None, *, after: str = "", limit: int = 50
    ) -> tuple[list[Incident], str]:
        """Up to `limit` in the order of `all`, and the cursor of the page after; "": there is none.

        `after` is the cursor of the page before, of the same filter; raises CursorInvalid. Read by index
        seeks: the last page costs what the first one does.
        """
        of = ("incidents", self._workspace, (where or IncidentFilter()).model_dump_json())
        dated, last = True, None
        if after:
            start, last_id = position(after, of, (str, str))
            dated = bool(start)
            last = (moment(str(start)) if dated else None, str(last_id))
        rows = list(self._page(where, dated, last, limit + 1))
        if dated and len(rows) <= limit:
            rows += self._page(where, False, None, limit + 1 - len(rows))
        found = [self._incident(incident_id, text) for _, incident_id, text in rows[:limit]]
        if len(rows) <= limit or not found:
            return found, ""
        start_of_last, id_of_last, _ = rows[limit - 1]
        return found, cursor([start_of_last.isoformat() if start_of_last else "", id_of_last], of)

    def ids(self, where: IncidentFilter | None = None) -> list[str]:
        """The ids of the incidents that a filter lets through, in the order of `all`."""
        newest = (_IS.started_at.desc().nulls_last(), _IS.id.desc())
        query = select(_IS.id).where(matching(self._workspace, where)).order_by(*newest)
        with self._reading() as connection:
            return list(connection.scalars(query))

    def count(self, where: IncidentFilter | None = None) -> int:
        """How many there are."""
        query = select(func.count()).select_from(incidents).where(matching(self._workspace, where))
        with self._reading() as connection:
            return int(connection.scalar(query) or 0)

    def revision(self) -> int:
        """The last revision of the workspace; 0: nothing was ever stored. Cheap."""
        with self._reading() as connection:
            query = select(workspaces.c.revision).where(workspaces.c.key == self._workspace)
            return int(connection.execute(query).scalar_one())

    def changes(self, after: int, limit: int) -> list[Change]:
        """Up to `limit` changes with a higher revision, in order."""
        query = (
            select(_IS.revision, _IS.id, _IS.document)
            .where(_IS.workspace == self._workspace, _IS.revision > max(0, min(after, _LAST)))
            .order_by(_IS.revision)
            .limit(max(0, min(limit, _MOST)))
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [
            Change(revision, i, None if text is None else self._incident(i, text))
            for revision, i, text in rows
        ]

    def _incident(self, incident_id: str, document: str) -> Incident:
        return incident_of(document, incident_id, self._shown)

    def _locked_revision(self, connection: Connection) -> int:
        """The last revision, under a lock that makes the order of commits the order of revisions.

        SQLite has the lock already, by its writing transaction, and leaves FOR UPDATE out.
        """
        query = select(workspaces.c.revision).where(workspaces.c.key == self._workspace).with_for_update()
        return int(connection.execute(query).scalar_one())

    def _set_revision(self, connection: Connection, revision: int) -> None:
        mine = workspaces.c.key == self._workspace
        connection.execute(update(workspaces).where(mine).values(revision=revision))

    def _fingerprints(self, connection: Connection, ids: Sequence[str] | dict[str, Record]) -> dict[str, str]:
        """Id → fingerprint of those that are or were stored; "" for a deleted one."""
        known: dict[str, str] = {}
        for chunk in chunks(ids):
            query = select(_IS.id, _IS.fingerprint).where(
                _IS.workspace == self._workspace, _IS.id.in_(list(chunk))
            )
            known.update((i, mark) for i, mark in connection.execute(query))
        return known

    def _write(self, connection: Connection, records: Sequence[Record], revision: int) -> None:
        upsert, now = _upsert(connection), self._clock()
        for chunk in chunks(records):
            rows = []
            for record in chunk:
                revision += 1
                rows.append(
                    record.columns
                    | {
                        "workspace": self._workspace,
                        "revision": revision,
                        "deleted": False,
                        "fingerprint": record.fingerprint,
                        "created_at": now,
                        "updated_at": now,
                    }
                )
            connection.execute(upsert, rows)
            self._drop_services(connection, [record.id for record in chunk])
            services = [
                {"workspace": self._workspace, "id": record.id, "service": name}
                for record in chunk
                for name in record.services
            ]
            if services:
                connection.execute(insert(incident_services), services)

    def _bury(self, connection: Connection, ids: Sequence[str], revision: int) -> None:
        bury = (
            update(incidents)
            .where(_IS.workspace == self._workspace, _IS.id == bindparam("gone"))
            .values(revision=bindparam("next"), updated_at=bindparam("now"), deleted=True, fingerprint="")
            .values(source="", source_id="", title="", severity="", customer_task="", document=None)
            .values(started_at=None, resolved_at=None, level=None)
        )
        now = self._clock()
        for chunk in chunks(ids):
            rows = [{"gone": i, "next": revision + n, "now": now} for n, i in enumerate(chunk, 1)]
            connection.execute(bury, rows)
            self._drop_services(connection, chunk)
            revision += len(chunk)

    def _drop_services(self, connection: Connection, ids: Sequence[str]) -> None:
        mine = and_(_SERVES.workspace == self._workspace, _SERVES.id.in_(list(ids)))
        connection.execute(delete(incident_services).where(mine))

    def _by_id(self, connection: Connection, ids: Sequence[str]) -> list[tuple[str, str]]:
        return self._rows(connection, and_(living(self._workspace), _IS.id.in_(list(ids))), len(ids))

    def _rows(self, connection: Connection, which: ColumnElement[bool], limit: int) -> list[tuple[str, str]]:
        query = select(_IS.id, _IS.document).where(which).order_by(_IS.id).limit(limit)
        return [(i, text) for i, text in connection.execute(query)]

    def _page(
        self,
        where: IncidentFilter | None,
        dated: bool,
        after: tuple[datetime | None, str] | None,
        size: int,
    ) -> Sequence[Any]:
        """Rows (start, id, document) after the last row of the page before, by an index seek."""
        query = select(_IS.started_at, _IS.id, _IS.document).where(
            matching(self._workspace, where, paged=True)
        )
        if dated:
            query = query.where(_IS.started_at.is_not(None))
            if after is not None:
                last = tuple_(literal(after[0], UtcTime), literal(after[1]))
                query = query.where(tuple_(_IS.started_at, _IS.id) < last)
        else:
            query = query.where(_IS.started_at.is_(None))
            if after is not None:
                query = query.where(_IS.id < after[1])
        query = query.order_by(_IS.started_at.desc(), _IS.id.desc()).limit(size)
        with self._reading() as connection:
            return connection.execute(query).all()


def _did_you_mean(keys: Sequence[str]) -> str:
    if not keys:
        return "List the incidents to see their keys."
    return f"Did you mean {' or '.join(map(repr, keys))}?"


def utc_now() -> datetime:
    """The time by this machine's clock, UTC."""
    return datetime.now(UTC)


def _upsert(connection: Connection) -> Any:
    """Insert or replace by workspace and id; the time of creation stays."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(incidents)
    key = ["workspace", "id"]
    kept = {*key, "created_at"}
    fresh = {column.name: statement.excluded[column.name] for column in _IS if column.name not in kept}
    return statement.on_conflict_do_update(index_elements=key, set_=fresh)
