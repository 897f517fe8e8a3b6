"""Everything that a process of the hub counts."""

from __future__ import annotations

import time
from collections.abc import Callable

from exporterhub.hub.metrics._kinds import Counter, Gauge, Histogram, Store
from exporterhub.hub.metrics._place import Place
from exporterhub.hub.metrics._traffic import Traffic

__all__ = ["Metrics"]


class Metrics:
    """The hub's own counters. Make one per process, in that process; ``place`` says which processes add up.

    ``traffic`` belongs to the event loop; everything else may be used from any thread::

        metrics.refused.inc("too_large")
        metrics.delivered(ok=True)
    """

    def __init__(self, place: Place | None = None) -> None:
        self.place = place or Place()
        self.store = store = Store(self.place.folder)
        self.traffic = Traffic(store)
        self.search = Histogram(
            store, "exporterhub_search_duration_seconds", "Time that a search for words in the catalog's index took."
        )
        self.pages_read = Counter(
            store,
            "exporterhub_pages_read_total",
            "Metrics pages that were handed in to be identified, by what became of them.",
            "result",
            ("identified", "unknown", "empty"),
        )
        self.refused = Counter(
            store,
            "exporterhub_requests_refused_total",
            "Requests refused before their work began, by reason.",
            "reason",
            ("too_large", "too_slow", "busy"),
        )
        self.deliveries = Counter(
            store,
            "exporterhub_webhook_deliveries_total",
            "Tries to deliver a message to a webhook, by result.",
            "result",
            ("delivered", "failed"),
        )
        Counter(store, "exporterhub_worker_starts_total", "Workers started.").inc()

    def page_read(self, *, identified: bool) -> None:
        """A page that was handed in has been read."""
        self.pages_read.inc("identified" if identified else "unknown")

    def delivered(self, *, ok: bool) -> None:
        """A webhook was tried, and its receiver took the message or not."""
        self.deliveries.inc("delivered" if ok else "failed")

    def watch_database(self) -> Callable[[bool, int, int], None]:
        """There is a state database from now on; what comes back is to be called after each of its steps.

        It takes whether the step worked, how many views it wrote, and how many wait for the next one.
        """
        errors = Counter(self.store, "exporterhub_database_errors_total", "Steps of the state database that failed.")
        views = Counter(self.store, "exporterhub_views_counted_total", "Views written to the state database.")
        waiting = Gauge(self.store.sums, "exporterhub_views_waiting", "Views that are not in the state database yet.")
        text = "Whether the last step of the state database worked, in each of the workers."
        working = Gauge(self.store.least, "exporterhub_database_up", text, 1.0)
        text = "When the last step of the state database ended, in the worker where that is longest ago (Unix time)."
        ended = Gauge(self.store.least, "exporterhub_database_last_step_timestamp_seconds", text, time.time())

        def stepped(worked: bool, written: int, left: int) -> None:
            working.set(float(worked))
            ended.set(time.time())
            waiting.set(left)
            views.inc(amount=written)
            if not worked:
                errors.inc()

        return stepped
