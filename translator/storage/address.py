"""Which database is meant: a URL as people write it, understood once, and shown without its password."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from translator.errors import StoreUnusable

_FORMS = "Write it as sqlite:///folder/file.db or postgresql://user:password@host/database."
_SQLITE = re.compile(r"sqlite(?:\+pysqlite)?:///(?P<path>.*)", re.DOTALL)
_OPTIONS = re.compile(r"\?\w+=|\?\Z")  # a question mark that no name=value follows is part of a file's name
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
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


def parse_address(text: str | Path) -> Address:
    """The database that a URL means; `sqlite://` is a database in memory, gone at the end.

    A `Path` is an SQLite file, whatever characters are in it. In a URL of SQLite, blanks, # and ? may stand
    as they are, and %3F, %25 … for what they would otherwise be taken for. Raises StoreUnusable for another
    kind of database and for what is no URL. The text itself is in no message, because a mistyped URL still
    holds its password.
    """
    if isinstance(text, Path):
        return _file(text)
    if found := _SQLITE.fullmatch(text):
        return _sqlite_path(found["path"])
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
    return _sqlite_path(url.database or "")


def _sqlite_path(written: str) -> Address:
    if options := _OPTIONS.search(written):
        path = written[: options.start()]
        if options.end() < len(written):
            raise StoreUnusable(
                "the URL of an SQLite database takes no options.",
                place=f"sqlite:///{path}",
                next_step="Leave out what stands after the question mark; one in a file name is written %3F.",
            )
        written = path
    if written in ("", ":memory:"):
        return Address(URL.create("sqlite"), "the database in memory", None, ())
    # Only whole escapes are undone: a file may be called "100%.db".
    return _file(Path(os.path.expanduser(_ESCAPE.sub(lambda escape: unquote(escape[0]), written))))


def _file(file: Path) -> Address:
    return Address(URL.create("sqlite", database=str(file)), str(file), file, ())


def _postgres(url: URL) -> Address:
    if "@" in f"{url.host or ''}{url.database or ''}":  # the rest of a password, which no message may hold
        raise StoreUnusable(
            "the URL of the database has more than one @.",
            place="database URL",
            next_step="In a password, write %40 for @, %3A for :, %2F for / and %25 for %.",
        )
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
