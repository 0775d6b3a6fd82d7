"""Opening a database: connect, bring the tables up to date, find or make the workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import QueuePool

from translator.errors import StoreUnusable
from translator.storage.address import Address, parse_address
from translator.storage.faults import border
from translator.storage.repository import IncidentRepository, utc_now
from translator.storage.schema import HEAD, bring_up_to_date, version
from translator.storage.tables import workspaces

_LONGEST_WORKSPACE = 64  # characters
_CONNECT = 10  # seconds until a server counts as unreachable


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
    if not workspace.strip() or len(workspace) > _LONGEST_WORKSPACE or not workspace.isprintable():
        raise StoreUnusable(
            f"{workspace[:80]!r} cannot be the name of a workspace.",
            place="workspace",
            next_step=f"Give 1 to {_LONGEST_WORKSPACE} characters that can be printed.",
        )
    address = parse_address(url)
    if address.file is not None:
        _make_folder(address, create)
    engine = _sqlite_engine(address, patience) if address.sqlite else _postgres_engine(address, patience)
    # Reading needs no transaction of its own: each method that reads asks one statement at a time.
    reader = engine if address.sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
    writer = engine.execution_options(writes=True)
    try:
        with border(address):
            store_id = _store_id(reader, writer, address, workspace, create)
    except BaseException:
        engine.dispose()
        raise
    return IncidentRepository(reader, writer, address, workspace, store_id, clock, patience)


def _store_id(reader: Engine, writer: Engine, address: Address, workspace: str, create: bool) -> str:
    with reader.connect() as connection:
        found = version(connection)
        known = _find(connection, workspace) if found == HEAD else None
    if known is not None:
        return known
    if found is None and not create:
        raise _absent("there are no incidents in this database yet.", address)
    with writer.begin() as connection:
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
    return StoreUnusable(message, place=address.shown, next_step="Import some first.")


def _make_folder(address: Address, create: bool) -> None:
    assert address.file is not None
    if not create and not address.file.exists():
        raise _absent("there is no database.", address)
    try:
        address.file.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise StoreUnusable(
            f"the folder of the database cannot be made ({getattr(error, 'strerror', None) or error}).",
            place=address.shown,
            next_step="Name a folder that this user may write to.",
        ) from None


def _sqlite_engine(address: Address, patience: float) -> Engine:
    # One connection for a database in memory: a second one would be another database.
    limits = {} if address.file else {"pool_size": 1, "max_overflow": 0}
    engine = create_engine(
        address.url,
        poolclass=QueuePool,
        hide_parameters=True,
        # No transactions of the driver's own making: its implicit ones begin as reading ones, and one that
        # turns into a writing one is refused at once, whatever the patience.
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": patience},
        **limits,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # WAL: readers never wait for a writer. NORMAL: safe against a crash of the process, and against
        # one of the machine save for the last moments, which the next import brings again.
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres_engine(address: Address, patience: float) -> Engine:
    settings: dict[str, Any] = {"application_name": "translator", "connect_timeout": _CONNECT}
    try:
        engine = create_engine(
            address.url,
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was restarted costs no request
            isolation_level="READ COMMITTED",  # after waiting for a lock the newest rows must be seen
            connect_args={k: v for k, v in settings.items() if k not in address.url.query},
        )
    except ImportError:
        raise StoreUnusable(
            "PostgreSQL needs the package psycopg, which is not installed.",
            place=address.shown,
            next_step="Install the extra: pip install 'pitch-translator[postgres]'",
        ) from None

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # Not as start options, which poolers in front of a server refuse.
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {max(1, int(patience * 1000))}")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.autocommit = False

    return engine
