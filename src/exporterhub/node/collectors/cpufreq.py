"""Frequencies of the CPUs and who chooses them (``/sys/devices/system/cpu/cpu*/cpufreq``)."""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import try_read
from exporterhub.node.kernel import cpus
from exporterhub.node.kernel.sysfs import Device
from exporterhub.node.numbers import int_text
from exporterhub.node.text import Metric, Table, labels

FOLDER = "devices/system/cpu"
FREQUENCIES = {
    "cpuinfo_cur_freq": Metric("node_cpu_frequency_hertz", "gauge", "Current CPU thread frequency in hertz."),
    "cpuinfo_max_freq": Metric("node_cpu_frequency_max_hertz", "gauge", "Maximum CPU thread frequency in hertz."),
    "cpuinfo_min_freq": Metric("node_cpu_frequency_min_hertz", "gauge", "Minimum CPU thread frequency in hertz."),
    "scaling_cur_freq": Metric(
        "node_cpu_scaling_frequency_hertz", "gauge", "Current scaled CPU thread frequency in hertz."
    ),
    "scaling_max_freq": Metric(
        "node_cpu_scaling_frequency_max_hertz", "gauge", "Maximum scaled CPU thread frequency in hertz."
    ),
    "scaling_min_freq": Metric(
        "node_cpu_scaling_frequency_min_hertz", "gauge", "Minimum scaled CPU thread frequency in hertz."
    ),
}
GOVERNOR = Metric("node_cpu_scaling_governor", "gauge", "Current enabled CPU frequency governor.")


class Collector(Base):
    """Reads the folder ``cpufreq`` of each CPU that is online."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices: dict[int, Device] = {}
        # With --collector.cpu.info the family of the current frequency is that of the collector cpu.
        self._files = [name for name in FREQUENCIES if name != "cpuinfo_cur_freq" or not cpus.wants_details(context)]
        self._emit = Table(*(FREQUENCIES[name] for name in self._files))
        self._governors = Table(GOVERNOR)

    def page(self) -> bytes:
        """What there is; nothing on a virtual machine, where the host chooses."""
        offline = set(cpus.ranges(try_read(self.paths.sys(f"{FOLDER}/offline")) or b""))
        found = {cpu: self._device(cpu) for cpu in cpus.numbered(self.paths) if cpu not in offline}
        rows = {cpu: row for cpu, device in found.items() if any(row := frequencies(device, self._files))}
        # The kernel may ask each CPU for its frequency, and waits for the answer.
        self.may_block = bool(rows)
        states = [state for cpu in rows for state in governors(cpu, found[cpu])]
        return self._emit.render([labels(cpu=str(cpu)) for cpu in rows], list(rows.values())) + self._governors.render(
            [key for key, _ in states], [(value,) for _, value in states]
        )

    def _device(self, cpu: int) -> Device:
        known = self._devices.get(cpu)
        if known is None:
            known = self._devices[cpu] = Device(self.paths.sys(f"{FOLDER}/cpu{cpu}/cpufreq"))
        return known


def frequencies(device: Device, names: Sequence[str]) -> list[bytes | None]:
    """Frequencies in hertz; the hardware's own may be readable by root only."""
    return [None if kilo is None else int_text(kilo * 1000) for kilo in map(device.number, names)]


def governors(cpu: int, device: Device) -> list[tuple[bytes, bytes]]:
    """Each governor that can be chosen, and whether it is."""
    chosen = device.text("scaling_governor")
    if not chosen:
        return []
    offered = device.text("scaling_available_governors").split(b" ")
    return [(labels(cpu=str(cpu), governor=name), b"1" if name == chosen else b"0") for name in offered]
