"""The first battery or UPS (IOPowerSources)."""

from __future__ import annotations

import re

from exporterhub.node.asking import Asking
from exporterhub.node.collector import Context
from exporterhub.node.filters import expression
from exporterhub.node.flags import text
from exporterhub.node.numbers import spell
from exporterhub.node.reader import Battery
from exporterhub.node.text import Families, Metric, labels

ABOUT = "IOKit Power Source information field {0} for <power_supply>."
FIRST = "0"  # its place in the system's list: psutil does not tell its name
AC = "AC Power"


class Collector(Asking):
    """Asks ``sensors_battery``."""

    flags = (
        text(
            "collector.powersupply.ignored-supplies",
            "Regexp of power supplies to ignore for powersupplyclass collector.",
            "^$",
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        name = "collector.powersupply.ignored-supplies"
        self._ignored: re.Pattern[str] = expression(context.options.text(name), name)

    def page(self) -> bytes:
        """Its charge, how long that will last, and whether it is needed; nothing where there is none."""
        battery = self.reader.sensors_battery()
        return b"" if battery is None or self._ignored.search(FIRST) else emit(battery)


def emit(battery: Battery) -> bytes:
    """The families. How long it will last is not known while it is charged, or just after."""
    found = Families()
    key = labels(power_supply=FIRST)
    found.add(_metric("current_capacity"), key, spell(battery.percent))
    if battery.secsleft >= 0:
        found.add(_metric("time_to_empty_seconds"), key, spell(int(battery.secsleft)))
    if battery.power_plugged is not None:
        plugged = labels(power_supply=FIRST, state=AC)
        found.add(_metric("power_source_state"), plugged, b"1" if battery.power_plugged else b"0")
    return found.render()


def _metric(field: str) -> Metric:
    return Metric(f"node_power_supply_{field}", "gauge", ABOUT.format(field))
