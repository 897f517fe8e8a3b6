"""What changed in the catalog since a hub last started; each change is told once, however many hubs start at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from exporterhub.catalog import Catalog
from exporterhub.catalog.models import Tier
from exporterhub.hub.documents.tiers import ORDER
from exporterhub.hub.install import version_key
from exporterhub.hub.state import State
from exporterhub.hub.state.tables import catalog_tiers, catalog_versions, webhook_deliveries, webhook_events, webhooks
from exporterhub.hub.webhooks.event import Event, ReleaseEvent, TierEvent
from exporterhub.hub.webhooks.registry import webhook_of

__all__ = ["EntryNow", "entries_now", "notice"]

_ROWS = 500
"""Rows of one statement: SQLite and PostgreSQL both have a limit of parameters."""


@dataclass(frozen=True, slots=True)
class EntryNow:
    """An entry as far as webhooks look at it; ``versions`` are those that were recorded."""

    slug: str
    name: str
    tier: Tier
    versions: frozenset[str]
    missing: tuple[str, ...] = ()


def entries_now(catalog: Catalog) -> list[EntryNow]:
    """The entries of a catalog, by slug."""
    return [
        EntryNow(
            entry.slug,
            entry.exporter.name,
            entry.tier,
            frozenset(recording.version for recording in entry.recordings),
            entry.missing_for_next_tier,
        )
        for entry in sorted(catalog, key=lambda entry: entry.slug)
    ]


def notice(state: State, entries: Iterable[EntryNow], now: float, *, public_url: str = "") -> list[Event]:
    """Remember the entries as they are, and make a delivery of each change for every webhook that wants it.

    Returns the events. The first time there is nothing to compare with, so nothing is told. What another hub notices at
    this moment is told by one of the two: a row that is new is inserted by one, one that changes is updated by one.
    """
    entries = list(entries)
    with state.read() as connection:
        if _unchanged(connection, entries):
            return []
    with state.write() as connection:
        events = list(_changes(connection, entries, _Told(now, public_url)))
        _queue(connection, events, now)
    return events


@dataclass(frozen=True, slots=True)
class _Told:
    """What the events of one start have in common."""

    now: float
    public_url: str

    def about(self, entry: EntryNow) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "at": datetime.fromtimestamp(int(self.now), UTC),
            "slug": entry.slug,
            "name": entry.name,
            "link": f"{self.public_url}/exporters/{entry.slug}" if self.public_url else "",
        }


def _unchanged(connection: Connection, entries: list[EntryNow]) -> bool:
    tiers, versions = _tiers(connection), _versions(connection)
    return all(tiers.get(entry.slug) == entry.tier for entry in entries) and all(
        entry.versions <= versions.get(entry.slug, set()) for entry in entries
    )


def _changes(connection: Connection, entries: list[EntryNow], told: _Told) -> Iterator[Event]:
    tiers, versions = _tiers(connection), _versions(connection)
    first = not tiers
    pairs = [{"slug": e.slug, "version": version} for e in entries for version in sorted(e.versions)]
    added = _inserted(connection, catalog_versions, pairs)
    _inserted(connection, catalog_tiers, [{"slug": entry.slug, "tier": entry.tier} for entry in entries])
    if first:
        return
    for entry in entries:
        yield from _releases(entry, versions.get(entry.slug, set()), added.get(entry.slug, set()), told)
        yield from _moves(connection, entry, tiers.get(entry.slug), told)


def _releases(entry: EntryNow, before: set[str], added: set[str], told: _Told) -> Iterator[Event]:
    newest = max(before, key=version_key, default=None)
    for version in sorted(added, key=version_key):
        newer = newest is None or version_key(version) > version_key(newest)
        yield ReleaseEvent(**told.about(entry), version=version, previous=newest, newest=newer)
        newest = version if newer else newest


def _moves(connection: Connection, entry: EntryNow, before: str | None, told: _Told) -> Iterator[Event]:
    if before is None or before == entry.tier:
        return
    seen = catalog_tiers.c
    moved = connection.execute(
        update(catalog_tiers).where(seen.slug == entry.slug, seen.tier == before).values(tier=entry.tier)
    )
    if moved.rowcount:
        known: dict[str, int] = {tier: position for position, tier in enumerate(ORDER)}
        rose = known[entry.tier] > known.get(before, -1)
        old: Any = before
        yield TierEvent(**told.about(entry), from_=old, to=entry.tier, rose=rose, missing=list(entry.missing))


def _tiers(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(select(catalog_tiers.c.slug, catalog_tiers.c.tier))
    return {row.slug: row.tier for row in rows}


def _versions(connection: Connection) -> Mapping[str, set[str]]:
    return _grouped(connection.execute(select(catalog_versions.c.slug, catalog_versions.c.version)))


def _grouped(rows: Iterable[Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for slug, value in rows:
        found.setdefault(slug, set()).add(value)
    return found


def _inserted(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Insert those that are not there yet; returns these, by slug. Another hub's rows are waited for, and are there."""
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    found: dict[str, set[str]] = {}
    for start in range(0, len(rows), _ROWS):
        statement = make(table).values(rows[start : start + _ROWS]).on_conflict_do_nothing().returning(*table.c)
        found |= {
            slug: found.get(slug, set()) | values for slug, values in _grouped(connection.execute(statement)).items()
        }
    return found


def _queue(connection: Connection, events: list[Event], now: float) -> None:
    if not events:
        return
    hooks = [webhook_of(row) for row in connection.execute(select(webhooks))]
    kept = [{"id": event.id, "at": now, "document": event.model_dump_json()} for event in events]
    connection.execute(insert(webhook_events), kept)
    waiting = [_waiting(hook.id, event.id, now) for event in events for hook in hooks if hook.wants(event)]
    if waiting:
        connection.execute(insert(webhook_deliveries), waiting)


def _waiting(webhook_id: int, event_id: str, now: float) -> dict[str, Any]:
    return {
        "webhook_id": webhook_id,
        "event_id": event_id,
        "result": "waiting",
        "tries": 0,
        "due_at": now,
        "status": 0,
        "seconds": 0.0,
        "answer": "",
        "problem": "",
    }
