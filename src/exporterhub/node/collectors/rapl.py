"""Energy that the CPU and the memory took (``/sys/class/powercap``, Intel's running average power limit)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.flags import switch
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Families, Metric, labels
from exporterhub.toolkit import NoData

FLAG = "collector.rapl.enable-zone-label"
LABELLED = Metric("node_rapl_joules_total", "counter", "Current RAPL value in joules")


class Collector(Base):
    """Reads each zone; on most systems only root may."""

    flags = (switch(FLAG, "One family for all zones, with the zone in the label rapl_zone"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("class/powercap"))
        self._labelled = context.options.switch(FLAG)

    def page(self) -> bytes:
        """One counter for each zone."""
        try:
            devices = self._devices.now()
        except (FileNotFoundError, PermissionError) as error:
            raise NoData("the platform has no energy counters") from error
        self.may_block = bool(devices)
        found = Families()
        for zone, index, device in zones(devices.values()):
            microjoules = device.number("energy_uj")
            if microjoules is None:
                raise NoData(f"{device.folder}/energy_uj cannot be read: it is for root only")
            joules = float_text(microjoules / 1000000.0)
            if self._labelled:
                key = labels(index=str(index), path=device.folder, rapl_zone=zone)
                found.add(LABELLED, key, joules)
            else:
                found.add(metric(zone), labels(index=str(index), path=device.folder), joules)
        return found.render()


def zones(devices: Iterable[Device]) -> list[tuple[str, int, Device]]:
    """The name of each zone, its number among those of that name, and where it is: ``package-1`` is package 1."""
    found: list[tuple[str, int, Device]] = []
    used: dict[str, int] = {}
    for device in devices:
        text = device.read("name")
        if text is None:
            continue
        name, dash, number = text.decode(errors="replace").partition("-")
        if dash and number.isdecimal():
            index = int(number)
        else:
            name = text.decode(errors="replace")
            index = used.get(name, 0)
        used[name] = index + 1
        found.append((name, index, device))
    return found


def metric(zone: str) -> Metric:
    """The family of a zone."""
    name = re.sub(r"_*[^0-9A-Za-z_]+_*", "_", zone)
    return Metric(f"node_rapl_{name}_joules_total", "counter", f"Current RAPL {zone} value in joules")
