"""Requests to the NFS server (``/proc/net/rpc/nfsd``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.kernel.nfsstat import SERVER_4, VERSION_2, VERSION_3, numbers, procedures
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single, Table, labels
from exporterhub.toolkit import NoData

_N = "node_nfsd_"
# The family, the line and the place of its number there
PLACES: tuple[tuple[Metric, str, int], ...] = (
    (Metric(f"{_N}connections_total", "counter", "Total number of NFSd TCP connections."), "net", 3),
    (Metric(f"{_N}disk_bytes_read_total", "counter", "Total NFSd bytes read."), "io", 0),
    (Metric(f"{_N}disk_bytes_written_total", "counter", "Total NFSd bytes written."), "io", 1),
    (Metric(f"{_N}file_handles_stale_total", "counter", "Total number of NFSd stale file handles"), "fh", 0),
    (
        Metric(f"{_N}read_ahead_cache_not_found_total", "counter", "Total number of NFSd read ahead cache not found."),
        "ra",
        11,
    ),
    (Metric(f"{_N}read_ahead_cache_size_blocks", "gauge", "How large the read ahead cache is in blocks."), "ra", 0),
    (
        Metric(
            f"{_N}reply_cache_hits_total",
            "counter",
            "Total number of NFSd Reply Cache hits (client lost server response).",
        ),
        "rc",
        0,
    ),
    (
        Metric(
            f"{_N}reply_cache_misses_total",
            "counter",
            "Total number of NFSd Reply Cache an operation that requires caching (idempotent).",
        ),
        "rc",
        1,
    ),
    (
        Metric(
            f"{_N}reply_cache_nocache_total",
            "counter",
            "Total number of NFSd Reply Cache non-idempotent operations (rename/delete/…).",
        ),
        "rc",
        2,
    ),
    (Metric(f"{_N}server_rpcs_total", "counter", "Total number of NFSd RPCs."), "rpc", 0),
    (
        Metric(f"{_N}server_threads", "gauge", "Total number of NFSd kernel threads that are running."),
        "th",
        0,
    ),
)
ERRORS = (("fmt", 2), ("auth", 3), ("cInt", 4))  # in the line rpc
UNTOLD_4 = ("Op0Unused", "Op1Unused", "Op2Future", "PutPubFH", "PutRootFH")
REQUESTS = (
    ("2", "proc2", VERSION_2, ("Null",)),
    ("3", "proc3", VERSION_3, ("Null",)),
    ("4", "proc4ops", SERVER_4, UNTOLD_4),
)


class Collector(Base):
    """Reads one file; it is there while the server's module is loaded."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("net/rpc/nfsd"))
        self._single = Single(*(metric for metric, _, _ in PLACES))
        self._packets = Table(
            Metric(f"{_N}packets_total", "counter", "Total NFSd network packets (sent+received) by protocol type.")
        )
        self._errors = Table(
            Metric(f"{_N}rpc_errors_total", "counter", "Total number of NFSd RPC errors by error type.")
        )
        self._requests = Table(
            Metric(f"{_N}requests_total", "counter", "Total number NFSd Requests by method and protocol.")
        )

    def page(self) -> bytes:
        """What the server did, and how often each procedure of each version was called."""
        try:
            lines = numbers(self._file.read())
        except FileNotFoundError as error:
            raise NoData("the NFS server is not loaded") from error
        single = [at(lines, line, place) for _, line, place in PLACES]
        packets = [(at(lines, "net", place),) for place in (1, 2)]
        errors = [(at(lines, "rpc", place),) for _, place in ERRORS]
        asked = requests(lines)
        return (
            self._single.render(single)
            + self._packets.render([labels(proto="udp"), labels(proto="tcp")], packets)
            + self._errors.render([labels(error=name) for name, _ in ERRORS], errors)
            + self._requests.render([key for key, _ in asked], [(count,) for _, count in asked])
        )


def at(lines: Mapping[str, Sequence[bytes]], line: str, place: int) -> bytes:
    """One number, 0 where the kernel does not have it."""
    found = lines.get(line, ())
    return PLAIN[found[place]] if place < len(found) else b"0"


def requests(lines: Mapping[str, Sequence[bytes]]) -> list[tuple[bytes, bytes]]:
    """The procedures and their counts, without those that node_exporter leaves out."""
    found = []
    for proto, line, names, untold in REQUESTS:
        for name, count in zip(names, procedures(lines.get(line, ()), names), strict=True):
            if name not in untold:
                found.append((labels(proto=proto, method=name), PLAIN[count]))
    found.append((labels(proto="4", method="WdelegGetattr"), at(lines, "wdeleg_getattr", 0)))
    return found
