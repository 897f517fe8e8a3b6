"""Operations of XFS filesystems (``/sys/fs/xfs/*/stats/stats``, xfs.org "Runtime Stats")."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Table, labels

_SYSTEM = "Number of times the OS"
# The line, and for each number of it that is exposed: its place, the family, the help
LINES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "extent_alloc": (
        (0, "extent_allocation_extents_allocated", "Number of extents allocated for a filesystem."),
        (1, "extent_allocation_blocks_allocated", "Number of blocks allocated for a filesystem."),
        (2, "extent_allocation_extents_freed", "Number of extents freed for a filesystem."),
        (3, "extent_allocation_blocks_freed", "Number of blocks freed for a filesystem."),
    ),
    "abt": (
        (0, "allocation_btree_lookups", "Number of allocation B-tree lookups for a filesystem."),
        (1, "allocation_btree_compares", "Number of allocation B-tree compares for a filesystem."),
        (2, "allocation_btree_records_inserted", "Number of allocation B-tree records inserted for a filesystem."),
        (3, "allocation_btree_records_deleted", "Number of allocation B-tree records deleted for a filesystem."),
    ),
    "blk_map": (
        (0, "block_mapping_reads", "Number of block map for read operations for a filesystem."),
        (1, "block_mapping_writes", "Number of block map for write operations for a filesystem."),
        (2, "block_mapping_unmaps", "Number of block unmaps (deletes) for a filesystem."),
        (3, "block_mapping_extent_list_insertions", "Number of extent list insertions for a filesystem."),
        (4, "block_mapping_extent_list_deletions", "Number of extent list deletions for a filesystem."),
        (5, "block_mapping_extent_list_lookups", "Number of extent list lookups for a filesystem."),
        (6, "block_mapping_extent_list_compares", "Number of extent list compares for a filesystem."),
    ),
    "bmbt": (
        (0, "block_map_btree_lookups", "Number of block map B-tree lookups for a filesystem."),
        (1, "block_map_btree_compares", "Number of block map B-tree compares for a filesystem."),
        (2, "block_map_btree_records_inserted", "Number of block map B-tree records inserted for a filesystem."),
        (3, "block_map_btree_records_deleted", "Number of block map B-tree records deleted for a filesystem."),
    ),
    "dir": (
        (
            0,
            "directory_operation_lookup",
            "Number of file name directory lookups which miss the operating systems directory name lookup cache.",
        ),
        (1, "directory_operation_create", "Number of times a new directory entry was created for a filesystem."),
        (
            2,
            "directory_operation_remove",
            "Number of times an existing directory entry was created for a filesystem.",
        ),
        (
            3,
            "directory_operation_getdents",
            "Number of times the directory getdents operation was performed for a filesystem.",
        ),
    ),
    "ig": (
        (0, "inode_operation_attempts", f"{_SYSTEM} looked for an XFS inode in the inode cache."),
        (1, "inode_operation_found", f"{_SYSTEM} looked for and found an XFS inode in the inode cache."),
        (
            2,
            "inode_operation_recycled",
            f"{_SYSTEM} found an XFS inode in the cache, but could not use it as it was being recycled.",
        ),
        (3, "inode_operation_missed", f"{_SYSTEM} looked for an XFS inode in the cache, but did not find it."),
        (
            4,
            "inode_operation_duplicates",
            (
                f"{_SYSTEM} tried to add a missing XFS inode to the inode cache, but found it had already been added by"
                " another process."
            ),
        ),
        (
            5,
            "inode_operation_reclaims",
            f"{_SYSTEM} reclaimed an XFS inode from the inode cache to free memory for another purpose.",
        ),
        (
            6,
            "inode_operation_attribute_changes",
            f"{_SYSTEM} explicitly changed the attributes of an XFS inode.",
        ),
    ),
    "rw": (
        (0, "write_calls", "Number of write(2) system calls made to files in a filesystem."),
        (1, "read_calls", "Number of read(2) system calls made to files in a filesystem."),
    ),
    "vnodes": (
        (0, "vnode_active", "Number of vnodes not on free lists for a filesystem."),
        (1, "vnode_allocate", "Number of times vn_alloc called for a filesystem."),
        (2, "vnode_get", "Number of times vn_get called for a filesystem."),
        (3, "vnode_hold", "Number of times vn_hold called for a filesystem."),
        (4, "vnode_release", "Number of times vn_rele called for a filesystem."),
        (5, "vnode_reclaim", "Number of times vn_reclaim called for a filesystem."),
        (6, "vnode_remove", "Number of times vn_remove called for a filesystem."),
    ),
}


class Collector(Base):
    """Reads the file of each mounted filesystem; kernels before 4.4 have none."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._devices = Devices(self.paths.sys("fs/xfs"))
        self._emit = Table(
            *(
                Metric(f"node_xfs_{name}_total", "counter", said)
                for columns in LINES.values()
                for _, name, said in columns
            )
        )

    def page(self) -> bytes:
        """One series for each filesystem in each family."""
        try:
            devices = self._devices.now()
        except FileNotFoundError:
            return b""
        rows = {name: row for name, device in devices.items() if (row := read(device)) is not None}
        return self._emit.render([labels(device=name) for name in rows], list(rows.values()))


def read(device: Device) -> list[bytes] | None:
    """The numbers of one filesystem; None for a folder that is none."""
    data = device.read("stats/stats")
    return None if data is None else parse(data)


def parse(data: bytes) -> list[bytes]:
    """The numbers in the order of ``LINES``; 0 for those that a kernel does not have."""
    lines = {words[0].decode(): words[1:] for line in data.split(b"\n") if (words := line.split())}
    found = []
    for name, columns in LINES.items():
        numbers = lines.get(name, [])
        found += [PLAIN[numbers[place]] if place < len(numbers) else b"0" for place, *_ in columns]
    return found
