"""The kernel's random numbers (random(4))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric("node_entropy_available_bits", "gauge", "Bits of available entropy."),
    Metric("node_entropy_pool_size_bits", "gauge", "Bits of entropy pool."),
)


class Collector(Base):
    """Reads two files of ``/proc/sys/kernel/random``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = self.paths.proc("sys/kernel/random")
        self._files = [File(f"{folder}/{name}", whole=True) for name in ("entropy_avail", "poolsize")]

    def page(self) -> bytes:
        """Two gauges."""
        return EMIT.render([PLAIN[file.read().strip()] for file in self._files])
