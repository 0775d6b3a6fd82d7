"""The SQL truth of the service and of past incidents, in SQLite or PostgreSQL with the same code.

Importing this loads no database package; its names do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translator.storage.address import parse_address
    from translator.storage.api_keys import KeyRepository
    from translator.storage.backups import Restored, backup, restore
    from translator.storage.database import Database, open_database
    from translator.storage.idempotency import IdempotencyRepository
    from translator.storage.opening import open_store
    from translator.storage.pitches import PitchRepository
    from translator.storage.repository import IncidentRepository
    from translator.storage.retention import Purged, purge

__all__ = [
    "Database",
    "IdempotencyRepository",
    "IncidentRepository",
    "KeyRepository",
    "PitchRepository",
    "Purged",
    "Restored",
    "backup",
    "open_database",
    "open_store",
    "parse_address",
    "purge",
    "restore",
]

# Lazy, because SQLAlchemy takes a quarter of a second to import.
_HOMES = {
    "Database": "database",
    "IdempotencyRepository": "idempotency",
    "IncidentRepository": "repository",
    "KeyRepository": "api_keys",
    "PitchRepository": "pitches",
    "Purged": "retention",
    "Restored": "backups",
    "backup": "backups",
    "open_database": "database",
    "open_store": "opening",
    "parse_address": "address",
    "purge": "retention",
    "restore": "backups",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
