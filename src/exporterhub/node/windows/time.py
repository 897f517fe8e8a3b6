"""The system's time and its zone."""

from __future__ import annotations

import time

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.flags import text
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Info, Metric, Single, labels
from exporterhub.node.windows import _host
from exporterhub.node.windows._chosen import parts

NOW = Single(
    Metric(
        "windows_time_current_timestamp_seconds",
        "gauge",
        "Current time as reported by the operating system, in unix time.",
    )
)
ZONE = Info("windows_time_timezone", "Current timezone as reported by the operating system.")


class Collector(Base):
    """Asks the clock, and the system itself."""

    default = False  # as in windows_exporter
    flags = (text("collector.time.enabled", "Comma-separated list of collectors to use.", "system_time"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        parts(context.options, "collector.time.enabled", ("system_time",), ("clock_source", "ntp"))
        self._zone = _host.time_zone

    def page(self) -> bytes:
        """Two families."""
        return NOW.render([float_text(time.time())]) + ZONE.render([labels(timezone=self._zone())])
