"""Opening: which URLs mean what, tables made and brought up to date, secrets kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, select, text

from tests.storage.incident_examples import incident
from translator.errors import StoreUnusable
from translator.storage import open_database, open_store
from translator.storage.address import parse_address
from translator.storage.schema import HEAD, MIGRATIONS, VERSION_TABLE
from translator.storage.tables import incidents, metadata

ROOT = Path(__file__).parents[2]


def on(url: str, work: Callable[[Connection], object]) -> object:
    """Do something in the database behind the store's back."""
    engine = create_engine(parse_address(url).url)
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def test_what_is_stored_is_there_at_the_next_opening(url: str) -> None:
    """A second opening finds incidents, revision and identity, and makes nothing anew."""
    with closing(open_store(url, "acme")) as store:
        store.put([incident(1)])
        identity = store.store_id
    with closing(open_store(url, "acme", create=False)) as store:
        assert (store.get("INC-1"), store.revision(), store.store_id) == (incident(1), 1, identity)


def test_without_create_nothing_is_made(url: str) -> None:
    """A database or workspace that is not there is named as absent, and is not there afterwards either."""
    for _ in range(2):
        with pytest.raises(
            StoreUnusable, match=r"there (is no database|are no incidents in this database yet)"
        ):
            open_store(url, "acme", create=False)
    file = parse_address(url).file
    assert file is None or not file.parent.exists()
    open_store(url, "acme").close()
    for _ in range(2):
        with pytest.raises(StoreUnusable, match="no workspace 'other'"):
            open_store(url, "other", create=False)


def test_migrations_make_the_tables_of_the_code(url: str) -> None:
    """The steps end in exactly the tables, columns and indexes that queries are written for."""
    open_store(url, "acme").close()
    for module in ("service_tables", "batches.tables"):  # each adds its own to the metadata
        import_module(f"translator.storage.{module}")

    def differences(connection: Connection) -> object:
        own = {"version_table": VERSION_TABLE, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=own), metadata)

    assert on(url, differences) == []


