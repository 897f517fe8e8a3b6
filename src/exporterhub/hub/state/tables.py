"""The tables of the state. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "catalog_tiers",
    "catalog_versions",
    "entry_views",
    "metadata",
    "webhook_deliveries",
    "webhook_events",
    "webhooks",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

entry_views = Table(
    "entry_views",
    metadata,
    Column("day", Date, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("views", BigInteger, nullable=False),
)
"""How often an entry's page was read on a day (UTC). Nothing else is known of a view."""

catalog_tiers = Table(
    "catalog_tiers",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("tier", Text, nullable=False),
)
"""The tier of each entry when a hub last started. Empty before the first start."""

catalog_versions = Table(
    "catalog_versions",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("version", Text, primary_key=True),
)
"""The recorded versions that a hub has seen; one that leaves the catalog stays here, so that it is told once."""

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("allow_http", Boolean, nullable=False),
    Column("template", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("events", JSON, nullable=False),
    Column("slugs", JSON, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("succeeded_at", Float(53)),
    Column("failing_since", Float(53)),
    UniqueConstraint("name"),
)
"""Where events are sent. ``url`` and ``secret`` are in the clear: whoever reads them can write to the receiver."""

webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Float(53), nullable=False),
    Column("document", Text, nullable=False),
)
"""What happened; ``document`` is JSON."""

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("webhook_id", Integer, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", Text, ForeignKey("webhook_events.id", ondelete="CASCADE"), nullable=False),
    Column("result", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Float(53)),
    Column("lease_until", Float(53)),
    Column("lease_by", Text),
    Column("tried_at", Float(53)),
    Column("status", Integer, nullable=False),
    Column("seconds", Float(53), nullable=False),
    Column("answer", Text, nullable=False),
    Column("problem", Text, nullable=False),
    UniqueConstraint("webhook_id", "event_id"),
    Index(None, "due_at"),
)
"""An event on its way to a webhook. Times are seconds since 1970; ``due_at`` is empty once it is done."""
