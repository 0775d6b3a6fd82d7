"""The tables of the service as queries see them: translations, audit trail, keys. See also `tables`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from translator.storage.tables import Key, UtcTime, metadata

# What a list shows and filters by. Its rows are short, because the pitches are in another table: a page
# that looks for words may have to pass many of them.
translations = Table(
    "translations",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("state", Key, nullable=False),
    Column("version", Integer, nullable=False),  # the newest
    Column("ticket_key", Key, nullable=False),  # "": none
    Column("fingerprint", Key, nullable=False),  # of the ticket
    Column("batch", Key, nullable=False),  # "": none
    Column("created", UtcTime, nullable=False),
    Column("updated", UtcTime, nullable=False),
    Column("created_by", Text, nullable=False),  # the name
    Column("stakeholders", Text, nullable=False),  # a JSON list
    Column("questions", Integer, nullable=False),
    Column("must", Integer, nullable=False),
    Column("should", Integer, nullable=False),
    Column("stale", Boolean(create_constraint=False), nullable=False),
    Column("title", Text, nullable=False),
    Column("one_breath", Text, nullable=False),
    Column("words", Text, nullable=False),  # of the two, case folded
    Column("review", Text, nullable=False),  # JSON: who made it, steps, dismissals, staleness
    Index("ix_translations_newest", "workspace", "created", "id"),
    Index("ix_translations_state", "workspace", "state", "created", "id"),
    Index("ix_translations_ticket", "workspace", "ticket_key", "created", "id"),
    Index("ix_translations_fingerprint", "workspace", "fingerprint", "created", "id"),
    Index("ix_translations_batch", "workspace", "batch", "created", "id"),
)

translation_versions = Table(
    "translation_versions",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("id", Key, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),  # JSON of the actor
    Column("what", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of the pitch without its state
    # Last, so that SQLite need not read it to get at the others.
    Column("document", Text, nullable=False),
    ForeignKeyConstraint(["workspace", "id"], ["translations.workspace", "translations.id"]),
)

# Triggers refuse to change or delete its rows.
audit = Table(
    "audit",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),  # JSON of the actor
    Column("action", Key, nullable=False),
    Column("subject", Key, nullable=False),
    Column("detail", Text, nullable=False),  # a JSON object
    Index("ix_audit_subject", "workspace", "subject", "number"),
)

audit_numbers = Table(
    "audit_numbers",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("last", BigInteger, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Key, primary_key=True),
    Column("workspace", Key, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Key, nullable=False),
    Column("scopes", Text, nullable=False),  # a JSON list
    Column("created", UtcTime, nullable=False),
    Column("expires", UtcTime),
    Column("last_used", UtcTime),
    Column("revoked", UtcTime),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the secret
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("workspace", Key, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("request", Key, nullable=False),  # hash of the request that claimed it
    Column("token", Key, nullable=False, server_default=""),  # of the claim: only its owner may end it
    Column("claimed", UtcTime, nullable=False),
    Column("expires", UtcTime, nullable=False),
    Column("status", Integer, nullable=False),  # 0: not answered yet
    Column("headers", Text, nullable=False),  # a JSON object
    Column("body", LargeBinary, nullable=False),
    Index("ix_idempotency_keys_expires", "workspace", "expires"),
)