def test_the_head_is_the_last_migration() -> None:
    """The version that `schema` compares with is the one the steps lead to, and there is one line of them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_of_the_version_before_is_brought_up_to_date(url: str) -> None:
    """Keys under way keep their claim; batches of one translation are told from those a person made."""
    file = parse_address(url).file
    if file is not None:
        file.parent.mkdir(parents=True)

    def as_before(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        command.upgrade(config, "0003")
        later = "t0198c0ffee00aa11bb22cc33dd44ee55"
        for id, name in (("b" + later[1:25], f"translation {later}"), ("b2", f"translation {later}"),
                         ("b3", "backlog.csv")):  # fmt: skip
            connection.execute(
                text(
                    "INSERT INTO batches (workspace, id, name, state, why, private, options, run, created, "
                    "created_by, updated) VALUES ('acme', :id, :name, 'done', '', false, '{}', 1, "
                    "'2026-03-01 09:00:00', '{\"name\":\"Ada\"}', '2026-03-01 09:00:00')"
                ),
                {"id": id, "name": name},
            )
        connection.execute(
            text(
                "INSERT INTO idempotency_keys VALUES ('acme', 'k', 'r', '2026-03-01 09:00:00', "
                "'2026-03-02 09:00:00', 0, '{}', :body)"
            ),
            {"body": b""},
        )

    on(url, as_before)
    with closing(open_database(url)) as database:
        page = database.batches("acme").page()
        assert sorted(batch.id for batch in page.rows) == ["b2", "b3"]
        assert len(database.batches("acme").page(single=True).rows) == 3
        keys = database.idempotency("acme")
        day = timedelta(days=1)
        at = datetime(2026, 3, 1, 9, 1, tzinfo=UTC)
        assert keys.claim("k", request="r", now=at, keep=day, stuck=day).outcome == "in flight"


def test_a_newer_database_is_refused(url: str) -> None:
    """Tables of a version that this code does not know are left alone, with what to do about it."""
    with closing(open_store(url, "acme")) as store:
        store.put([incident(1)])
    on(url, lambda c: c.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")))
    for create in (True, False):
        with pytest.raises(StoreUnusable, match=r"newer version of translator \(tables 9999") as refused:
            open_store(url, "acme", create=create)
        assert "Upgrade" in refused.value.next_step
    on(url, lambda c: c.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{HEAD}'")))
    with closing(open_store(url, "acme")) as store:
        assert store.count() == 1


def test_tables_of_another_application_are_left_alone(url: str) -> None:
    """A table `incidents` that is not ours stops the opening, and nothing of ours is left behind."""
    file = parse_address(url).file
    if file is not None:
        file.parent.mkdir(parents=True)
    on(url, lambda c: c.execute(text("CREATE TABLE incidents (number INTEGER)")))
    for _ in range(2):
        with pytest.raises(StoreUnusable, match="another application has tables of the same names"):
            open_store(url, "acme")
    count = "SELECT count(*) FROM " + (
        "sqlite_master WHERE type = 'table'"
        if file
        else "information_schema.tables WHERE table_schema = current_schema()"
    )
    assert on(url, lambda c: c.scalar(text(count))) == 1


def test_a_database_in_memory() -> None:
    """`sqlite://` serves one process for as long as it is open, threads too, and leaves no file."""
    with closing(open_store("sqlite://", "acme")) as store, closing(open_store("sqlite://", "acme")) as other:
        store.put([incident(n, services=("api",)) for n in range(450)])
        assert len(list(store.all())) == store.revision() == 450
        assert other.count() == 0


def test_sqlite_is_set_up_for_several_processes(tmp_path: Path) -> None:
    """The folder is made, and readers need not wait for a writer."""
    file = tmp_path / "a" / "b c" / "100%.db"
    open_store(f"sqlite:///{file}", "acme").close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("name", ["a?b", "what?/is", "a?b=c", "a#b", "100%", "a%20b", "a b", "%3F", "?"])
def test_a_path_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    """Handed in as a path, an SQLite file is made under exactly that name, and found again."""
    file = tmp_path / name / "past.db"
    with closing(open_store(file, "acme")) as store:
        store.put([incident(1)])
    assert [path for path in tmp_path.rglob("past.db") if path.is_file()] == [file]
    with closing(open_store(file, "acme", create=False)) as store:
        assert store.get("INC-1") == incident(1)


@pytest.mark.parametrize("path", ["a\0b/past.db", "a%00b/past.db"])
def test_what_is_no_path(tmp_path: Path, path: str) -> None:
    """A NUL, which no file name may hold, is refused as a folder that cannot be made."""
    with pytest.raises(StoreUnusable, match="the folder of the database cannot be made"):
        open_store(f"sqlite:///{tmp_path}/{path}", "acme")


@pytest.mark.parametrize(
    ("url", "driver", "shown"),
    [
        ("sqlite:////var/my past/a#1.db", "sqlite", "/var/my past/a#1.db"),
        ("sqlite:////var/why?/past.db", "sqlite", "/var/why?/past.db"),
        ("sqlite:////var/why%3F/a%20b.db", "sqlite", "/var/why?/a b.db"),
        ("sqlite:////var/a%3Fmode=ro.db", "sqlite", "/var/a?mode=ro.db"),
        ("sqlite:////var/100%.db", "sqlite", "/var/100%.db"),
        ("sqlite:////var/100%25.db", "sqlite", "/var/100%.db"),
        ("sqlite:///past.db", "sqlite", "past.db"),
        ("sqlite:////var/lib/past.db", "sqlite", "/var/lib/past.db"),
        ("sqlite+pysqlite:///past.db", "sqlite", "past.db"),
        ("sqlite:///past.db?", "sqlite", "past.db"),
        ("sqlite://", "sqlite", "the database in memory"),
        ("sqlite:///:memory:", "sqlite", "the database in memory"),
        ("postgresql://ada:geheim@db:5433/past", "postgresql+psycopg", "postgresql://ada:***@db:5433/past"),
        ("postgres://ada@db/past", "postgresql+psycopg", "postgresql://ada@db/past"),
        ("postgresql+psycopg://db/past?password=geheim", "postgresql+psycopg", "postgresql://db/past"),
        ("postgresql://ada:geheim@/past?host=/run/pg", "postgresql+psycopg", "postgresql://ada:***@/past"),
        ("postgresql://ada:geheim@/past?host=db", "postgresql+psycopg", "postgresql://ada:***@db/past"),
    ],
)
def test_addresses(url: str, driver: str, shown: str) -> None:
    """Each form of URL leads to its driver, and is shown without its password."""
    address = parse_address(url)
    assert (address.url.drivername, address.shown) == (driver, shown)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "past.db",
        "mysql://ada:geheim@db/past",
        "postgresql+psycopg2://ada:geheim@db/past",
        "postgresql://ada:geheim@db:port/past",
        "postgres:ada:geheim@db",
        "sqlite://past.db",
        "sqlite://ada:geheim@host/past.db",
        "sqlite:///past.db?mode=ro&key=geheim",
        "http://ada:geheim@db",
        "postgresql://ada:a@geheim@db/past",
        "postgresql://ada:a@b/geheim@db/past",
    ],
)
def test_what_is_no_address(url: str) -> None:
    """Another kind of database and a mistyped URL are refused with the forms there are, without the URL."""
    with pytest.raises(StoreUnusable) as refused:
        open_store(url, "acme")
    assert refused.value.next_step
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("workspace", ["", "  ", "a\nb", "a\0b", "x" * 65])
def test_what_is_no_workspace(workspace: str) -> None:
    """A workspace has a short name that can be printed."""
    with pytest.raises(StoreUnusable, match="cannot be the name of a workspace"):
        open_store("sqlite://", workspace)


def test_a_missing_driver_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without psycopg the message says which extra to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnusable, match="psycopg") as missing:
        open_store("postgresql://ada:geheim@db/past", "acme")
    assert "pitch-translator[postgres]" in missing.value.next_step
    assert "geheim" not in str(missing.value)


def loaded(code: str, url: str) -> list[str]:
    """What the code prints, in an interpreter of its own."""
    command = [sys.executable, "-c", f"import sys\n{code}", url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def test_importing_the_package_loads_no_database_package() -> None:
    """`import translator.storage` is cheap; asking for its names loads SQLAlchemy."""
    code = "import translator.storage as s; print('sqlalchemy' in sys.modules)\n"
    code += "s.open_store; print('sqlalchemy' in sys.modules)"
    assert loaded(code, "") == ["False", "True"]


def test_alembic_is_loaded_only_where_there_is_something_to_migrate(tmp_path: Path) -> None:
    """The first start loads Alembic; every later one is spared it."""
    code = "from translator.storage import open_store\n"
    code += "open_store(sys.argv[1], 'acme').close(); print('alembic' in sys.modules)"
    url = f"sqlite:///{tmp_path}/past.db"
    assert (loaded(code, url), loaded(code, url)) == (["True"], ["False"])


def test_the_clock_is_the_callers(url: str) -> None:
    """When a row was made and last changed is told by the clock that was handed in."""
    times = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
    with closing(open_store(url, "acme", clock=lambda: next(times))) as store:
        store.put([incident(1)])
        store.put([incident(1, title="Changed")])
    row = on(url, lambda c: c.execute(select(incidents.c.created_at, incidents.c.updated_at)).one())
    assert row == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
