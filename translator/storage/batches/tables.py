"""The tables of batches as queries see them. See also `tables`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    false,
)

from translator.storage.tables import Key, UtcTime, metadata

batches = Table(
    "batches",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("why", Text, nullable=False),
    Column("private", Boolean(create_constraint=False), nullable=False),
    # One translation that was asked for later; lists leave it out.
    Column("single", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("options", Text, nullable=False),  # JSON of BatchOptions
    Column("run", Integer, nullable=False),  # times that its rows were handed to a queue
    Column("created", UtcTime, nullable=False),
    Column("created_by", Text, nullable=False),  # JSON of the actor
    Column("updated", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Index("ix_batches_newest", "workspace", "created", "id"),
    Index("ix_batches_state", "state"),
)

batch_rows = Table(
    "batch_rows",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("batch", Key, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Key, nullable=False),
    Column("worker", Key),  # that has it under way; NULL: none
    Column("attempts", Integer, nullable=False),
    Column("reserved", Float, nullable=False),  # USD set aside of the budget while it is under way
    Column("cost", Float),
    Column("seconds", Float),
    Column("translation", Key, nullable=False),
    Column("place", Text, nullable=False),
    Column("ticket_key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("summary", Text),  # JSON of RowSummary
    # Last, so that SQLite need not read it to get at the others. NULL: the pitch has it now.
    Column("ticket", Text),
    ForeignKeyConstraint(["workspace", "batch"], ["batches.workspace", "batches.id"]),
    Index(
        "ix_batch_rows_state", "workspace", "batch", "state", "number", "cost"
    ),  # counts and sums read it alone
    Index("ix_batch_rows_worker", "worker"),
)

batch_workers = Table(
    "batch_workers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("machine", Text, nullable=False),
    Column("process", BigInteger, nullable=False),
    Column("batch", Key, nullable=False),  # the only one it works on; "": all that are not private
    Column("beat", BigInteger, nullable=False),  # raised every moment while it lives
)
