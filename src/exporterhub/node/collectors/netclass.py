"""Properties of network interfaces (``/sys/class/net``, the kernel's Documentation/ABI/testing/sysfs-class-net)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import is_folder
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import switch, text
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.toolkit import NoData

IGNORED = "collector.netclass.ignored-devices"
SPEED = "collector.netclass.ignore-invalid-speed"
# The family's name and the attribute
NUMBERS = {
    "address_assign_type": "addr_assign_type",
    "carrier": "carrier",
    "carrier_changes_total": "carrier_changes",
    "carrier_down_changes_total": "carrier_down_count",
    "carrier_up_changes_total": "carrier_up_count",
    "device_id": "dev_id",
    "dormant": "dormant",
    "flags": "flags",
    "iface_id": "ifindex",
    "iface_link": "iflink",
    "iface_link_mode": "link_mode",
    "mtu_bytes": "mtu",
    "name_assign_type": "name_assign_type",
    "net_dev_group": "netdev_group",
    "protocol_type": "type",
    "transmit_queue_length": "tx_queue_len",
}
UP = 1  # IFF_UP of linux/if.h
MEGABIT = 125_000  # bytes


class Collector(Base):
    """Reads the folder of each interface."""

    flags = (
        text(IGNORED, "Regexp of net devices to ignore for netclass collector.", "^$"),
        switch(SPEED, "Ignore devices where the speed is invalid. This will be the default behavior in 2.x."),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = self.paths.sys("class/net")
        ignored = Filter(expression(context.options.text(IGNORED), IGNORED))
        self._invalid_speed = not context.options.switch(SPEED)
        # bonding_masters is a file there
        self._devices = Devices(folder, lambda name: not ignored.ignores(name) and is_folder(f"{folder}/{name}"))
        self._up = Table(Metric("node_network_up", "gauge", "Value is 1 if operstate is 'up', 0 otherwise."))
        self._info = Info("node_network_info", "Non-numeric data from /sys/class/net/<iface>, value is always 1.")
        self._table = Table(*(metric(name) for name in (*NUMBERS, "speed_bytes")))

    def page(self) -> bytes:
        """What each interface is, and its numbers; one that the driver does not give is left out."""
        try:
            devices = self._devices.now()
        except (FileNotFoundError, PermissionError) as error:
            raise NoData(f"{self._devices.folder} cannot be read") from error
        keys = [labels(device=name) for name in devices]
        rows = [[*map(device.value, NUMBERS.values()), self._speed(device)] for device in devices.values()]
        states = [(b"1" if device.text("operstate") == b"up" else b"0",) for device in devices.values()]
        return (
            self._info.render([info(name, device) for name, device in devices.items()])
            + self._table.render(keys, rows)
            + self._up.render(keys, states)
        )

    def _speed(self, device: Device) -> bytes | None:
        """Bytes per second; some drivers say -1 where they do not know."""
        megabits = device.number("speed")
        if megabits is None or (megabits < 0 and not self._invalid_speed):
            return None
        return int_text(megabits * MEGABIT)


def metric(name: str) -> Metric:
    """The family of one property."""
    kind = "counter" if name.endswith("_total") else "gauge"
    return Metric(f"node_network_{name}", kind, f"Network device property: {name}")


def info(name: str, device: Device) -> bytes:
    """The labels of an interface."""
    flags = device.number("flags")
    return labels(
        device=name,
        address=device.text("address"),
        broadcast=device.text("broadcast"),
        duplex=device.text("duplex"),
        operstate=device.text("operstate"),
        adminstate="unknown" if flags is None else "up" if flags & UP else "down",
        ifalias=device.text("ifalias"),
    )
