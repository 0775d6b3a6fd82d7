"""Which database is meant: a URL as people write it, understood once, and shown without its password."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from translator.errors import StoreUnusable

_FORMS = "Write it as sqlite:///folder/file.db or postgresql://user:password@host/database."
_POSTGRES = {"postgres", "postgresql", "postgresql+psycopg"}


class Address(NamedTuple):
    """A database, ready to connect to and safe to show."""

    url: URL
    shown: str  # holds no password
    file: Path | None  # SQLite on disk; None: in memory, or PostgreSQL
    secrets: tuple[str, ...]  # what no message may hold

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.url.get_backend_name() == "sqlite"


def parse_address(text: str) -> Address:
    """The database that a URL means; `sqlite://` is a database in memory, gone at the end.

    Raises StoreUnusable for another kind of database and for what is no URL. The text itself is in no
    message, because a mistyped URL still holds its password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreUnusable(
            "this is not the URL of a database.", place="database URL", next_step=_FORMS
        ) from None
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(url)
    if url.drivername in _POSTGRES:
        return _postgres(url)
    raise StoreUnusable(
        f"{url.drivername!r} is no kind of database that can hold incidents.",
        place="database URL",
        next_step=_FORMS,
    )


def _sqlite(url: URL) -> Address:
    if url.host or url.username:
        raise StoreUnusable(
            "an SQLite database is a file and has no host.",
            place="database URL",
            next_step="Write three slashes before the path, and four before one that starts at the root.",
        )
    if url.query:
        raise StoreUnusable(
            "the URL of an SQLite database takes no options.",
            place=f"sqlite:///{url.database}",
            next_step="Leave out what stands after the question mark; a file name may hold none.",
        )
    if url.database in (None, "", ":memory:"):
        return Address(URL.create("sqlite"), "the database in memory", None, ())
    file = Path(url.database or "").expanduser()
    return Address(URL.create("sqlite", database=str(file)), str(file), file, ())


def _postgres(url: URL) -> Address:
    host = url.host or url.query.get("host")
    shown = URL.create(
        "postgresql",
        username=url.username,
        password="hidden" if url.password else None,
        host=host if isinstance(host, str) and "/" not in host else None,
        port=url.port,
        database=url.database,
    )
    words = [url.password, *(v for k, v in url.query.items() if "pass" in k.lower())]
    secrets = tuple(word for word in words if isinstance(word, str) and word)
    return Address(
        url.set(drivername="postgresql+psycopg"), shown.render_as_string(hide_password=True), None, secrets
    )
