"""Past incidents: workspaces, incidents, their services.

The types are spelled out and not taken from `tables`, which will move on while this step stays.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "workspaces",
        sa.Column("key", _KEY, primary_key=True),
        sa.Column("store_id", sa.String(36), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "incidents",
        sa.Column("workspace", _KEY, sa.ForeignKey("workspaces.key"), primary_key=True),
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("source", _KEY, nullable=False),
        sa.Column("source_id", _KEY, nullable=False),
        sa.Column("kind", _KEY, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("started_at", _TIME),
        sa.Column("resolved_at", _TIME),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("level", sa.Integer),
        sa.Column("customer_task", _KEY, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("document", sa.Text),
    )
    op.create_index(
        "ix_incidents_newest",
        "incidents",
        [
            "workspace",
            "deleted",
            "started_at",
            "id",
            "level",
            "kind",
            "source",
            "customer_task",
        ],
    )
    op.create_index("ix_incidents_revision", "incidents", ["workspace", "revision"], unique=True)
    op.create_index("ix_incidents_source_id", "incidents", ["workspace", "deleted", "source_id", "id"])
    op.create_table(
        "incident_services",
        sa.Column("workspace", _KEY, primary_key=True),
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("service", _KEY, primary_key=True),
        sa.ForeignKeyConstraint(["workspace", "id"], ["incidents.workspace", "incidents.id"]),
    )
    op.create_index("ix_incident_services_service", "incident_services", ["workspace", "service", "id"])
