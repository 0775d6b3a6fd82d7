"""Databases with batches: an SQLite file, and a real PostgreSQL (see `tests/databases.py`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import NewUrl, new_postgres
from translator.storage import Database, open_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewUrl:
    """Makes empty databases of either kind: the same tests run on both."""
    if request.param == "postgresql":
        return new_postgres(request.getfixturevalue("server"), "jobs", itertools.count(1))
    folder, numbers = tmp_path_factory.mktemp("databases"), itertools.count(1)
    return lambda: f"sqlite:///{folder}/{next(numbers)}.db"


@pytest.fixture(scope="session")
def shared(new_url: NewUrl) -> Iterator[Database]:
    """One database of each kind for all tests: each test has a workspace of its own."""
    with closing(open_database(new_url())) as database:
        yield database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database."""
    with closing(open_database(tmp_path / "translator.db")) as opened:
        yield opened
