"""Whose claim an idempotency key is, and which batches are one translation that was asked for later."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

_KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# How such a batch was made until now: its name says the translation, and its own id follows from that.
_SINGLE = """
UPDATE batches SET single = :yes
WHERE name LIKE 'translation t%' AND length(name) = 45 AND id = 'b' || substr(name, 14, 24)
"""


def upgrade() -> None:
    """Add the columns."""
    op.add_column("idempotency_keys", sa.Column("token", _KEY, nullable=False, server_default=""))
    single: sa.Column[bool] = sa.Column(
        "single", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()
    )
    op.add_column("batches", single)
    op.execute(sa.text(_SINGLE).bindparams(sa.bindparam("yes", True, sa.Boolean(create_constraint=False))))
