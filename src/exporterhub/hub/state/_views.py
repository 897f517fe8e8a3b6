"""Views in the database: added up by entry and day, and read back as sums."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from exporterhub.hub.state._tally import Views
from exporterhub.hub.state.tables import entry_views

__all__ = ["DAYS", "add_views", "popular"]

DAYS = 30
"""Popularity is the views of that many days, today among them."""


def add_views(connection: Connection, counts: Views) -> None:
    """Add the counts to those that are there. In one order, so that two hubs never wait for each other."""
    rows = [{"day": day, "slug": slug, "views": views} for (day, slug), views in sorted(counts.items())]
    if not rows:
        return
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(entry_views)
    added = entry_views.c.views + insert.excluded.views
    connection.execute(insert.on_conflict_do_update(index_elements=["day", "slug"], set_={"views": added}), rows)


def popular(connection: Connection, today: date, days: int = DAYS) -> dict[str, int]:
    """By slug, the views of the last days."""
    since = today - timedelta(days=days - 1)
    query = (
        select(entry_views.c.slug, func.sum(entry_views.c.views))
        .where(entry_views.c.day >= since)
        .group_by(entry_views.c.slug)
    )
    return {slug: int(views) for slug, views in connection.execute(query)}
