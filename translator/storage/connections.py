"""The connections to one database: made for SQLite or PostgreSQL, handed out for reading and for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from translator.errors import StoreUnusable
from translator.storage.address import Address, parse_address
from translator.storage.faults import border
from translator.storage.turns import Turns

_CONNECT = 10  # seconds until a server counts as unreachable


class Connections:
    """The connections of this process to a database, shared by its threads and by every repository."""

    def __init__(self, address: Address, patience: float) -> None:
        self.address = address
        engine = _sqlite_engine(address, patience) if address.sqlite else _postgres_engine(address, patience)
        # Reading needs no transaction of its own: each method that reads asks one statement at a time.
        self._reader = engine if address.sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer = engine.execution_options(writes=True)
        self._turns = Turns(address, patience)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for one statement, or for several that need not agree; raises StoreUnusable."""
        with border(self.address), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a writing transaction, committed at the end; raises StoreUnusable."""
        with self._turns.taken(), border(self.address), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; a database in memory is gone then."""
        self._reader.dispose()


def connect(url: str | Path, *, create: bool, patience: float, absent: str) -> Connections:
    """Connections to the database of the URL; nothing is asked of it yet.

    The folder of an SQLite file is made, where `create` allows it. `absent` is the next step that is told
    where the file is not there and may not be made. Raises StoreUnusable.
    """
    address = parse_address(url)
    if address.file is not None:
        _make_folder(address, create, absent)
    return Connections(address, patience)


def _make_folder(address: Address, create: bool, absent: str) -> None:
    assert address.file is not None
    if not create and not address.file.exists():
        raise StoreUnusable("there is no database.", place=address.shown, next_step=absent)
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
