"""The load averages of 1, 5 and 15 minutes (getloadavg(3))."""

from __future__ import annotations

from exporterhub.node.asking import Asking
from exporterhub.node.collectors.loadavg import EMIT
from exporterhub.node.numbers import float_text


class Collector(Asking):
    """Asks ``getloadavg``."""

    def page(self) -> bytes:
        """Three gauges."""
        one, five, fifteen = self.reader.getloadavg()
        return EMIT.render((float_text(one), float_text(fifteen), float_text(five)))
