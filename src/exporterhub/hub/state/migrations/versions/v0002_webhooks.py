"""Webhooks, what they tell, and what the catalog held when a hub last started."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _seen()
    _webhooks()
    _deliveries()


def _seen() -> None:
    op.create_table(
        "catalog_tiers",
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("tier", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_catalog_tiers"),
    )
    op.create_table(
        "catalog_versions",
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slug", "version", name="pk_catalog_versions"),
    )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("allow_http", sa.Boolean, nullable=False),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("slugs", sa.JSON, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("succeeded_at", sa.Float(53)),
        sa.Column("failing_since", sa.Float(53)),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.UniqueConstraint("name", name="uq_webhooks_name"),
    )


def _deliveries() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_events"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("webhook_id", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Float(53)),
        sa.Column("lease_until", sa.Float(53)),
        sa.Column("lease_by", sa.Text),
        sa.Column("tried_at", sa.Float(53)),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name="fk_webhook_deliveries_webhook_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["webhook_events.id"], name="fk_webhook_deliveries_event_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("webhook_id", "event_id", name="uq_webhook_deliveries_webhook_id_event_id"),
    )
    op.create_index("ix_webhook_deliveries_due_at", "webhook_deliveries", ["due_at"])


def downgrade() -> None:
    """Drop them."""
    for name in ("webhook_deliveries", "webhook_events", "webhooks", "catalog_versions", "catalog_tiers"):
        op.drop_table(name)
