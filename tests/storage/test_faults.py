"""What goes wrong with a database reaches people as StoreUnusable: the thing, the place, the next step."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, event, exc, text

from tests.storage.incident_examples import incident
from translator.errors import StoreUnusable
from translator.models import IncidentSection
from translator.storage import IncidentRepository, open_store
from translator.storage.address import parse_address
from translator.storage.faults import CLASSES, explained

ADDRESS = parse_address("postgresql://ada:geheim@db/past")
FOREIGN = [
    found
    for _, found in inspect.getmembers(exc, inspect.isclass)
    if issubclass(found, Exception) and not issubclass(found, Warning)
]


@contextmanager
def unusable(match: str) -> Iterator[pytest.ExceptionInfo[StoreUnusable]]:
    """Expect StoreUnusable with this message, a place and a next step."""
    with pytest.raises(StoreUnusable, match=match) as caught:
        yield caught
    assert caught.value.place
    assert caught.value.next_step
    assert len(str(caught.value).splitlines()) == 1


@contextmanager
def each_connection(does: str) -> Iterator[None]:
    """Run an SQLite pragma on each connection that is opened inside."""

    def set_up(connection: Any, _record: object) -> None:
        connection.execute(does)

    event.listen(Engine, "connect", set_up)
    try:
        yield
    finally:
        event.remove(Engine, "connect", set_up)


@pytest.mark.parametrize("foreign", FOREIGN, ids=lambda c: c.__name__)
def test_every_class_of_sqlalchemy_has_its_row(foreign: type[Exception]) -> None:
    """A class that a new version of SQLAlchemy adds fails here until somebody says what it means."""
    assert foreign in CLASSES
    assert "sqlalchemy" not in CLASSES[foreign].message.lower()


def test_no_row_is_left_of_a_class_that_is_gone() -> None:
    """The table names the classes there are and no others."""
    assert set(CLASSES) == set(FOREIGN)


@pytest.mark.parametrize(
    "foreign", [c for c in FOREIGN if issubclass(c, exc.DBAPIError)], ids=lambda c: c.__name__
)
def test_a_driver_error_without_a_code(foreign: type[exc.DBAPIError]) -> None:
    """An error that carries nothing but its class is still explained, without statement and parameters."""
    error = foreign("SELECT secret", {"x": "parameter"}, ValueError("odd thing geheim\nDETAIL: a row"))
    shown = str(explained(error, ADDRESS))
    assert "postgresql://ada:***@db/past" in shown
    for never in ("geheim", "SELECT", "parameter", "DETAIL", "a row"):
        assert never not in shown


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("SQLITE_BUSY", "another process or request is writing"),
        ("SQLITE_BUSY_SNAPSHOT", "another process or request is writing"),
        ("SQLITE_LOCKED", "another process or request is writing"),
        ("SQLITE_FULL", "disk of the database is full"),
        ("SQLITE_READONLY_DIRECTORY", "may only be read"),
        ("SQLITE_IOERR_FSYNC", "disk of the database fails"),
        ("SQLITE_CORRUPT_INDEX", "the file is damaged"),
        ("SQLITE_NOTADB", "not a database"),
        ("SQLITE_CANTOPEN_ISDIR", "cannot be opened"),
        ("SQLITE_CONSTRAINT_UNIQUE", "refused a request"),
    ],
)
def test_sqlite_codes(code: str, words: str) -> None:
    """Extended codes count as their primary one."""
    original = sqlite3.OperationalError("as SQLite says")
    original.sqlite_errorcode = getattr(sqlite3, code)
    assert words in explained(exc.OperationalError("", {}, original), ADDRESS).message


@pytest.mark.parametrize(
    ("original", "words"),
    [
        (psycopg.errors.DiskFull, "disk of the database is full"),
        (psycopg.errors.LockNotAvailable, "another process or request is writing"),
        (psycopg.errors.DeadlockDetected, "another process or request is writing"),
        (psycopg.errors.SerializationFailure, "another process or request is writing"),
        (psycopg.errors.ReadOnlySqlTransaction, "may only be read"),
        (psycopg.errors.InvalidPassword, "does not accept this user or password"),
        (psycopg.errors.InvalidCatalogName, "no such database"),
        (psycopg.errors.UndefinedTable, "not those of translator"),
        (psycopg.errors.InsufficientPrivilege, "lacks a right"),
        (psycopg.errors.TooManyConnections, "takes no more connections"),
        (psycopg.errors.AdminShutdown, "starting or stopping"),
        (psycopg.errors.QueryCanceled, "gave up on the work"),
        (psycopg.errors.DataCorrupted, "damaged"),
        (psycopg.errors.ConnectionFailure, "cannot be reached"),
        (psycopg.errors.UniqueViolation, "refused a request"),
    ],
)
def test_postgresql_states(original: type[psycopg.Error], words: str) -> None:
    """What the server says by its state, whatever its language."""
    assert words in explained(exc.OperationalError("", {}, original("Wort")), ADDRESS).message


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite database may be made."""
    return tmp_path / "past.db"


