"""The version of the tables: found, brought up to date in one transaction, refused when it is newer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text

from translator.errors import StoreUnusable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
# Not Alembic's own name for it: another application in the same database may use Alembic too.
VERSION_TABLE = "translator_schema"
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_205_759_403  # any number; the same in every process that migrates a PostgreSQL database


def version(connection: Connection) -> str | None:
    """The version of the tables; None: there are none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))
    return None if found is None else str(found)


def bring_up_to_date(connection: Connection, place: str) -> None:
    """Make or change the tables, inside the writing transaction of the connection.

    Of several processes that start at once one migrates and the others wait: SQLite's writing
    transaction is a lock of itself, PostgreSQL's is taken here. Raises StoreUnusable for a database of a
    newer version.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found not in known_versions():
        raise StoreUnusable(
            f"the database was made by a newer version of translator (tables {found}, known up to {HEAD}).",
            place=place,
            next_step="Upgrade this installation, or name another database.",
        )
    # Alembic is loaded only where there is something to do: at the first start and after an upgrade.
    from alembic import command

    config = _config()
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, HEAD)


def known_versions() -> set[str]:
    """The versions of the tables that this installation can bring up to date."""
    from alembic.script import ScriptDirectory

    return {str(step.revision) for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
