"""Connections that netfilter follows (``/proc/sys/net/netfilter``, ``/proc/net/stat/nf_conntrack``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN, int_text
from exporterhub.node.text import Metric, Single
from exporterhub.toolkit import NoData

EMIT = Single(
    Metric(
        "node_nf_conntrack_entries",
        "gauge",
        "Number of currently allocated flow entries for connection tracking.",
    ),
    Metric("node_nf_conntrack_entries_limit", "gauge", "Maximum size of connection tracking table."),
    Metric("node_nf_conntrack_stat_found", "gauge", "Number of searched entries which were successful."),
    Metric("node_nf_conntrack_stat_invalid", "gauge", "Number of packets seen which can not be tracked."),
    Metric(
        "node_nf_conntrack_stat_ignore",
        "gauge",
        "Number of packets seen which are already connected to a conntrack entry.",
    ),
    Metric("node_nf_conntrack_stat_insert", "gauge", "Number of entries inserted into the list."),
    Metric(
        "node_nf_conntrack_stat_insert_failed",
        "gauge",
        "Number of entries for which list insertion was attempted but failed.",
    ),
    Metric("node_nf_conntrack_stat_drop", "gauge", "Number of packets dropped due to conntrack failure."),
    Metric(
        "node_nf_conntrack_stat_early_drop",
        "gauge",
        "Number of dropped conntrack entries to make room for new ones, if maximum table size was reached.",
    ),
    Metric(
        "node_nf_conntrack_stat_search_restart",
        "gauge",
        "Number of conntrack table lookups which had to be restarted due to hashtable resizes.",
    ),
)
# The columns of found, invalid, ignore, insert, insert_failed, drop, early_drop, search_restart
COLUMNS = (2, 4, 5, 8, 9, 10, 11, 16)


class Collector(Base):
    """Reads three files; they are not there while the kernel module is not loaded."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = self.paths.proc("sys/net/netfilter")
        self._sizes = [File(f"{folder}/nf_conntrack_{name}", whole=True) for name in ("count", "max")]
        self._file = File(self.paths.proc("net/stat/nf_conntrack"))

    def page(self) -> bytes:
        """Ten gauges."""
        try:
            sizes = [PLAIN[file.read().strip()] for file in self._sizes]
            sums = parse(self._file.read())
        except FileNotFoundError as error:
            raise NoData("connection tracking is probably not loaded") from error
        return EMIT.render([*sizes, *map(int_text, sums)])


def parse(data: bytes) -> list[int]:
    """The sums over all CPUs of the columns in use. Raises ValueError for a line of another length."""
    rows = [line.split() for line in data.split(b"\n")[1:] if line]
    for row in rows:
        if len(row) not in (16, 17):  # kernels before 2.6.35 do not count search_restart
            raise ValueError(f"a line of nf_conntrack has {len(row)} columns")
    return [sum(int(row[column], 16) for row in rows if column < len(row)) for column in COLUMNS]
