"""ZFS: its cache, its transactions, and its pools and datasets (``/proc/spl/kstat/zfs``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import listing, try_read
from exporterhub.node.kernel.kstat import Numbers, dataset, named, pool_io
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Families, Metric, labels
from exporterhub.toolkit import NoData

# The family's prefix and the file
SUBSYSTEMS = {
    "zfs_abd": "abdstats",
    "zfs_arc": "arcstats",
    "zfs_dbuf": "dbufstats",
    "zfs_dmu_tx": "dmu_tx",
    "zfs_dnode": "dnodestats",
    "zfs_fm": "fm",
    "zfs_vdev_cache": "vdev_cache_stats",
    "zfs_vdev_mirror": "vdev_mirror_stats",
    "zfs_xuio": "xuio_stats",
    "zfs_zfetch": "zfetchstats",
    "zfs_zil": "zil",
}
STATES = ("online", "degraded", "faulted", "offline", "removed", "unavail", "suspended")
STATE = Metric("node_zfs_zpool_state", "gauge", "kstat.zfs.misc.state")


class Collector(Base):
    """Reads the tables that this version of ZFS has."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._folder = self.paths.proc("spl/kstat/zfs")

    def page(self) -> bytes:
        """One family for each number: without labels, by pool, or by pool and dataset."""
        try:
            present = listing(self._folder)
        except FileNotFoundError as error:
            raise NoData("ZFS is not loaded") from error
        self.may_block = True  # a pool that lost its disks holds locks
        found = Families()
        for prefix, file in SUBSYSTEMS.items():
            data = try_read(f"{self._folder}/{file}")
            if data is not None:
                add(found, prefix, file, b"", named(data))
        for pool in present:
            self._pool(found, pool)
        return found.render()

    def _pool(self, found: Families, pool: str) -> None:
        try:
            names = listing(f"{self._folder}/{pool}")
        except OSError:  # a file, or a pool that went away
            return
        for name in names:
            data = try_read(f"{self._folder}/{pool}/{name}")
            if data is None:
                continue
            if name == "io":
                add(found, "zfs_zpool", "io", labels(zpool=pool), pool_io(data))
            elif name == "state":
                add_state(found, pool, data)
            elif name.startswith("objset-"):
                tank = dataset(data)
                add(found, "zfs_zpool_dataset", "objset", labels(zpool=pool, dataset=tank.name), tank.numbers)


def add(found: Families, prefix: str, table: str, key: bytes, numbers: Numbers) -> None:
    """The numbers of one table."""
    for name, number in numbers.items():
        family = f"node_{prefix}_{name.replace('-', '_')}"
        found.add(Metric(family, "untyped", f"kstat.zfs.misc.{table}.{name}"), key, PLAIN[number])


def add_state(found: Families, pool: str, data: bytes) -> None:
    """Which of its states a pool is in."""
    now = data.split(b"\n", 1)[0].decode(errors="replace").lower()
    for state in STATES:
        found.add(STATE, labels(zpool=pool, state=state), b"1" if state == now else b"0")
