"""What the CPUs spent their time with (``/proc/stat``); which are online, isolated and throttled (sysfs)."""

from __future__ import annotations

import re
import threading

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.filters import expression
from exporterhub.node.flags import switch, text
from exporterhub.node.kernel import cpus
from exporterhub.node.numbers import TICKS, float_text, int_text
from exporterhub.node.text import Info, Metric, head, labels, sample

MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
IDLE = 3  # its place in a line
JUMP = 300  # ticks: when idle falls by 3 s or more, the CPU was taken away and came back with new counters

SECONDS = Metric("node_cpu_seconds_total", "counter", "Seconds the CPUs spent in each mode.")
GUEST = Metric("node_cpu_guest_seconds_total", "counter", "Seconds the CPUs spent in guests (VMs) for each mode.")
ONLINE = Metric("node_cpu_online", "gauge", "CPUs that are online and being scheduled.")
ISOLATED = Metric(
    "node_cpu_isolated", "gauge", "Whether each core is isolated, information from /sys/devices/system/cpu/isolated."
)
CORE = Metric("node_cpu_core_throttles_total", "counter", "Number of times this CPU core has been throttled.")
PACKAGE = Metric("node_cpu_package_throttles_total", "counter", "Number of times this CPU package has been throttled.")
FREQUENCY = Metric("node_cpu_frequency_hertz", "gauge", "CPU frequency in hertz from /proc/cpuinfo.")
ABOUT = "The `{0}s` field of CPU information from /proc/cpuinfo taken from the first core."

Ticks = tuple[int, ...]


