"""The border: every error of SQLAlchemy or a database driver becomes StoreUnusable, here and only here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import exc

from translator.errors import StoreUnusable
from translator.storage.address import Address


class Fault(NamedTuple):
    """What is wrong and what to do about it; {reason} stands for the driver's own words."""

    message: str
    next_step: str


_LOCKED = Fault("another process or request is writing to the database.", "Try again when it is done.")
_FULL = Fault(
    "the disk of the database is full.", "Make room and run this again; nothing was stored in part."
)
_READ_ONLY = Fault("the database may only be read.", "Allow this user to write to it, or name another one.")
_NOT_OPENED = Fault(
    "the database file cannot be opened.", "Name a file, in a folder that this user may write to."
)
_CORRUPTED = Fault("the file is damaged.", "Restore it from a copy, or move it away and import again.")
_NOT_A_DATABASE = Fault("this is not a database.", "Name another file, or move this one away.")
_DISK = Fault("the disk of the database fails ({reason}).", "Check the disk and the folder of the database.")
_TOO_BIG = Fault("a record is too big for the database ({reason}).", "Shorten it and run this again.")
_TABLES_MISSING = Fault(
    "the tables are not those of translator ({reason}).",
    "Name a database that translator made, or an empty one.",
)
_TABLES_TAKEN = Fault(
    "another application has tables of the same names in it ({reason}).",
    "Give translator a database of its own.",
)
_REFUSED = Fault("the server does not accept this user or password.", "Correct the database URL.")
_NO_DATABASE = Fault("the server has no such database.", "Create it, or correct the database URL.")
_FORBIDDEN = Fault("the user lacks a right in the database ({reason}).", "Grant it, or name another user.")
_UNREACHABLE = Fault(
    "the server cannot be reached ({reason}).", "Check that it runs and that the database URL is right."
)
_BUSY = Fault("the server takes no more connections ({reason}).", "Try again, or raise its limit.")
_STOPPED = Fault("the server is starting or stopping ({reason}).", "Try again in a moment.")
_CANCELLED = Fault("the server gave up on the work ({reason}).", "Try again, or raise its time limit.")
_EXHAUSTED = Fault("every connection of this process is in use.", "Try again with fewer requests at a time.")
_DRIVER = Fault("the database driver cannot be used ({reason}).", "Install translator again.")
_OURS = Fault(
    "the database refused a request ({reason}).", "This is a fault of translator: please report it."
)

# By SQLite's primary result code.
_SQLITE = {
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _DISK,
    sqlite3.SQLITE_CORRUPT: _CORRUPTED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_TOOBIG: _TOO_BIG,
    sqlite3.SQLITE_AUTH: _FORBIDDEN,
    sqlite3.SQLITE_NOTADB: _NOT_A_DATABASE,
}

# By SQLSTATE, the longest start that fits. https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "08": _UNREACHABLE,
    "25006": _READ_ONLY,
    "28": _REFUSED,
    "3D": _NO_DATABASE,
    "40": _LOCKED,
    "42501": _FORBIDDEN,
    "42703": _TABLES_MISSING,
    "42P01": _TABLES_MISSING,
    "42P07": _TABLES_TAKEN,
    "53": _BUSY,
    "53100": _FULL,
    "54": _TOO_BIG,
    "55P03": _LOCKED,
    "57": _STOPPED,
    "57014": _CANCELLED,
    "58": _DISK,
    "XX001": _CORRUPTED,
    "XX002": _CORRUPTED,
}

# What libpq says where it gives no SQLSTATE: a connection that never came about.
_WORDS = {
    "password authentication failed": _REFUSED,
    "no password supplied": _REFUSED,
    "no pg_hba.conf entry": _REFUSED,
    "role": _REFUSED,  # role "x" does not exist
    "database": _NO_DATABASE,  # database "x" does not exist
    "too many clients": _BUSY,
    "remaining connection slots": _BUSY,
    "the database system is": _STOPPED,
}