def test_a_full_disk_stores_nothing_in_part(file: Path) -> None:
    """When the room ends in the middle of a batch, what was there stays and nothing of the batch is kept."""
    with closing(open_store(f"sqlite:///{file}", "acme")) as store:
        store.put([incident(1)])
    story = (IncidentSection(kind="summary", text="Sign-in fails. " * 2000),)
    with (
        each_connection("PRAGMA max_page_count = 60"),
        closing(open_store(f"sqlite:///{file}", "acme")) as store,
    ):
        with unusable("the disk of the database is full"):
            store.put([incident(n, sections=story) for n in range(100)])
        assert (list(store.all()), store.revision()) == ([incident(1)], 1)
    with closing(open_store(f"sqlite:///{file}", "acme")) as store:
        assert store.put([incident(n, sections=story) for n in range(100)]).added == 99


def test_a_locked_file_is_waited_for_and_then_named(file: Path) -> None:
    """A writer that does not end is named after the time allowed; reading goes on meanwhile."""
    with closing(open_store(f"sqlite:///{file}", "acme", patience=0.1)) as store:
        store.put([incident(1)])
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with unusable("another process or request is writing to the database"):
                store.put([incident(2)])
            with unusable("another process or request is writing"):
                open_store(f"sqlite:///{file}", "another", patience=0.1)
            assert store.get("INC-1") == incident(1)
            other.execute("ROLLBACK")
        assert store.put([incident(2)]).added == 1


def test_a_locked_server_is_waited_for_and_then_named(new_postgres_url: Callable[[], str]) -> None:
    """The same on PostgreSQL, where the writer holds the row of the workspace."""
    url = new_postgres_url()
    with closing(open_store(url, "acme", patience=0.1)) as store:
        store.put([incident(1)])
        with psycopg.connect(url) as other:
            other.execute("SELECT * FROM workspaces FOR UPDATE")
            with unusable("another process or request is writing to the database"):
                store.put([incident(2)])
            assert store.get("INC-1") == incident(1)
        assert store.put([incident(2)]).added == 1


def test_a_database_that_may_only_be_read(file: Path) -> None:
    """Reading works; writing says what is the matter."""
    # By a pragma: who runs the tests may be root, whom no file mode stops.
    with closing(open_store(f"sqlite:///{file}", "acme")) as store:
        store.put([incident(1)])
    with each_connection("PRAGMA query_only = 1"), closing(open_store(f"sqlite:///{file}", "acme")) as store:
        assert store.get("INC-1") == incident(1)
        with unusable("the database may only be read"):
            store.put([incident(2)])
        with unusable("the database may only be read"):
            store.delete([incident(1).id])


