"""One database for all repositories: opened, brought up to date, shared, pinged, closed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from tests.storage.incident_examples import incident
from tests.storage.translation_examples import event, key, translation
from translator.errors import StoreUnusable
from translator.storage import Database, open_database, open_store
from translator.storage.address import parse_address
from translator.storage.base import TranslationFilter
from translator.storage.schema import MIGRATIONS, VERSION_TABLE


def test_what_is_stored_is_there_at_the_next_opening(new_url: Callable[[], str]) -> None:
    """Translations, keys and incidents of one database, whichever way it is opened."""
    url = new_url()
    with closing(open_database(url)) as database:
        database.translations("acme").add(translation(), what="", event=event())
        database.keys().add(key(), b"x" * 32)
        database.incidents("acme").put([incident(1)])
    with closing(open_database(url, create=False)) as database:
        assert database.translations("acme").get("t1") == translation()
        assert database.keys().find("k1") == (key(), b"x" * 32)
        assert database.incidents("acme", create=False).get("INC-1") == incident(1)
    with closing(open_store(url, "acme", create=False)) as store:
        assert store.get("INC-1") == incident(1)


def test_without_create_nothing_is_made(new_url: Callable[[], str]) -> None:
    """A database that is not there is named as absent, with what to do, and is not there afterwards."""
    url = new_url()
    for _ in range(2):
        with pytest.raises(StoreUnusable, match=r"there is (no database|nothing of translator)") as absent:
            open_database(url, create=False)
        assert "start the service" in absent.value.next_step
    with closing(open_database(url)) as database:
        with pytest.raises(StoreUnusable, match="no workspace 'acme'"):
            database.incidents("acme", create=False)
        assert database.translations("acme").page(TranslationFilter()).rows == ()


# Rows as the first version of the tables held them.
OF_0001 = [
    "INSERT INTO workspaces VALUES ('acme', '00000000-0000-4000-8000-000000000001', 1)",
    "INSERT INTO incidents (workspace, id, revision, deleted, source, source_id, kind, title, severity, "
    "customer_task, fingerprint, created_at, updated_at, document) VALUES ('acme', 'pagerduty:INC-1', 1, "
    ":no, 'pagerduty', 'INC-1', 'incident', 'Gates', '', '', 'f', :at, :at, :document)",
    "INSERT INTO incident_services VALUES ('acme', 'pagerduty:INC-1', 'gates')",
]


def test_a_database_of_the_first_version_is_brought_up_to_date(new_url: Callable[[], str]) -> None:
    """Its incidents stay as they are, and the tables of the service are there and work, triggers too."""
    url = new_url()
    address = parse_address(url)
    if address.file is not None:
        address.file.parent.mkdir(parents=True)
    engine = create_engine(address.url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.upgrade(config, "0001")
        at = datetime(2026, 1, 1, tzinfo=None if address.sqlite else UTC)
        values = {"no": False, "at": at, "document": incident(1, services=("gates",)).model_dump_json()}
        for statement in OF_0001:
            connection.execute(text(statement), values if ":at" in statement else {})
    engine.dispose()
    with closing(open_database(url, create=False)) as database:
        store = database.incidents("acme", create=False)
        assert list(store.all()) == [incident(1, services=("gates",))]
        assert (store.revision(), store.store_id) == (1, "00000000-0000-4000-8000-000000000001")
        assert store.put([incident(2)]).added == 1
        repository = database.translations("acme")
        repository.add(translation(), what="", event=event())
        assert repository.get("t1") == translation()
        with (
            pytest.raises(StoreUnusable, match="only ever added to"),
            database.connections.writing() as connection,
        ):
            connection.execute(text("DELETE FROM audit"))


def test_incidents_share_the_connections(database: Database) -> None:
    """Closing the incidents of a workspace leaves the database open, also where it is in memory."""
    store = database.incidents("acme")
    store.put([incident(1)])
    store.close()
    assert database.incidents("acme").get("INC-1") == incident(1)
    database.ping()


def test_threads_share_a_database(database: Database) -> None:
    """Threads that write incidents, translations and events at once wait for each other and lose nothing."""
    together = threading.Barrier(8)

    def work(worker: int) -> None:
        store, repository = database.incidents("acme"), database.translations("acme")
        together.wait(timeout=60)
        for n in range(6):
            number = worker * 100 + n
            store.put([incident(number)])
            repository.add(translation(number), what="", event=event())
            assert repository.get(f"t{number}").id == f"t{number}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert database.incidents("acme").count() == 48
    assert len(database.translations("acme").page(TranslationFilter(), limit=99).rows) == 48
    assert database.translations("acme").audit(limit=1).rows[0].number == 48


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0", "\ud800", "x" * 65])
def test_what_is_no_workspace(name: str) -> None:
    """A name that no workspace can have is refused before anything is asked of the database."""
    with closing(open_database("sqlite://")) as database:
        for repository in (database.translations, database.idempotency, database.incidents):
            with pytest.raises(StoreUnusable, match="cannot be the name of a workspace"):
                repository(name)


def test_a_ping_says_what_is_wrong(tmp_path: Path) -> None:
    """Fine while all is there; afterwards the reason, with a next step and without a password."""
    file = tmp_path / "service.db"
    with closing(open_database(file)) as database:
        database.ping()
        with closing(sqlite3.connect(file)) as other:
            other.execute(f"DROP TABLE {VERSION_TABLE}")
        with pytest.raises(StoreUnusable, match="tables of translator are gone"):
            database.ping()
    with pytest.raises(StoreUnusable, match="cannot be reached") as unreachable:
        open_database(f"postgresql://ada:geheim@/past?host={tmp_path}")
    assert "geheim" not in str(unreachable.value)
