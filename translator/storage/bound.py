"""What the repositories of one workspace share: its connections and the one condition that keeps it apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from translator.storage.connections import Connections


class Bound:
    """A repository bound to a workspace. `Database` makes it."""

    def __init__(self, connections: Connections, workspace: str) -> None:
        self._reading = connections.reading
        self._writing = connections.writing
        self._shown = connections.address.shown
        self._workspace = workspace

    def _mine(self, table: Table) -> ColumnElement[bool]:
        """The rows of the workspace. Every query holds this, and none spells the condition itself."""
        mine: ColumnElement[bool] = table.c.workspace == self._workspace
        return mine


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that may say ON CONFLICT."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def inserted(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row; False: there is one with its primary key, and nothing was changed.

    Waits for a transaction that is inserting the same key.
    """
    key = list(table.primary_key.columns)
    insertion = upsert(connection, table).values(**row).on_conflict_do_nothing(index_elements=key)
    # By RETURNING: of an INSERT the count of rows is not told on every driver.
    return connection.execute(insertion.returning(key[0])).first() is not None
