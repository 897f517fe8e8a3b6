"""Temperatures of thermal zones and the states of cooling devices (the kernel's Documentation/driver-api/thermal)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import float_text
from exporterhub.node.text import Metric, Table, labels

ZONE, COOLING = "thermal_zone", "cooling_device"


class Collector(Base):
    """Reads ``/sys/class/thermal``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = self.paths.sys("class/thermal")
        self._zones = Devices(folder, lambda name: name.startswith(ZONE))
        self._cooling = Devices(folder, lambda name: name.startswith(COOLING))
        self._temperature = Table(Metric("node_thermal_zone_temp", "gauge", "Zone temperature in Celsius"))
        self._states = Table(
            Metric("node_cooling_device_cur_state", "gauge", "Current throttle state of the cooling device"),
            Metric("node_cooling_device_max_state", "gauge", "Maximum throttle state of the cooling device"),
        )

    def page(self) -> bytes:
        """One gauge for each zone, two for each cooling device; one whose driver gives no answer is left out."""
        try:
            zones, cooling = self._zones.now(), self._cooling.now()
        except (FileNotFoundError, PermissionError):
            return b""
        self.may_block = bool(zones or cooling)
        warm = [one for name, zone in zones.items() if (one := temperature(name[len(ZONE) :], zone))]
        states = [found for name, device in cooling.items() if (found := state(name[len(COOLING) :], device))]
        return self._states.render([key for key, *_ in states], [row for _, *row in states]) + self._temperature.render(
            [key for key, _ in warm], [(value,) for _, value in warm]
        )


def temperature(zone: str, device: Device) -> tuple[bytes, bytes] | None:
    """The labels of a zone and its temperature."""
    kind, millidegrees = device.read("type"), device.number("temp")
    if kind is None or millidegrees is None:
        return None
    return labels(zone=zone, type=kind), float_text(millidegrees / 1000.0)


def state(name: str, device: Device) -> tuple[bytes, bytes, bytes] | None:
    """The labels of a cooling device, its state (-1 where it cannot say) and the most it can do."""
    kind, now, most = device.read("type"), device.value("cur_state"), device.value("max_state")
    if kind is None or now is None or most is None:
        return None
    return labels(name=name, type=kind), now, most
