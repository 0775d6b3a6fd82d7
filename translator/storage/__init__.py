"""The SQL truth of past incidents, in SQLite or PostgreSQL with the same code.

Importing this loads no database package; its names do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translator.storage.address import parse_address
    from translator.storage.opening import open_store
    from translator.storage.repository import IncidentRepository

__all__ = ["IncidentRepository", "open_store", "parse_address"]


def __getattr__(name: str) -> Any:
    # Lazy, because SQLAlchemy takes a quarter of a second to import.
    if name == "open_store":
        from translator.storage.opening import open_store

        return open_store
    if name == "parse_address":
        from translator.storage.address import parse_address

        return parse_address
    if name == "IncidentRepository":
        from translator.storage.repository import IncidentRepository

        return IncidentRepository
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
