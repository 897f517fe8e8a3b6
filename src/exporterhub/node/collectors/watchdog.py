"""Hardware watchdogs (``/sys/class/watchdog``, the kernel's Documentation/watchdog/watchdog-api.rst)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.toolkit import NoData

# The family's name and the attribute
NUMBERS = {
    "access_cs0": "access_cs0",
    "bootstatus": "bootstatus",
    "fw_version": "fw_version",
    "nowayout": "nowayout",
    "pretimeout_seconds": "pretimeout",
    "timeleft_seconds": "timeleft",
    "timeout_seconds": "timeout",
}


class Collector(Base):
    """Reads each of them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("class/watchdog"))
        self._info = Info("node_watchdog_info", "Info of /sys/class/watchdog/<watchdog>")
        self._table = Table(
            *(
                Metric(f"node_watchdog_{name}", "gauge", f"Value of /sys/class/watchdog/<watchdog>/{attribute}")
                for name, attribute in NUMBERS.items()
            )
        )

    def page(self) -> bytes:
        """What each watchdog is, and its numbers."""
        try:
            devices = self._devices.now()
        except (FileNotFoundError, PermissionError) as error:
            raise NoData("the kernel has no watchdogs") from error
        self.may_block = bool(devices)
        rows = [[*map(device.value, NUMBERS.values())] for device in devices.values()]
        return self._info.render([info(name, device) for name, device in devices.items()]) + self._table.render(
            [labels(name=name) for name in devices], rows
        )


def info(name: str, device: Device) -> bytes:
    """The labels of a watchdog."""
    return labels(
        name=name,
        options=device.text("options"),
        identity=device.text("identity"),
        state=device.text("state"),
        status=device.text("status"),
        pretimeout_governor=device.text("pretimeout_governor"),
    )
