"""Backup and restore of an SQLite database, whole or not at all. PostgreSQL has its own tools for it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy.exc import DBAPIError

from translator.errors import StoreUnusable
from translator.storage.address import parse_address
from translator.storage.database import Database
from translator.storage.faults import explained
from translator.storage.schema import VERSION_TABLE, known_versions

_DUMP = "Use pg_dump and pg_restore: they copy a PostgreSQL database while it is in use."
_ALLOW = "Allow it to be replaced; it is kept beside."
_HEADER = b"SQLite format 3\0"
_BESIDE = ("", "-wal", "-shm")  # the files of an SQLite database


class Restored(NamedTuple):
    """What a restore did."""

    file: Path
    kept: Path | None  # the database that was there before; None: there was none


def backup(database: Database, file: Path) -> int:
    """Copy the database into a new file, as it is at one moment; others may go on writing. Returns bytes.

    The file appears when it is whole and checked; its folder is made. Only its owner may read it. Raises
    StoreUnusable, also for a file that exists and for PostgreSQL.
    """
    if not database.connections.address.sqlite:
        raise _refused("a PostgreSQL database is not backed up by this.", database.shown, _DUMP)
    if file.exists():
        raise _refused("the file exists already.", str(file), "Name a file that does not.")
    with _whole(file) as part:
        with database.connections.reading() as connection, _said(part), closing(_opened(part)) as copy:
            original = connection.connection.driver_connection
            assert isinstance(original, sqlite3.Connection)
            original.backup(copy)
            # A file of its own: without this, opening it to read would make two more beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        _checked(part, file)
    return file.stat().st_size


def restore(file: Path, url: str | Path, *, replace: bool = False, allow: str = _ALLOW) -> Restored:
    """Put a backup in the place of an SQLite database.

    The backup is checked whole before anything is touched, and stays. With `replace` a database that is
    there is kept beside, under a name that ends in `.replaced-<n>`; it must not be in use. Incident
    indexes are built anew at their next use, because the workspaces get new lasting ids. `allow`
    is the next step that is told where there is a database and no `replace`. Raises StoreUnusable.
    """
    address = parse_address(url)
    if not address.sqlite:
        raise _refused("a PostgreSQL database is not restored by this.", address.shown, _DUMP)
    if address.file is None:
        raise _refused("a database in memory cannot be restored.", address.shown, "Name a file.")
    target = address.file
    if not file.is_file():
        raise _refused("there is no such file.", str(file), "Name a file that a backup wrote.")
    if target.exists() and not replace:
        raise _refused("there is a database already.", address.shown, allow)
    if target.exists() and target.samefile(file):
        raise _refused("this is the database itself.", str(file), "Name a file that a backup wrote.")
    _checked(file, file)
    with _whole(target) as part:
        with _said(file), closing(_opened(file, "ro")) as original, closing(_opened(part)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            _renew(copy)
        _checked(part, file)
        if target.exists():
            _let_go(target)
        kept = _aside(target)
    return Restored(target, kept)


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file beside the one that is meant, moved to its place at the end and removed after an error."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
        os.close(handle)
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from None
    part = Path(name)
    try:
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _unwritable(file, error) from None
    finally:
        for ending in (*_BESIDE, "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def _opened(file: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection of its own: this is about files, which need not be databases of ours yet."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


@contextmanager
def _said(file: Path) -> Iterator[None]:
    """What SQLite says about a file, as StoreUnusable."""
    try:
        yield
    except sqlite3.Error as error:
        raise _sqlite_says(file, error) from None


def _checked(file: Path, shown: Path) -> None:
    """Raise StoreUnusable unless the file is a whole database of this or an earlier version."""
    try:
        with closing(_opened(file, "ro")) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            versions = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall()
    except sqlite3.Error as error:
        if "no such table" in str(error):
            raise _not_ours(shown) from None
        raise _sqlite_says(shown, error) from None
    if found != ["ok"] or broken is not None:
        raise _refused("the file is damaged.", str(shown), "Take another backup.")
    if len(versions) != 1:
        raise _not_ours(shown)
    if versions[0][0] not in known_versions():
        raise _refused(
            f"it was made by a newer version of translator (tables {versions[0][0]}).",
            str(shown),
            "Upgrade this installation.",
        )


def _renew(copy: sqlite3.Connection) -> None:
    """Give each workspace of incidents a new lasting id.

    An index that has followed the replaced database would take its revisions, counted on from an earlier
    number, for ones that it knows.
    """
    for (name,) in copy.execute("SELECT key FROM workspaces").fetchall():
        copy.execute("UPDATE workspaces SET store_id = ? WHERE key = ?", (str(uuid4()), name))


def _let_go(target: Path) -> None:
    """Bring the database that is to be replaced into its one file; raises StoreUnusable where it is in use.

    One that is damaged is moved as it is: that is when one restores.
    """
    with target.open("rb") as content:
        if content.read(len(_HEADER)) != _HEADER:
            return  # opened as a database it would lose its log
    try:
        with closing(_opened(target)) as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            # Refused as long as any other connection is open.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _refused(
                "the database is in use.", str(target), "Stop the service and its workers, then restore."
            ) from None
    except sqlite3.DatabaseError:
        pass


def _aside(target: Path) -> Path | None:
    """Move what there is of the database to a name that is free; returns it, None where there was none.

    A log goes also where its database is gone: beside another one it would be played into that.
    """
    number = 1
    while (kept := target.with_name(f"{target.name}.replaced-{number}")).exists():
        number += 1
    there = target.exists()
    for ending in reversed(_BESIDE):  # the database last: without its log it is an older one
        beside = Path(f"{target}{ending}")
        if beside.exists():
            beside.replace(f"{kept}{ending}")
    return kept if there else None


def _refused(message: str, place: str, next_step: str) -> StoreUnusable:
    return StoreUnusable(message, place=place, next_step=next_step)


def _not_ours(file: Path) -> StoreUnusable:
    return _refused("this is no database of translator.", str(file), "Name a file that a backup wrote.")


def _unwritable(file: Path, error: Exception) -> StoreUnusable:
    reason = getattr(error, "strerror", None) or error
    return _refused(f"the file cannot be written ({reason}).", str(file), "Name one that can, or make room.")


def _sqlite_says(file: Path, error: sqlite3.Error) -> StoreUnusable:
    return explained(DBAPIError("", {}, error), parse_address(file))
