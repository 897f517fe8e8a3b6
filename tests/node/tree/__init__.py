"""A made-up host: trees of ``/proc``, ``/sys``, udev's database and the root, written file by file.

Nothing here is taken from a real machine. Numbers are chosen so that they differ from each other: a column read in the
wrong place shows. ``make`` builds the host that the tests compare; ``large`` one of any size, for measurements.
"""

from __future__ import annotations

from pathlib import Path

from node_tests_tree import disks, filesystems, hardware, kernel, network
from node_tests_tree.base import Tree

__all__ = ["Tree", "large", "make"]

SUBJECTS = (
    kernel.cpu,
    kernel.memory,
    kernel.kernel,
    kernel.system,
    disks.disks,
    disks.mounts,
    disks.raid,
    network.network,
    network.protocols,
    network.nfs,
    network.balancer,
    network.ports,
    hardware.sensors,
    hardware.power,
    filesystems.filesystems,
    filesystems.zfs,
    filesystems.btrfs,
    filesystems.bcache,
)


def make(folder: Path) -> Tree:
    """A host with something for every collector."""
    tree = Tree(folder)
    for subject in SUBJECTS:
        subject(tree)
    return tree


def large(folder: Path, *, cpus: int = 4, disks: int = 2, mounts: int = 8, interfaces: int = 4) -> Tree:
    """A host of a size, with the files of the first ten collectors."""
    tree = make(folder)
    kernel.cpu(tree, cpus + 1)
    numbers = " ".join(str(1009 * column + 7) for column in range(17))
    tree.write("proc/diskstats", "\n".join(f"   8 {n:7} disk{n:04} {n}{numbers}" for n in range(disks)))
    lines = ["29 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw"]
    for n in range(1, mounts):
        (tree.root / f"srv/m{n}").mkdir(parents=True, exist_ok=True)
        lines.append(f"{30 + n} 29 8:{n} / /srv/m{n} rw,relatime shared:{n} - ext4 /dev/disk{n:04} rw")
    tree.write("proc/1/mountinfo", "\n".join(lines))
    head = "a\nb\n"
    tree.write(
        "proc/net/dev",
        head + "\n".join(f" eth{n}: " + " ".join(str(n + 17 * c) for c in range(16)) for n in range(interfaces)),
    )
    return tree
