"""Block devices cached by faster ones (``/sys/fs/bcache``, the kernel's Documentation/admin-guide/bcache.rst)."""

from __future__ import annotations

from collections.abc import Callable

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.flags import switch
from exporterhub.node.kernel.human import bcache_size
from exporterhub.node.kernel.sysfs import Device, Devices, numbered
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Families, Metric, labels

FLAG = "collector.bcache.priorityStats"
_B = "node_bcache_"

Said = tuple[str, Metric]
"""A file, and the family of its number."""


def _gauge(name: str, said: str) -> Metric:
    return Metric(f"{_B}{name}", "gauge", said)


def _counter(name: str, said: str) -> Metric:
    return Metric(f"{_B}{name}_total", "counter", said)


WHOLE: tuple[Said, ...] = (
    ("average_key_size", _gauge("average_key_size_sectors", "Average data per key in the btree (sectors).")),
    ("btree_cache_size", _gauge("btree_cache_size_bytes", "Amount of memory currently used by the btree cache.")),
    (
        "cache_available_percent",
        _gauge(
            "cache_available_percent",
            "Percentage of cache device without dirty data, usable for writeback (may contain clean cached data).",
        ),
    ),
    ("congested", _gauge("congested", "Congestion.")),
    (
        "root_usage_percent",
        _gauge(
            "root_usage_percent",
            "Percentage of the root btree node in use (tree depth increases if too high).",
        ),
    ),
    ("tree_depth", _gauge("tree_depth", "Depth of the btree.")),
    (
        "internal/active_journal_entries",
        _gauge("active_journal_entries", "Number of journal entries that are newer than the index."),
    ),
    ("internal/btree_nodes", _gauge("btree_nodes", "Total nodes in the btree.")),
    (
        "internal/cache_read_races",
        _counter(
            "cache_read_races",
            "Counts instances where while data was being read from the cache, the bucket was reused and invalidated -"
            " i.e. where the pointer was stale after the read completed.",
        ),
    ),
)
READ = _gauge("btree_read_average_duration_seconds", "Average btree read duration.")
DIRTY = _gauge("dirty_data_bytes", "Amount of dirty data for this backing device in the cache.")
BACKING: tuple[Said, ...] = (
    (
        "bypassed",
        _counter("bypassed_bytes", "Amount of IO (both reads and writes) that has bypassed the cache."),
    ),
    ("cache_hits", _counter("cache_hits", "Hits counted per individual IO as bcache sees them.")),
    ("cache_misses", _counter("cache_misses", "Misses counted per individual IO as bcache sees them.")),
    ("cache_bypass_hits", _counter("cache_bypass_hits", "Hits for IO intended to skip the cache.")),
    ("cache_bypass_misses", _counter("cache_bypass_misses", "Misses for IO intended to skip the cache.")),
    (
        "cache_miss_collisions",
        _counter(
            "cache_miss_collisions",
            "Instances where data insertion from cache miss raced with write (data already present).",
        ),
    ),
)
READAHEAD = _counter("cache_readaheads", "Count of times readahead occurred.")
WRITEBACK: tuple[Said, ...] = (
    (
        "target",
        _gauge("dirty_target_bytes", "Current dirty data target threshold for this backing device in bytes."),
    ),
    ("rate", _gauge("writeback_rate", "Current writeback rate for this backing device in bytes.")),
    (
        "proportional",
        _gauge("writeback_rate_proportional_term", "Current result of proportional controller, part of writeback rate"),
    ),
    (
        "integral",
        _gauge("writeback_rate_integral_term", "Current result of integral controller, part of writeback rate"),
    ),
    ("change", _gauge("writeback_change", "Last writeback rate change step for this backing device.")),
)
CACHE: tuple[Said, ...] = (
    ("io_errors", _gauge("io_errors", "Number of errors that have occurred, decayed by io_error_halflife.")),
    (
        "metadata_written",
        _counter("metadata_written_bytes", "Sum of all non data writes (btree writes and all other metadata)."),
    ),
    ("written", _counter("written_bytes", "Sum of all data that has been written to the cache.")),
)
PRIORITY: tuple[Said, ...] = (
    (
        "Unused",
        _gauge("priority_stats_unused_percent", "The percentage of the cache that doesn't contain any data."),
    ),
    ("Metadata", _gauge("priority_stats_metadata_percent", "Bcache's metadata overhead.")),
)


class Collector(Base):
    """Reads the folder of each set of caches."""

    flags = (switch(FLAG, "Expose expensive priority stats."),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("fs/bcache"), lambda name: "-" in name)
        self._priority = context.options.switch(FLAG)

    def page(self) -> bytes:
        """What each set, backing device and cache device counts."""
        try:
            devices = self._devices.now()
        except FileNotFoundError:
            return b""
        self.may_block = bool(devices)
        found = Families()
        for uuid, device in devices.items():
            self._add(found, uuid, device)
        return found.render()

    def _add(self, found: Families, uuid: str, device: Device) -> None:
        key = labels(uuid=uuid)
        for file, metric in WHOLE:
            found.add(metric, key, int_text(size(device, file)))
        found.add(READ, key, float_text(size(device, "internal/btree_read_average_duration_us") * 1e-9))
        for name in numbered(device.folder, "bdev"):
            add_backing(found, device, name, labels(uuid=uuid, backing_device=name))
        for name in numbered(device.folder, "cache"):
            key = labels(uuid=uuid, cache_device=name)
            for file, metric in CACHE:
                found.add(metric, key, int_text(size(device, f"{name}/{file}")))
            if self._priority:
                add_lines(
                    found, key, device.text(f"{name}/priority_stats"), PRIORITY, lambda text: int(text.rstrip(b"%"))
                )


def size(device: Device, file: str) -> int:
    """The number in a file, 0 where a version of the module does not have it."""
    return bcache_size(device.read(file) or b"0")


def add_backing(found: Families, device: Device, name: str, key: bytes) -> None:
    """One backing device."""
    found.add(DIRTY, key, int_text(size(device, f"{name}/dirty_data")))
    add_lines(
        found,
        key,
        device.text(f"{name}/writeback_rate_debug"),
        WRITEBACK,
        lambda t: bcache_size(t.removesuffix(b"/sec")),
    )
    for file, metric in BACKING:
        found.add(metric, key, int_text(size(device, f"{name}/stats_total/{file}")))
    ahead = size(device, f"{name}/stats_total/cache_readaheads")
    found.add(READAHEAD, key, int_text(ahead) if ahead else None)  # gone since Linux 5.13


def add_lines(found: Families, key: bytes, text: bytes, wanted: tuple[Said, ...], read: Callable[[bytes], int]) -> None:
    """The numbers of a file with lines ``name: ... number``."""
    lines = {
        name.strip().decode(): rest.split() for name, _, rest in (line.partition(b":") for line in text.split(b"\n"))
    }
    for name, metric in wanted:
        words = lines.get(name)
        found.add(metric, key, int_text(read(words[-1])) if words else b"0")
