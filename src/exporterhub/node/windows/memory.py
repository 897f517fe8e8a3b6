"""How the memory is used (GetPerformanceInfo)."""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric(
        "windows_memory_available_bytes",
        "gauge",
        "The amount of physical memory immediately available for allocation to a process or for system use. It is"
        " equal to the sum of memory assigned to the standby (cached), free and zero page lists (AvailableBytes)",
    ),
    Metric(
        "windows_memory_physical_free_bytes",
        "gauge",
        "The amount of physical memory currently available, in bytes. This is the amount of physical"
        " memory that can be immediately reused without having to write its contents to disk first. It"
        " is the sum of the size of the standby, free, and zero lists.",
    ),
    Metric("windows_memory_physical_total_bytes", "gauge", "The amount of actual physical memory, in bytes."),
)


class Collector(Asking):
    """Asks ``virtual_memory``."""

    def page(self) -> bytes:
        """Three gauges; that the first two are equal is so in windows_exporter too."""
        memory = self.reader.virtual_memory()
        available = int_text(memory.available)
        return EMIT.render([available, available, int_text(memory.total)])
