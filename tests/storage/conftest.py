"""Databases for the tests: an SQLite file, and a real PostgreSQL (see `tests/databases.py`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from tests.databases import NewUrl, new_postgres
from translator.storage import Database, IncidentRepository, PitchRepository, open_database, open_store
from translator.storage.schema import VERSION_TABLE


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewUrl:
    """Makes empty databases of either kind: the same tests run on both."""
    numbers = itertools.count(1)
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("databases")
        return lambda: f"sqlite:///{folder}/{next(numbers)}/incidents.db"
    return new_postgres(request.getfixturevalue("server"), "db", numbers)


@pytest.fixture
def url(new_url: NewUrl) -> str:
    """An empty database."""
    return new_url()


@pytest.fixture
def store(url: str) -> Iterator[IncidentRepository]:
    """An empty store."""
    with closing(open_store(url, "acme")) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_postgres_url(new_postgres_url: NewUrl) -> str:
    """One database on the server for all tests that can do with an emptied one: making one takes long."""
    return new_postgres_url()


def emptied(database: Database) -> None:
    """Delete every row, also those that triggers keep."""
    with database.connections.writing() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in inspect(connection).get_table_names():
            if table != VERSION_TABLE:
                connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture(params=["sqlite", "memory", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the service, of each kind: a file, in memory, a server."""
    if request.param == "postgresql":
        url = request.getfixturevalue("shared_postgres_url")
    else:
        url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/service.db"
    with closing(open_database(url, patience=30)) as opened:
        if request.param == "postgresql":
            emptied(opened)
        yield opened


@pytest.fixture
def acme(database: Database) -> PitchRepository:
    """The translations of a workspace, none yet."""
    return database.translations("acme")
