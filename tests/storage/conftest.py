"""Databases for the tests: an SQLite file, and a real PostgreSQL (see `tests/databases.py`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.databases import NewUrl, new_postgres
from translator.storage import IncidentRepository, open_store


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
