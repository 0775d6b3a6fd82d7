"""The tables as queries see them. What made them, step by step, is in `migrations/`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A point in time: aware UTC in Python, with a zone in PostgreSQL, UTC without one in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; without a zone for SQLite, whose text form has none and sorts as it is."""
        return value.replace(tzinfo=None) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Sorted by code point everywhere: the language of a server must not change an order or an index.
Key = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

metadata = MetaData()

workspaces = Table(
    "workspaces",
    metadata,
    Column("key", Key, primary_key=True),
    Column("store_id", String(36), nullable=False),
    Column("revision", BigInteger, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("workspace", Key, ForeignKey("workspaces.key"), primary_key=True),
    Column("id", Key, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("deleted", Boolean(create_constraint=False), nullable=False),  # only id and revision are left
    Column("source", Key, nullable=False),
    Column("source_id", Key, nullable=False),
    Column("kind", Key, nullable=False),
    Column("title", Text, nullable=False),
    Column("started_at", UtcTime),
    Column("resolved_at", UtcTime),
    Column("severity", Text, nullable=False),
    Column("level", Integer),
    Column("customer_task", Key, nullable=False),
    Column("fingerprint", String(64), nullable=False),  # "" for a deleted one
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    # Last, so that SQLite need not read it to get at the others.
    Column("document", Text),
    # Holds every column that a filter asks for, so that counting and listing ids never opens the rows.
    Index(
        "ix_incidents_newest",
        *("workspace", "deleted", "started_at", "id", "level", "kind", "source", "customer_task"),
    ),
    Index("ix_incidents_revision", "workspace", "revision", unique=True),
    Index("ix_incidents_source_id", "workspace", "deleted", "source_id", "id"),
)

incident_services = Table(
    "incident_services",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("service", Key, primary_key=True),  # case folded
    ForeignKeyConstraint(["workspace", "id"], ["incidents.workspace", "incidents.id"]),
    Index("ix_incident_services_service", "workspace", "service", "id"),
)
