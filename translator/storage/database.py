"""The database of the service, opened once in a process; it hands out the repositories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from translator.errors import StoreUnusable
from translator.storage.api_keys import KeyRepository
from translator.storage.batches.repository import BatchRepository
from translator.storage.batches.work import BatchWork
from translator.storage.connections import Connections, connect
from translator.storage.idempotency import IdempotencyRepository
from translator.storage.incident_counts import IncidentCountRepository
from translator.storage.opening import checked_workspace, store_id
from translator.storage.pitches import PitchRepository
from translator.storage.repository import IncidentRepository, utc_now
from translator.storage.schema import HEAD, bring_up_to_date, version
from translator.storage.service_tables import translations
from translator.storage.tables import workspaces

_ABSENT = "Name the database of the service, or start the service once: it makes one."


class Database:
    """One database. May be used by several threads, and the same database by several processes.

    `connections` is for other modules of storage. `open_database` makes it.
    """

    def __init__(self, connections: Connections) -> None:
        self.connections = connections

    @property
    def shown(self) -> str:
        """The address, without its password."""
        return self.connections.address.shown

    def translations(self, workspace: str) -> PitchRepository:
        """The translations and the audit trail of a workspace. Asks the database nothing.

        Raises StoreUnusable for what cannot be the name of a workspace, here and below.
        """
        return PitchRepository(self.connections, checked_workspace(workspace))

    def idempotency(self, workspace: str) -> IdempotencyRepository:
        """The idempotency keys of a workspace. Asks the database nothing."""
        return IdempotencyRepository(self.connections, checked_workspace(workspace))

    def keys(self) -> KeyRepository:
        """The API keys of all workspaces. Asks the database nothing."""
        return KeyRepository(self.connections)

    def batches(self, workspace: str) -> BatchRepository:
        """The batches of a workspace. Asks the database nothing."""
        return BatchRepository(self.connections, checked_workspace(workspace))

    def work(self) -> BatchWork:
        """The rows of the batches of all workspaces, for workers. Asks the database nothing."""
        return BatchWork(self.connections)

    def incidents(
        self, workspace: str, *, create: bool = True, clock: Callable[[], datetime] = utc_now
    ) -> IncidentRepository:
        """The past incidents of a workspace, over the same connections; its `close` leaves them open.

        Raises StoreUnusable, without `create` also where the workspace has no incidents yet.
        """
        found = store_id(self.connections, checked_workspace(workspace), create)
        return IncidentRepository(self.connections, workspace, found, clock, on_close=lambda: None)

    def incident_counts(self, workspace: str) -> IncidentCountRepository:
        """Past incidents of a workspace, counted. Asks the database nothing."""
        return IncidentCountRepository(self.connections, checked_workspace(workspace))

    def workspaces(self) -> list[str]:
        """The names of those that hold incidents or translations, in order; raises StoreUnusable."""
        filled = select(workspaces.c.key).where(workspaces.c.revision > 0)
        with self.connections.reading() as connection:
            found = set(connection.scalars(filled))
            found |= set(connection.scalars(select(translations.c.workspace).distinct()))
        # A colon stands in names that no workspace can have: those of the shelves of their memories.
        return sorted(name for name in found if ":" not in name)

    def ping(self) -> None:
        """Ask the database something small; raises StoreUnusable."""
        with self.connections.reading() as connection:
            found = version(connection)
        if found is None:
            raise StoreUnusable(
                "the tables of translator are gone.", place=self.shown, next_step="Restore the database."
            )

    def close(self) -> None:
        """Close every connection; a database in memory is gone then."""
        self.connections.close()


def open_database(url: str | Path, *, create: bool = True, patience: float = 5.0) -> Database:
    """The database of the URL, its tables up to date.

    `sqlite:///path` or a `Path` (its folder is made), `sqlite://` in memory, or `postgresql://…`. Without
    `create` a database that is not there is an error. `patience` is how many seconds to wait for another
    writer. Raises StoreUnusable.
    """
    connections = connect(url, create=create, patience=patience, absent=_ABSENT)
    try:
        with connections.reading() as connection:
            found = version(connection)
        if found is None and not create:
            raise StoreUnusable(
                "there is nothing of translator in this database yet.",
                place=connections.address.shown,
                next_step=_ABSENT,
            )
        if found != HEAD:
            with connections.writing() as connection:
                bring_up_to_date(connection, connections.address.shown)
    except BaseException:
        connections.close()
        raise
    return Database(connections)