def test_a_file_that_is_no_database(file: Path) -> None:
    """A file of something else is refused and left as it is."""
    garbage = b"Started,Title\n2024-01-01,Sign-in fails\n" * 100
    file.write_bytes(garbage)
    with unusable("this is not a database"):
        open_store(f"sqlite:///{file}", "acme")
    assert file.read_bytes() == garbage


def test_a_damaged_database(file: Path) -> None:
    """Pages that were overwritten are noticed, and the file is named."""
    with closing(open_store(f"sqlite:///{file}", "acme")) as store:
        store.put([incident(n) for n in range(500)])
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    with (
        unusable("damaged"),
        closing(open_store(f"sqlite:///{file}", "acme")) as store,
    ):
        list(store.all())


def test_a_path_that_cannot_be_a_database(tmp_path: Path) -> None:
    """A folder, and a file where a folder should be, are refused by name."""
    with unusable("cannot be opened"):
        open_store(f"sqlite:///{tmp_path}", "acme")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with unusable("the folder of the database cannot be made"):
        open_store(f"sqlite:///{tmp_path}/file/past.db", "acme")


BEHIND = {
    "the tables are not those of translator": "DROP TABLE incident_services",
    "the stored incident 'pagerduty:INC-1' cannot be read by this version": (
        "UPDATE incidents SET document = '{\"id\": 1}'"
    ),
}


@pytest.mark.parametrize("message", BEHIND)
def test_what_was_changed_behind_our_back(store: IncidentRepository, url: str, message: str) -> None:
    """A dropped table and a document of another shape are told apart, on both databases."""
    store.put([incident(1)])
    engine = create_engine(parse_address(url).url)
    with engine.begin() as connection:
        connection.execute(text(BEHIND[message].replace(":", r"\:")))
    engine.dispose()
    with unusable(message):
        store.put([incident(2)])
        store.get("INC-1")


def test_a_workspace_whose_row_is_gone(store: IncidentRepository, url: str) -> None:
    """A workspace deleted under an open store is an error of the database, not of us."""
    engine = create_engine(parse_address(url).url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM workspaces"))
    engine.dispose()
    with unusable("the tables are not those of translator"):
        store.revision()


def test_a_server_that_cannot_be_reached(tmp_path: Path) -> None:
    """No server behind the socket: the reason is told and the password is not."""
    with unusable("the server cannot be reached [(].*connection") as caught:
        open_store(f"postgresql://ada:geheim@/past?host={tmp_path}", "acme")
    assert "geheim" not in str(caught.value)


@pytest.fixture
def guarded(server: Any) -> Iterator[str]:
    """The URL of a user who needs a password, with a wrong one."""
    rules = Path(server.pgdata) / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE ROLE ada LOGIN PASSWORD 'richtig'")
        rules.write_text("local all ada scram-sha-256\n" + before, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri().replace("postgres:@", "ada:geheim@")
        rules.write_text(before, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP ROLE ada")


def test_a_server_that_refuses(guarded: str, server: Any) -> None:
    """A wrong password, an unknown user, database and a user without rights each have their own words."""
    with unusable("does not accept this user or password") as refused:
        open_store(guarded, "acme")
    assert "geheim" not in str(refused.value)
    assert "ada:***@" in refused.value.place
    with unusable("does not accept this user or password"):
        open_store(server.get_uri().replace("postgres:@", "nobody:@"), "acme")
    with unusable("no such database"):
        open_store(server.get_uri(database="elsewhere"), "acme")
    with unusable("lacks a right in the database"):
        open_store(guarded.replace("geheim", "richtig"), "acme")


def test_a_connection_that_was_cut_is_made_again(new_postgres_url: Callable[[], str], server: Any) -> None:
    """After the server ended a connection, the next call works."""
    with closing(open_store(new_postgres_url(), "acme")) as store:
        store.put([incident(1)])
        with psycopg.connect(server.get_uri(), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'translator'"
            )
        assert store.put([incident(2)]).added == 1
