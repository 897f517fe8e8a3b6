"""When the system began, and how many processes it has.

psutil's context switches and system calls are left out: version 7.2 reads them from memory that it has given back.
"""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric("windows_system_boot_time_timestamp", "gauge", "Unix timestamp of system boot time"),
    Metric("windows_system_processes", "gauge", "Current number of processes (WMI source: PerfOS_System.Processes)"),
)


class Collector(Asking):
    """Asks ``boot_time`` and ``pids``."""

    def page(self) -> bytes:
        """Two gauges."""
        return EMIT.render([float_text(self.reader.boot_time()), int_text(len(self.reader.pids()))])
