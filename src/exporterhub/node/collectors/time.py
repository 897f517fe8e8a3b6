"""The system's time, its zone, and the clock source it is kept by."""

from __future__ import annotations

import time

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File, listing
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Info, Metric, head, labels, sample

NOW = Metric("node_time_seconds", "gauge", "System time in seconds since epoch (1970).")
ZONE = Metric("node_time_zone_offset_seconds", "gauge", "System time zone offset in seconds.")
FOLDER = "devices/system/clocksource"


class Collector(Base):
    """Reads the clock and ``/sys/devices/system/clocksource``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._sources = sources(self.paths.sys(FOLDER))
        where = "read from '/sys/devices/system/clocksource'."
        self._available = Info("node_time_clocksource_available_info", f"Available clocksources {where}")
        self._current = Info("node_time_clocksource_current_info", f"Current clocksource {where}")

    def page(self) -> bytes:
        """Four families."""
        available, current = [], []
        for device, (all_of_it, chosen) in enumerate(self._sources):
            available += [labels(device=str(device), clocksource=name) for name in all_of_it.read().split()]
            current.append(labels(device=str(device), clocksource=chosen.read().strip()))
        return self._available.render(available) + self._current.render(current) + emit(time.time_ns())


def sources(folder: str) -> list[tuple[File, File]]:
    """The files of each clock source device, what it offers and what it uses."""
    try:
        names = [name for name in listing(folder) if name[11:12].isdecimal()]
    except OSError:
        return []
    found = [f"{folder}/{name}" for name in names if name.startswith("clocksource")]
    return [
        (File(f"{path}/available_clocksource", whole=True), File(f"{path}/current_clocksource", whole=True))
        for path in found
    ]


def emit(now: int) -> bytes:
    """The families of the clock at ``now``, nanoseconds since 1970."""
    local = time.localtime(now // 1_000_000_000)
    zone = labels(time_zone=local.tm_zone)
    return _HEADS[0] + float_text(now / 1e9) + _HEADS[1] + sample(_ZONE, zone, int_text(local.tm_gmtoff))


_ZONE = ZONE.name.encode()
_HEADS = (head(NOW) + NOW.name.encode() + b" ", b"\n" + head(ZONE))