class Collector(Base):
    """Reads ``/proc/stat``, and below ``/sys/devices/system/cpu``."""

    flags = (
        switch("collector.cpu.guest", "Enables metric node_cpu_guest_seconds_total", default=True),
        switch("collector.cpu.info", "Enables metric cpu_info"),
        text(
            "collector.cpu.info.flags-include",
            "Filter the `flags` field in cpuInfo with a value that must be a regular expression",
        ),
        text(
            "collector.cpu.info.bugs-include",
            "Filter the `bugs` field in cpuInfo with a value that must be a regular expression",
        ),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stat = context.stat()
        self._steady = Steady()
        self._guest = context.options.switch("collector.cpu.guest")
        self._topology = cpus.Topology(self.paths)
        self._isolated = isolated(cpus.isolated(self.paths))
        self._details = Details(context) if cpus.wants_details(context) else None
        self._templates: dict[int, bytes] = {}
        self._told: list[tuple[int, bool]] = []
        self._told_page = b""

    def collect(self, scrape: object = None) -> bytes:
        """The seconds in each mode; then what sysfs says of the CPUs."""
        ticks = self._steady.update(parse(self._stat.of(scrape)))
        details = self._details.collect(self.paths.proc("cpuinfo")) if self._details else b""
        self._topology.refresh(ticks.keys())
        return b"".join((self._emit(ticks), details, self._isolated, self._throttles(), self._online()))

    def _emit(self, ticks: dict[int, Ticks]) -> bytes:
        seconds: list[bytes] = [head(SECONDS)]
        guest: list[bytes] = [head(GUEST)] if self._guest else []
        for cpu, numbers in ticks.items():
            template = self._templates.get(cpu) or self._template(cpu)
            texts = [TICKS[number] for number in numbers]
            seconds.append(template % (*texts[:8],))
            if self._guest:
                guest.append(_GUEST_LINES % (cpu, texts[9], cpu, texts[8]))
        return b"".join(guest) + b"".join(seconds)

    def _template(self, cpu: int) -> bytes:
        name = SECONDS.name.encode()
        lines = [sample(name, labels(cpu=str(cpu), mode=mode), b"%b") for mode in MODES]
        return self._templates.setdefault(cpu, b"".join(lines))

    def _throttles(self) -> bytes:
        cores = [(labels(package=str(p), core=str(c)), value) for (p, c), value in self._topology.core_throttles()]
        packages = [(labels(package=str(p)), value) for p, value in self._topology.package_throttles()]
        return _family(CORE, cores) + _family(PACKAGE, packages)

    def _online(self) -> bytes:
        online = self._topology.online()
        if online != self._told:
            self._told_page = _family(ONLINE, [(labels(cpu=str(cpu)), int(on)) for cpu, on in online])
            self._told = online
        return self._told_page


_GUEST_LINES = (
    b'node_cpu_guest_seconds_total{cpu="%d",mode="nice"} %b\nnode_cpu_guest_seconds_total{cpu="%d",mode="user"} %b\n'
)


def _family(metric: Metric, series: list[tuple[bytes, int]]) -> bytes:
    if not series:
        return b""
    name = metric.name.encode()
    return head(metric) + b"".join(sample(name, key, int_text(value)) for key, value in series)


def parse(data: bytes) -> dict[int, Ticks]:
    """The ticks of each CPU: user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice.

    Old kernels have fewer columns; what is missing is 0. The line of all CPUs together is left out.
    """
    found: dict[int, Ticks] = {}
    for line in data.split(b"\n"):
        if not line.startswith(b"cpu"):
            if found:
                break  # the lines of the CPUs stand together; the long one of the interrupts follows
            continue
        fields = line.split()
        if len(fields[0]) > 3:
            numbers = tuple(map(int, fields[1:11]))
            found[int(fields[0][3:])] = numbers if len(numbers) == 10 else numbers + (0,) * (10 - len(numbers))
    return found


class Steady:
    """Counters that do not go back: idle and iowait do in the kernel, by a few ticks."""

    def __init__(self) -> None:
        self._last: dict[int, Ticks] = {}
        self._lock = threading.Lock()

    def update(self, now: dict[int, Ticks]) -> dict[int, Ticks]:
        """The largest value of each counter so far. A CPU whose idle fell by 3 s begins anew; one that is gone goes."""
        with self._lock:
            for cpu, numbers in now.items():
                last = self._last.get(cpu)
                if last and last[IDLE] - numbers[IDLE] < JUMP:
                    now[cpu] = tuple(map(max, numbers, last))
            self._last = now
            return now


def isolated(numbers: list[int]) -> bytes:
    """The family of isolated CPUs: fixed at boot."""
    return _family(ISOLATED, [(labels(cpu=str(number)), 1) for number in numbers])


class Details:
    """The families of ``--collector.cpu.info``."""

    def __init__(self, context: Context) -> None:
        def chosen(name: str) -> re.Pattern[str] | None:
            wanted = context.options.text(name)
            return expression(wanted, name) if wanted else None

        self._flags = chosen("collector.cpu.info.flags-include")
        self._bugs = chosen("collector.cpu.info.bugs-include")
        self._frequency = "cpufreq" in context.enabled
        self._info = Info("node_cpu_info", "CPU information from /proc/cpuinfo.")
        self._flag_info = Info("node_cpu_flag_info", ABOUT.format("flag"))
        self._bug_info = Info("node_cpu_bug_info", ABOUT.format("bug"))

    def collect(self, path: str) -> bytes:
        """The families in the order of their names."""
        found = cpus.details(path)
        first = found[0] if found else None
        bugs = [labels(bug=bug) for bug in first.bugs if self._bugs and self._bugs.search(bug)] if first else []
        flags = [labels(flag=flag) for flag in first.flags if self._flags and self._flags.search(flag)] if first else []
        parts = [self._bug_info.render(bugs), self._flag_info.render(flags)]
        if self._frequency and found:
            name = FREQUENCY.name.encode()
            lines = [sample(name, cpu.place(), float_text(cpu.hertz)) for cpu in found]
            parts += [head(FREQUENCY), *lines]
        return b"".join((*parts, self._info.render([cpu.labels() for cpu in found])))
