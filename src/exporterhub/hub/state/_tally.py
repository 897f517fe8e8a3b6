"""Views that are not in the database yet."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date

__all__ = ["Tally", "Views"]

Views = Mapping[tuple[date, str], int]
"""How many views an entry had on a day (UTC), by day and slug."""
_MOST = 50_000


class Tally:
    """Counts in memory, from any thread. ``most`` bounds the pairs of day and slug that are held; what comes on top of
    them while the database is away is not counted, but for a number of its own: ``lost``."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._counts: dict[tuple[date, str], int] = {}
        self.lost = 0

    def add(self, day: date, slug: str, views: int = 1) -> None:
        """Count views."""
        key = (day, slug)
        with self._lock:
            if key in self._counts or len(self._counts) < self._most:
                self._counts[key] = self._counts.get(key, 0) + views
            else:
                self.lost += views

    def take(self) -> Views:
        """All there is; the tally is empty afterwards."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return taken

    def put_back(self, counts: Views) -> None:
        """Add again what was taken and could not be written."""
        for (day, slug), views in counts.items():
            self.add(day, slug, views)

    def __len__(self) -> int:
        """The views that wait."""
        with self._lock:
            return sum(self._counts.values())
