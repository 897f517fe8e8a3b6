"""When the system began (sysctl kern.boottime), in whole seconds: psutil leaves the rest out."""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Metric, Single

EMIT = Single(Metric("node_boot_time_seconds", "gauge", "Unix time of last boot, including microseconds."))


class Collector(Asking):
    """Asks ``boot_time``."""

    def page(self) -> bytes:
        """One gauge."""
        return EMIT.render([float_text(self.reader.boot_time())])
