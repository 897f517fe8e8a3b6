"""NVMe controllers and their namespaces (``/sys/class/nvme``)."""

from __future__ import annotations

import re

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import listing
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.toolkit import NoData

NAMESPACE = re.compile(r"nvme\d+(?:c\d+)?n(\d+)")  # with multipath the path is in the name: nvme0c1n1
_N = "node_nvme_namespace_"
_FROM = "Available in /sys/class/nvme/<device>/<namespace>/"


class Collector(Base):
    """Reads ``/sys/class/nvme``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("class/nvme"))
        self._namespaces: dict[str, Device] = {}
        self._info = Info("node_nvme_info", "Non-numeric data from /sys/class/nvme/<device>, value is always 1.")
        self._namespace_info = Info(f"{_N}info", "Information about NVMe namespaces. Value is always 1")
        self._sizes = Table(
            Metric(
                f"{_N}capacity_bytes",
                "gauge",
                "Capacity of the NVMe namespace in bytes. Computed as namespace_size * namespace_logical_block_size",
            ),
            Metric(
                f"{_N}logical_block_size_bytes",
                "gauge",
                f"Logical block size of the NVMe namespace in bytes. Usually 4Kb. {_FROM}queue/logical_block_size",
            ),
            Metric(f"{_N}size_bytes", "gauge", f"Size of the NVMe namespace in bytes. {_FROM}size"),
            Metric(f"{_N}used_bytes", "gauge", f"Used space of the NVMe namespace in bytes. {_FROM}nuse"),
        )

    def page(self) -> bytes:
        """What each controller is, and the size and use of its namespaces."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("there are no NVMe devices") from error
        self.may_block = bool(devices)  # the kernel asks the controller for the use of a namespace
        spaces = [
            (name, found[1], self._namespace(device, found[0]))
            for name, device in devices.items()
            for found in namespaces(device)
        ]
        return (
            self._info.render([info(name, device) for name, device in devices.items()])
            + self._namespace_info.render([
                labels(device=name, nsid=nsid, ana_state=space.read("ana_state") or b"unknown")
                for name, nsid, space in spaces
            ])
            + self._sizes.render(
                [labels(device=name, nsid=nsid) for name, nsid, _ in spaces], [sizes(space) for *_, space in spaces]
            )
        )  # fmt: skip

    def _namespace(self, device: Device, name: str) -> Device:
        folder = f"{device.folder}/{name}"
        return self._namespaces.setdefault(folder, Device(folder))


def info(name: str, device: Device) -> bytes:
    """The labels of a controller."""
    return labels(
        device=name,
        firmware_revision=device.text("firmware_rev"),
        model=device.text("model"),
        serial=device.text("serial"),
        state=device.text("state"),
        cntlid=device.text("cntlid"),
    )


def namespaces(device: Device) -> list[tuple[str, str]]:
    """The folders of a controller's namespaces, and their numbers."""
    try:
        return [(name, match[1]) for name in listing(device.folder) if (match := NAMESPACE.search(name))]
    except OSError:
        return []


def sizes(space: Device) -> tuple[bytes, bytes, bytes, bytes]:
    """Capacity, block size, size and use, in bytes."""
    block = space.number("queue/logical_block_size") or 0
    size, used = (space.number("size") or 0) * block, (space.number("nuse") or 0) * block
    return int_text(size), int_text(block), int_text(size), int_text(used)
