"""Memory errors that were corrected, and those that were not (``/sys/devices/system/edac``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device, numbered
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Families, Metric, labels

FOLDER = "devices/system/edac/mc"
CORRECTED = Metric("node_edac_correctable_errors_total", "counter", "Total correctable memory errors.")
UNCORRECTED = Metric("node_edac_uncorrectable_errors_total", "counter", "Total uncorrectable memory errors.")
ROW_CORRECTED = Metric(
    "node_edac_csrow_correctable_errors_total", "counter", "Total correctable memory errors for this csrow."
)
ROW_UNCORRECTED = Metric(
    "node_edac_csrow_uncorrectable_errors_total", "counter", "Total uncorrectable memory errors for this csrow."
)


class Collector(Base):
    """Reads the folder of each memory controller."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._folder = self.paths.sys(FOLDER)
        self._known: dict[str, Device] = {}

    def page(self) -> bytes:
        """Two counters for each controller, two for each of its rows."""
        found = Families()
        for name in numbered(self._folder, "mc"):
            controller, path = name[2:], f"{self._folder}/{name}"
            key = labels(controller=controller)
            found.add(CORRECTED, key, self._count(path, "ce_count"))
            found.add(UNCORRECTED, key, self._count(path, "ue_count"))
            unknown = labels(controller=controller, csrow="unknown")
            found.add(ROW_CORRECTED, unknown, self._count(path, "ce_noinfo_count"))
            found.add(ROW_UNCORRECTED, unknown, self._count(path, "ue_noinfo_count"))
            for row in numbered(path, "csrow"):
                key = labels(controller=controller, csrow=row[5:])
                found.add(ROW_CORRECTED, key, self._count(f"{path}/{row}", "ce_count"))
                found.add(ROW_UNCORRECTED, key, self._count(f"{path}/{row}", "ue_count"))
        return found.render()

    def _count(self, folder: str, name: str) -> bytes | None:
        device = self._known.get(folder)
        if device is None:
            device = self._known[folder] = Device(folder)
        text = device.read(name)
        return PLAIN[text] if text else None
