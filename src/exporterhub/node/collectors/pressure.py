"""How long processes waited for CPU, memory and I/O (``/proc/pressure``, Documentation/accounting/psi.rst)."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import Spelled
from exporterhub.node.text import Metric, Single
from exporterhub.toolkit import NoData

_WAITED = "Total time in seconds that processes have waited"
_STALLED = "Total time in seconds no process could make progress due to"
METRICS = {
    ("cpu", b"some"): Metric("node_pressure_cpu_waiting_seconds_total", "counter", f"{_WAITED} for CPU time"),
    ("io", b"full"): Metric("node_pressure_io_stalled_seconds_total", "counter", f"{_STALLED} IO congestion"),
    ("io", b"some"): Metric("node_pressure_io_waiting_seconds_total", "counter", f"{_WAITED} due to IO congestion"),
    ("irq", b"full"): Metric("node_pressure_irq_stalled_seconds_total", "counter", f"{_STALLED} IRQ congestion"),
    ("memory", b"full"): Metric(
        "node_pressure_memory_stalled_seconds_total", "counter", f"{_STALLED} memory congestion"
    ),
    ("memory", b"some"): Metric("node_pressure_memory_waiting_seconds_total", "counter", f"{_WAITED} for memory"),
}
EMIT = Single(*METRICS.values())
SECONDS: Spelled[bytes] = Spelled(lambda number: number / 1000.0 / 1000.0)


class Collector(Base):
    """Reads a file for each resource. Kernels before 6.1 have none for interrupts."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        names = dict.fromkeys(resource for resource, _ in METRICS)
        self._files = {name: File(self.paths.proc(f"pressure/{name}"), whole=True) for name in names}

    def page(self) -> bytes:
        """What there is; nothing with a kernel without it."""
        totals = {name: totals for name, file in self._files.items() if (totals := read(file)) is not None}
        if not totals:
            raise NoData("the kernel has no pressure information (it begins with 4.20, with CONFIG_PSI)")
        values = [totals.get(resource, {}).get(kind) for resource, kind in METRICS]
        return EMIT.render([SECONDS[value] if value is not None else None for value in values])


def read(file: File) -> Mapping[bytes, bytes] | None:
    """The totals of one resource; None without such a file. Raises NoData where the kernel was told not to count."""
    try:
        return parse(file.read())
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            raise NoData("pressure information is disabled: the kernel's parameter psi=1 enables it") from error
        raise


def parse(data: bytes) -> dict[bytes, bytes]:
    """The microseconds of the lines ``some`` and ``full``."""
    lines = (line.split() for line in data.split(b"\n"))
    return {words[0]: words[-1].removeprefix(b"total=") for words in lines if len(words) > 1}
