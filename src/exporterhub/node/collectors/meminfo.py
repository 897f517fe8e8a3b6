"""How the memory is used (``/proc/meminfo``, proc_meminfo(5))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import KIB, PLAIN
from exporterhub.node.text import Fields, Metric

# The fields that node_exporter names; newer kernels have more.
BYTES = frozenset(
    b"Active Active(anon) Active(file) AnonHugePages AnonPages Bounce Buffers Cached CmaFree CmaTotal CommitLimit"
    b" Committed_AS DirectMap1G DirectMap2M DirectMap4k Dirty HardwareCorrupted Hugepagesize Inactive Inactive(anon)"
    b" Inactive(file) KernelStack Mapped MemAvailable MemFree MemTotal Mlocked NFS_Unstable PageTables Percpu"
    b" SReclaimable SUnreclaim Shmem ShmemHugePages ShmemPmdMapped Slab SwapCached SwapFree SwapTotal Unevictable"
    b" VmallocChunk VmallocTotal VmallocUsed Writeback WritebackTmp Zswap Zswapped".split()
)
COUNTS = frozenset(b"HugePages_Free HugePages_Rsvd HugePages_Surp HugePages_Total".split())


class Collector(Base):
    """Reads ``/proc/meminfo``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("meminfo"), whole=True)
        self._emit = Fields(metric)

    def page(self) -> bytes:
        """One gauge for each field."""
        return self._emit.render(parse(self._file.read()))


def parse(data: bytes) -> dict[bytes, bytes]:
    """The fields by their names, as the page is to say them: bytes, and for huge pages their number.

    Raises:
        ValueError: a value is no number, or is in another unit than kB, the only one the kernel uses.
    """
    found: dict[bytes, bytes] = {}
    for line in data.split(b"\n"):
        name, _, rest = line.partition(b":")
        if name in BYTES:
            value, _, unit = rest.strip().partition(b" ")
            if unit not in (b"kB", b""):
                raise ValueError(f"meminfo has the unit {unit!r} in the line {line!r}")
            found[name] = KIB[value] if unit else PLAIN[value]
        elif name in COUNTS:
            found[name] = PLAIN[rest.strip()]
    return found


def metric(field: bytes) -> Metric:
    """``Active(anon)`` is ``node_memory_Active_anon_bytes``."""
    name = field.decode().replace("(", "_").replace(")", "") + ("" if field in COUNTS else "_bytes")
    return Metric(f"node_memory_{name}", "gauge", f"Memory information field {name}.")
