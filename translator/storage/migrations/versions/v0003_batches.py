"""Batches: their rows, and the workers that have rows under way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

_KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "batches",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("private", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("options", sa.Text, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("updated", _TIME, nullable=False),
        sa.Column("finished", _TIME),
    )
    op.create_index("ix_batches_newest", "batches", ["workspace", "created", "id"])
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_table(
        "batch_rows",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("batch", _KEY, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", _KEY, nullable=False),
        sa.Column("worker", _KEY),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reserved", sa.Float, nullable=False),
        sa.Column("cost", sa.Float),
        sa.Column("seconds", sa.Float),
        sa.Column("translation", _KEY, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("ticket_key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("ticket", sa.Text),
        sa.ForeignKeyConstraint(["workspace", "batch"], ["batches.workspace", "batches.id"]),
    )
    op.create_index("ix_batch_rows_state", "batch_rows", ["workspace", "batch", "state", "number", "cost"])
    op.create_index("ix_batch_rows_worker", "batch_rows", ["worker"])
    op.create_table(
        "batch_workers",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("process", sa.BigInteger, nullable=False),
        sa.Column("batch", _KEY, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
    )
