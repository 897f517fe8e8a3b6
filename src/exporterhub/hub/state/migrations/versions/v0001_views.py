"""Views of an entry's page, by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "entry_views",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("views", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", "slug", name="pk_entry_views"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("entry_views")
