"""An SQLite file that several threads and processes share, open from its first use until it is closed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SharedFile:
    """One connection, one user at a time. Everything raises sqlite3.Error or OSError.

    Opening for each use would be simpler and costs tens of milliseconds: the last connection to close
    writes the log back.
    """

    def __init__(self, path: Path, schema: str, wait: float) -> None:
        self.path = path
        self._schema = schema
        self._wait = wait  # seconds for another process to finish writing
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def opened(self, *, writes: bool = False) -> Iterator[sqlite3.Connection]:
        """The connection for the block; with `writes` all of it happens, or none."""
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            database = self._connection
            if writes:
                database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
            if database.in_transaction:
                database.execute("COMMIT")

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(
            self.path, timeout=self._wait, isolation_level=None, check_same_thread=False
        )
        try:
            database.execute("PRAGMA journal_mode = WAL")
            # A power cut may lose the last entries, and cannot damage the file.
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute(self._schema)
        except BaseException:
            database.close()
            raise
        return database
