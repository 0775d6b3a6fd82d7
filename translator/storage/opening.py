"""Opening the incidents of a workspace: connect, bring the tables up to date, find or make the workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from translator.errors import StoreUnusable
from translator.storage.address import Address
from translator.storage.connections import Connections, connect
from translator.storage.repository import IncidentRepository, utc_now
from translator.storage.schema import HEAD, bring_up_to_date, version
from translator.storage.tables import workspaces

_LONGEST_WORKSPACE = 64  # characters
_IMPORT = "Import some first."


def open_store(
    url: str | Path,
    workspace: str,
    *,
    create: bool = True,
    patience: float = 5.0,
    clock: Callable[[], datetime] = utc_now,
) -> IncidentRepository:
    """The incidents of a workspace in the database of the URL.

    `sqlite:///path` or a `Path` (its folder is made), `sqlite://` in memory, or `postgresql://…`. Tables
    of an older version are brought up to date. Without `create` a database or workspace that is not there
    is an error. `patience` is how many seconds to wait for another writer. Raises StoreUnusable.
    """
    workspace = checked_workspace(workspace)
    connections = connect(url, create=create, patience=patience, absent=_IMPORT)
    try:
        found = store_id(connections, workspace, create)
    except BaseException:
        connections.close()
        raise
    return IncidentRepository(connections, workspace, found, clock, on_close=connections.close)


def checked_workspace(workspace: str) -> str:
    """The name, where a workspace may have it; raises StoreUnusable."""
    if workspace.strip() and len(workspace) <= _LONGEST_WORKSPACE and workspace.isprintable():
        return workspace
    raise StoreUnusable(
        f"{workspace[:80]!r} cannot be the name of a workspace.",
        place="workspace",
        next_step=f"Give 1 to {_LONGEST_WORKSPACE} characters that can be printed.",
    )


def store_id(connections: Connections, workspace: str, create: bool) -> str:
    """The lasting id of a workspace of incidents, made where `create` allows it. Raises StoreUnusable."""
    address = connections.address
    with connections.reading() as connection:
        found = version(connection)
        known = _find(connection, workspace) if found == HEAD else None
    if known is not None:
        return known
    if found is None and not create:
        raise _absent("there are no incidents in this database yet.", address)
    with connections.writing() as connection:
        bring_up_to_date(connection, address.shown)
        known = _find(connection, workspace)
        if known is None and create:
            known = str(uuid4())
            dialect = sqlite if address.sqlite else postgresql
            row = {"key": workspace, "store_id": known, "revision": 0}
            connection.execute(dialect.insert(workspaces).values(row).on_conflict_do_nothing())
            known = _find(connection, workspace)
    if known is None:
        raise _absent(f"there is no workspace {workspace!r} in this database.", address)
    return known


def _find(connection: Connection, workspace: str) -> str | None:
    return connection.scalar(select(workspaces.c.store_id).where(workspaces.c.key == workspace))


def _absent(message: str, address: Address) -> StoreUnusable:
    return StoreUnusable(message, place=address.shown, next_step=_IMPORT)