# By class, where neither a code nor words tell more. Each class of sqlalchemy.exc has its row: what a new
# version adds must be placed here before it is met.
CLASSES: dict[type[Exception], Fault] = {
    exc.SQLAlchemyError: _OURS,
    exc.EmulatedDBAPIException: _OURS,
    exc.ArgumentError: _OURS,
    exc.DuplicateColumnError: _OURS,
    exc.ObjectNotExecutableError: _OURS,
    exc.NoSuchModuleError: _DRIVER,
    exc.NoForeignKeysError: _OURS,
    exc.AmbiguousForeignKeysError: _OURS,
    exc.ConstraintColumnNotFoundError: _OURS,
    exc.CircularDependencyError: _OURS,
    exc.CompileError: _OURS,
    exc.UnsupportedCompilationError: _OURS,
    exc.IdentifierError: _OURS,
    exc.DisconnectionError: _UNREACHABLE,
    exc.InvalidatePoolError: _UNREACHABLE,
    exc.TimeoutError: _EXHAUSTED,
    exc.InvalidRequestError: _OURS,
    exc.IllegalStateChangeError: _OURS,
    exc.NoInspectionAvailable: _OURS,
    exc.NoDBAPILoaded: _DRIVER,
    exc.PendingRollbackError: _OURS,
    exc.ResourceClosedError: _OURS,
    exc.NoSuchColumnError: _TABLES_MISSING,
    exc.AmbiguousColumnError: _OURS,
    exc.NoResultFound: _TABLES_MISSING,  # the row of the workspace, which `open_store` made
    exc.MultipleResultsFound: _TABLES_MISSING,
    exc.NoReferenceError: _OURS,
    exc.AwaitRequired: _OURS,
    exc.MissingGreenlet: _OURS,
    exc.NoReferencedTableError: _OURS,
    exc.NoReferencedColumnError: _OURS,
    exc.NoSuchTableError: _TABLES_MISSING,
    exc.UnreflectableTableError: _TABLES_MISSING,
    exc.UnboundExecutionError: _OURS,
    exc.StatementError: _OURS,
    exc.DBAPIError: _OURS,
    exc.InterfaceError: _UNREACHABLE,
    exc.DatabaseError: _OURS,
    exc.DataError: _OURS,
    exc.OperationalError: _UNREACHABLE,
    exc.IntegrityError: _OURS,
    exc.InternalError: _OURS,
    exc.ProgrammingError: _OURS,
    exc.NotSupportedError: _OURS,
}


@contextmanager
def border(address: Address) -> Iterator[None]:
    """Turn what SQLAlchemy raises inside into StoreUnusable; other errors pass."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        # `from None`: the original holds the statement, and a traceback of it is of no use to an operator.
        raise explained(error, address) from None


def locked(address: Address) -> StoreUnusable:
    """What is said when a writer waited in vain for its turn."""
    return StoreUnusable(_LOCKED.message, place=address.shown, next_step=_LOCKED.next_step)


def explained(error: exc.SQLAlchemyError, address: Address) -> StoreUnusable:
    """What the error means for the person who runs the database; no password is in it."""
    reason = _reason(error, address)
    fault = _by_code(error) or next(CLASSES[c] for c in type(error).__mro__ if c in CLASSES)
    return StoreUnusable(
        fault.message.replace("{reason}", reason), place=address.shown, next_step=fault.next_step
    )


def _by_code(error: exc.SQLAlchemyError) -> Fault | None:
    original = error.orig if isinstance(error, exc.StatementError) else None
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        text = str(original)
        if "no such table" in text or "no such column" in text:
            return _TABLES_MISSING
        if text.startswith(("table ", "index ")) and text.endswith("already exists"):
            return _TABLES_TAKEN
        return None if code is None else _SQLITE.get(code & 0xFF, _OURS)
    state = getattr(original, "sqlstate", None)
    if state:
        starts = (state[:length] for length in (5, 2))
        return next((_POSTGRES[start] for start in starts if start in _POSTGRES), _OURS)
    if original is not None and isinstance(error, exc.OperationalError):
        return _by_words(str(original))
    return None


def _by_words(text: str) -> Fault | None:
    for words, fault in _WORDS.items():
        if words in {"role", "database"}:
            if f'{words} "' in text and "does not exist" in text:
                return fault
        elif words in text:
            return fault
    return None


def _reason(error: exc.SQLAlchemyError, address: Address) -> str:
    """The driver's first line: later lines may quote rows."""
    original = error.orig if isinstance(error, exc.StatementError) else None
    lines = str(original or error).strip().splitlines() or [type(error).__name__]
    line = lines[0]
    for secret in address.secrets:
        line = line.replace(secret, "***")
    line = line.strip().rstrip(".")
    return line if len(line) <= 200 else line[:199] + "…"
