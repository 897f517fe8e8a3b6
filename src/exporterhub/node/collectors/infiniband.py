"""InfiniBand and RoCE ports (``/sys/class/infiniband``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import listing
from exporterhub.node.kernel.infiniband_counters import COUNTERS, LANES, WORDS
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.toolkit import NoData

_I = "node_infiniband_"
STATE = Metric(
    f"{_I}state_id",
    "gauge",
    "State of the InfiniBand port (0: no change, 1: down, 2: init, 3: armed, 4: active, 5: act defer)",
)
PHYSICAL = Metric(
    f"{_I}physical_state_id",
    "gauge",
    "Physical state of the InfiniBand port (0: no change, 1: sleep, 2: polling, 3: disable, 4: shift, 5: link up,"
    " 6: link error recover, 7: phytest)",
)
RATE = Metric(f"{_I}rate_bytes_per_second", "gauge", "Maximum signal transfer rate")
LIFESPAN = Metric(
    f"{_I}lifespan_seconds",
    "gauge",
    "The maximum period in ms which defines the aging of the counter reads. Two consecutive reads within this period"
    " might return the same values.",
)
GIGABIT = 125_000_000  # bytes


class Collector(Base):
    """Reads the folder of each adapter and of its ports."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("class/infiniband"))
        self._ports: dict[str, Device] = {}
        self._info = Info(f"{_I}info", "Non-numeric data from /sys/class/infiniband/<device>, value is always 1.")
        counters = (Metric(f"{_I}{name}", "counter", said) for _, name, said in COUNTERS)
        self._table = Table(STATE, PHYSICAL, RATE, LIFESPAN, *counters)

    def page(self) -> bytes:
        """What each adapter is, and the states and counters of its ports, those that its driver has."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("there are no InfiniBand adapters") from error
        self.may_block = bool(devices)  # the adapter is asked
        keys, rows = [], []
        for name, device in devices.items():
            for number, port in self._ports_of(device):
                keys.append(labels(device=name, port=number))
                rows.append(row(port))
        return self._info.render([info(name, device) for name, device in devices.items()]) + self._table.render(
            keys, rows
        )

    def _ports_of(self, device: Device) -> list[tuple[str, Device]]:
        folder = f"{device.folder}/ports"
        try:
            numbers = [name for name in listing(folder) if name.isdecimal()]
        except OSError:
            return []
        return [(n, self._ports.setdefault(f"{folder}/{n}", Device(f"{folder}/{n}"))) for n in numbers]


def info(name: str, device: Device) -> bytes:
    """The labels of an adapter."""
    return labels(
        device=name,
        board_id=device.text("board_id"),
        firmware_version=device.text("fw_ver"),
        hca_type=device.text("hca_type"),
    )


def row(port: Device) -> list[bytes | None]:
    """States, rate, lifespan and counters of a port."""
    lifespan = port.number("hw_counters/lifespan")
    fixed = [state(port.read("state")), state(port.read("phys_state")), rate(port.read("rate"))]
    return [*fixed, None if lifespan is None else int_text(lifespan // 1000), *(counter(port, f) for f, *_ in COUNTERS)]


def state(text: bytes | None) -> bytes | None:
    """``4: ACTIVE`` is 4."""
    number = (text or b"").partition(b":")[0].strip()
    return int_text(int(number)) if number.isdigit() else None


def rate(text: bytes | None) -> bytes | None:
    """``100 Gb/sec (4X EDR)`` in bytes per second."""
    try:
        return int_text(int(float((text or b"").split(b" ")[0]) * GIGABIT))
    except ValueError:
        return None


def counter(port: Device, file: str) -> bytes | None:
    """One counter; None where the driver says it has none (``N/A (no PMA)``)."""
    number = port.number(file)
    if number is None:
        return None
    return int_text(number * LANES if file in WORDS else number)
