"""What goes wrong with the database of the service is named, and nothing is stored in part."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.storage.test_faults import each_connection, unusable
from tests.storage.translation_examples import START, event, key, pitch, translation
from translator.storage import Database, PitchRepository, open_database
from translator.storage.base import TranslationFilter

ROOT = Path(__file__).parents[2]
WRITING = "another process or request is writing to the database"

# Holds the writing lock of an SQLite file until a line comes; arguments: file.
LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""


def writes(database: Database) -> dict[str, Callable[[], object]]:
    """Every method that writes, by name."""
    repository, keys, idempotency = (
        database.translations("acme"), database.keys(), database.idempotency("acme"),
    )  # fmt: skip
    day = timedelta(days=1)
    return {
        "add": lambda: repository.add(translation(9), what="", event=event()),
        "save": lambda: repository.save(repository.get("t1"), what="", event=event()),
        "delete": lambda: repository.delete("t1", event=event()),
        "record": lambda: repository.record(event()),
        "keys.add": lambda: keys.add(key(9), b""),
        "keys.used": lambda: keys.used("k1", START),
        "keys.revoke": lambda: keys.revoke("k1", START),
        "claim": lambda: idempotency.claim("k", request="r", now=START, keep=day, stuck=day),
        "answer": lambda: idempotency.answer("k", "t", status=200, headers={}, body=b""),
        "release": lambda: idempotency.release("k", "t"),
    }


def test_a_file_that_another_process_has_locked(tmp_path: Path) -> None:
    """Writers wait as long as they are told and name it; readers go on; afterwards everything works."""
    file = tmp_path / "service.db"
    with closing(open_database(file, patience=0.05)) as database:
        repository = database.translations("acme")
        repository.add(translation(), what="", event=event())
        locker = subprocess.Popen(
            [sys.executable, "-c", LOCKER, str(file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert locker.stdout is not None
        assert locker.stdout.readline() == "locked\n"
        for write in writes(database).values():
            with unusable(WRITING):
                write()
        assert repository.get("t1") == translation()
        assert len(repository.page(TranslationFilter()).rows) == len(repository.audit().rows) == 1
        database.ping()
        locker.communicate("\n", timeout=30)
        database.keys().add(key(1), b"")
        for name, write in writes(database).items():
            if name != "delete":
                write()


def test_a_row_that_another_session_has_locked(new_postgres_url: Callable[[], str]) -> None:
    """The same on PostgreSQL, where only who wants the same row waits."""
    url = new_postgres_url()
    with closing(open_database(url, patience=0.1)) as database:
        repository = database.translations("acme")
        stored = repository.add(translation(), what="", event=event())
        repository.add(translation(2), what="", event=event())
        with psycopg.connect(url) as other:
            other.execute("SELECT * FROM translations WHERE id = 't1' FOR UPDATE")
            with unusable(WRITING):
                repository.save(stored, what="", event=event())
            repository.save(repository.get("t2"), what="", event=event())
        assert repository.save(stored, what="", event=event()).revision == 2
        assert [e.number for e in repository.audit().rows] == [4, 3, 2, 1]


def test_a_full_disk_stores_nothing_in_part(tmp_path: Path) -> None:
    """When the room ends in the middle of an add, neither row, version nor event is there."""
    file = tmp_path / "service.db"
    with closing(open_database(file)) as database:
        database.translations("acme").add(translation(), what="", event=event())
    with closing(sqlite3.connect(file)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    big = translation(2, ticket={"raw": "The gate stays shut. " * 100_000})
    with each_connection(f"PRAGMA max_page_count = {pages + 20}"), closing(open_database(file)) as database:
        repository = database.translations("acme")
        with unusable("the disk of the database is full"):
            repository.add(big, what="", event=event())
        stored = repository.get("t1")
        edited = pitch(version=2, raw="The gate stays shut. " * 100_000)
        with unusable("the disk of the database is full"):
            repository.save(stored.model_copy(update={"pitch": edited}), what="", event=event())
        assert repository.get("t1") == stored
        assert [row.id for row in repository.page(TranslationFilter()).rows] == ["t1"]
        assert len(repository.versions("t1")) == len(repository.audit().rows) == 1
    with closing(open_database(file)) as database:
        assert database.translations("acme").add(big, what="", event=event()) == big


THIS = "translation 't1'"
READS: dict[str, Callable[[Database], object]] = {
    THIS: lambda d: d.translations("acme").get("t1"),
    "row": lambda d: d.translations("acme").page(TranslationFilter()),
    "version": lambda d: d.translations("acme").version("t1", 1),
    "versions": lambda d: d.translations("acme").versions("t1"),
    "audit": lambda d: d.translations("acme").audit(),
    "key": lambda d: d.keys().find("k1"),
}
BEHIND = [
    (THIS, "UPDATE translation_versions SET document = '{\"id\": 1}'", THIS),
    ("version", "UPDATE translation_versions SET document = 'not JSON'", "translation 't1', version 1,"),
    (THIS, "UPDATE translations SET review = '[]'", THIS),
    (THIS, "UPDATE translations SET state = 'unheard of'", THIS),
    ("row", "UPDATE translations SET state = 'unheard of'", THIS),
    ("row", "UPDATE translations SET stakeholders = '1'", THIS),
    ("versions", "UPDATE translation_versions SET \"by\" = ''", "version 1 of a translation"),
    ("audit", "INSERT INTO audit VALUES ('acme', 9, '2026-01-01', '', 'a', 's', '{}')", "audit event 9"),
    ("key", "UPDATE api_keys SET scopes = '[\"all\"]'", "key 'k1'"),
]


@pytest.mark.parametrize(("what", "change", "named"), BEHIND)
def test_what_was_changed_behind_our_back(database: Database, what: str, change: str, named: str) -> None:
    """A value of another shape is named with its id, and what is whole is served."""
    repository = database.translations("acme")
    repository.add(translation(), what="", event=event())
    database.keys().add(key(1), b"")
    for read in READS.values():
        read(database)
    with database.connections.writing() as connection:
        connection.exec_driver_sql(change)
    with unusable(f"the stored {named} cannot be read by this version"):
        READS[what](database)
    repository.add(translation(2), what="", event=event())
    assert repository.get("t2") == translation(2)


def test_a_server_that_is_restarted_between_two_requests(own_server: Any) -> None:
    """While it is away each request says so; once it is back the next one works, with all that was stored."""
    with closing(open_database(own_server.get_uri())) as database:
        repository: PitchRepository = database.translations("acme")
        stored = repository.add(translation(), what="", event=event())
        own_server.stop()
        own_server.ensure_postgres_running()
        assert repository.save(stored, what="", event=event()).revision == 2
        own_server.stop()
        for call in (database.ping, lambda: repository.get("t1"), lambda: repository.record(event())):
            with unusable("the server cannot be reached|starting or stopping"):
                call()
        own_server.ensure_postgres_running()
        database.ping()
        assert repository.get("t1").revision == 2
        repository.record(event())
        assert [e.number for e in repository.audit().rows] == [3, 2, 1]
