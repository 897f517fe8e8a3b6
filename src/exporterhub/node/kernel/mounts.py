"""The mount table (proc_pid_mountinfo(5)) and its filters."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import NamedTuple

from exporterhub.node.text import words

__all__ = ["LOCAL", "Mount", "may_block", "parse"]

_OCTAL = re.compile(rb"\\([0-7]{3})")

# Filesystems that answer statfs(2) from memory: neither a server nor a process has to be asked.
LOCAL = frozenset(
    words(
        "bcachefs binfmt_misc bpf btrfs cgroup cgroup2 configfs cramfs debugfs devpts devtmpfs efivarfs erofs"
        " exfat ext2 ext3 ext4 f2fs fusectl hugetlbfs iso9660 jfs mqueue nilfs2 nsfs ntfs3 overlay proc pstore"
        " ramfs reiserfs rootfs securityfs selinuxfs squashfs sysfs tmpfs tracefs udf vfat xfs"
    )
)


class Mount(NamedTuple):
    """One line. Names are as the file system has them, undecodable bytes as surrogates (``os.fsdecode``)."""

    device: str
    point: str
    type: str
    readonly: bool
    major: str
    minor: str


def may_block(mount: Mount, remote: Collection[str]) -> bool:
    """Whether a question about ``mount`` may wait for a server or a process.

    ``remote`` are the mount points of all filesystems that are not local: the way to a local one may lead through them.
    """
    return mount.type not in LOCAL or any(mount.point.startswith(point.rstrip("/") + "/") for point in remote)


def parse(data: bytes) -> list[Mount]:
    """The mounts, in the table's order. A line that is none is left out."""
    return [mount for line in data.split(b"\n") if (mount := _mount(line)) is not None]


def _mount(line: bytes) -> Mount | None:
    fields = line.split(b" ")  # the device's name may be empty: two blanks then stand side by side
    if len(fields) < 10 or fields[-4] != b"-":
        return None
    major, colon, minor = fields[2].partition(b":")
    if not colon or not major.isdigit() or not minor.isdigit():
        return None
    options = fields[5].split(b",") + fields[-1].split(b",")
    return Mount(
        device=os.fsdecode(fields[-2]),
        point=os.fsdecode(_OCTAL.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), fields[4])),
        type=os.fsdecode(fields[-3]),
        readonly=b"ro" in options,
        major=major.decode(),
        minor=minor.decode(),
    )
