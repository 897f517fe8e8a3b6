"""Bonded interfaces and how many of their slaves are up (the kernel's Documentation/networking/bonding.rst)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import read, read_text
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels
from exporterhub.toolkit import NoData


class Collector(Base):
    """Reads ``/sys/class/net/bonding_masters`` and below each of them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._folder = self.paths.sys("class/net")
        self._emit = Table(
            Metric("node_bonding_active", "gauge", "Number of active slaves per bonding interface."),
            Metric("node_bonding_slaves", "gauge", "Number of configured slaves per bonding interface."),
        )

    def page(self) -> bytes:
        """Two gauges for each bond."""
        try:
            masters = read_text(f"{self._folder}/bonding_masters").split()
        except FileNotFoundError as error:
            raise NoData("there are no bonded interfaces") from error
        states = [slaves(f"{self._folder}/{master}") for master in masters]
        rows = [(int_text(state.count(b"up")), int_text(len(state))) for state in states]
        return self._emit.render([labels(master=master) for master in masters], rows)


def slaves(folder: str) -> list[bytes]:
    """The state of each slave's link: ``up`` or ``down``. Raises OSError."""
    names = read_text(f"{folder}/bonding/slaves").split()
    return [_state(folder, name).strip() for name in names]


def _state(folder: str, slave: str) -> bytes:
    try:
        return read(f"{folder}/lower_{slave}/bonding_slave/mii_status")
    except FileNotFoundError:  # older kernels call it so
        return read(f"{folder}/slave_{slave}/bonding_slave/mii_status")
