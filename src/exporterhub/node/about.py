"""What became of the collectors in a scrape, as families: each Go program has its own names for that."""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.node.numbers import float_text
from exporterhub.node.text import Metric, Single, Table, labels
from exporterhub.toolkit import Result

__all__ = ["About", "AboutWindows"]


class About:
    """node_exporter's two families."""

    METRICS = (
        Metric("node_scrape_collector_duration_seconds", "gauge", "node_exporter: Duration of a collector scrape."),
        Metric("node_scrape_collector_success", "gauge", "node_exporter: Whether a collector succeeded."),
    )

    def __init__(self) -> None:
        self._table = Table(*self.METRICS)
        self._keys: dict[str, bytes] = {}

    def render(self, results: Sequence[Result], seconds: float) -> bytes:  # noqa: ARG002 - windows_exporter's tells it
        """The families of a scrape that took ``seconds``."""
        return self._table.render(
            [self._key(result.name) for result in results],
            [(b"%.9g" % result.duration, b"1" if result.success else b"0") for result in results],
        )

    def _key(self, name: str) -> bytes:
        return self._keys.get(name) or self._keys.setdefault(name, labels(collector=name))


class AboutWindows(About):
    """windows_exporter's: the same two under its names, and how long all of them took."""

    METRICS = (
        Metric("windows_exporter_collector_duration_seconds", "gauge", "windows_exporter: Duration of a collection."),
        Metric(
            "windows_exporter_collector_success", "gauge", "windows_exporter: Whether the collector was successful."
        ),
    )
    WHOLE = Single(
        Metric("windows_exporter_scrape_duration_seconds", "gauge", "windows_exporter: Total scrape duration.")
    )

    def render(self, results: Sequence[Result], seconds: float) -> bytes:
        """The families of a scrape that took ``seconds``."""
        return super().render(results, seconds) + self.WHOLE.render([float_text(seconds)])
