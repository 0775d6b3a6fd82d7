"""The service: translations with their versions, the audit trail, API keys, idempotency keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_TIME = sa.DateTime(timezone=True)
_REFUSAL = "the audit trail is only ever added to"

# SQLite. The third: INSERT OR REPLACE deletes a row without asking the triggers of DELETE.
_SQLITE_TRIGGERS = {
    "audit_keeps_updated": "BEFORE UPDATE ON audit",
    "audit_keeps_deleted": "BEFORE DELETE ON audit",
    "audit_keeps_replaced": (
        "BEFORE INSERT ON audit WHEN EXISTS "
        "(SELECT 1 FROM audit WHERE workspace = NEW.workspace AND number = NEW.number)"
    ),
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "translations",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("ticket_key", _KEY, nullable=False),
        sa.Column("fingerprint", _KEY, nullable=False),
        sa.Column("batch", _KEY, nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("updated", _TIME, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("stakeholders", sa.Text, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("must", sa.Integer, nullable=False),
        sa.Column("should", sa.Integer, nullable=False),
        sa.Column("stale", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("one_breath", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("review", sa.Text, nullable=False),
    )
    op.create_index("ix_translations_newest", "translations", ["workspace", "created", "id"])
    for name, column in {
        "state": "state",
        "ticket": "ticket_key",
        "fingerprint": "fingerprint",
        "batch": "batch",
    }.items():
        op.create_index(f"ix_translations_{name}", "translations", ["workspace", column, "created", "id"])
    op.create_table(
        "translation_versions",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["workspace", "id"], ["translations.workspace", "translations.id"]),
    )
    op.create_table(
        "audit",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("action", _KEY, nullable=False),
        sa.Column("subject", _KEY, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_subject", "audit", ["workspace", "subject", "number"])
    op.create_table(
        "audit_numbers",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("workspace", _KEY, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("expires", _TIME),
        sa.Column("last_used", _TIME),
        sa.Column("revoked", _TIME),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("key", _KEY, primary_key=True),
        sa.Column("request", _KEY, nullable=False),
        sa.Column("claimed", _TIME, nullable=False),
        sa.Column("expires", _TIME, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_idempotency_keys_expires", "idempotency_keys", ["workspace", "expires"])
    _keep_the_audit_trail()


def _keep_the_audit_trail() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, when in _SQLITE_TRIGGERS.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END")
        return
    op.execute(
        "CREATE FUNCTION audit_keeps() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_keeps()"
    )
