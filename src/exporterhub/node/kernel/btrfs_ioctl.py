"""What a mounted btrfs tells of its devices (linux/btrfs.h). Needs CAP_SYS_ADMIN."""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["ERRORS", "Filesystem", "Member", "ask"]

ERRORS = ("write", "read", "flush", "corruption", "generation")  # enum btrfs_dev_stat_values, in its order

_FS_INFO, _DEV_INFO, _DEV_STATS = 0x8400941F, 0xD000941E, 0xC4089434  # BTRFS_IOC_FS_INFO, _DEV_INFO, _GET_DEV_STATS
_FS = struct.Struct("=QQ16s")  # the highest number of a device, how many there are, the UUID
_DEVICE = struct.Struct("=Q16sQQ")  # its number, its UUID, bytes used, bytes
_STATS = struct.Struct("=QQQ5Q")  # its number, how many counters, flags, the counters
_FS_LENGTH, _DEVICE_LENGTH, _STATS_LENGTH = 1024, 4096, 1032
_PATH = 3072  # where a device's path begins
_MOST = 1 << 16

Call = Callable[[int, int, bytearray], object]


class Member(NamedTuple):
    """A device of a filesystem; ``errors`` in the order of ``ERRORS``."""

    path: str
    uuid: str
    used: int
    size: int
    errors: tuple[int, ...]


class Filesystem(NamedTuple):
    """A filesystem: its UUID in hexadecimal digits without dashes, and its devices."""

    uuid: str
    members: list[Member]


def _ioctl(descriptor: int, request: int, buffer: bytearray) -> object:
    import fcntl  # Unix has it

    return fcntl.ioctl(descriptor, request, buffer)


def ask(point: str, call: Call = _ioctl) -> Filesystem | None:
    """The filesystem at a mount point; None where it does not answer."""
    try:
        descriptor = os.open(point, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        return _ask(descriptor, call)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def _ask(descriptor: int, call: Call) -> Filesystem:
    buffer = bytearray(_FS_LENGTH)
    call(descriptor, _FS_INFO, buffer)
    highest, count, uuid = _FS.unpack_from(buffer)
    members: list[Member] = []
    for number in range(min(highest, _MOST) + 1):
        if len(members) == count:
            break
        member = _member(descriptor, call, number)
        if member is not None:
            members.append(member)
    return Filesystem(uuid.hex(), members)


def _member(descriptor: int, call: Call, number: int) -> Member | None:
    """A device; None where the number is not in use."""
    buffer = bytearray(_DEVICE_LENGTH)
    _DEVICE.pack_into(buffer, 0, number, b"", 0, 0)
    try:
        call(descriptor, _DEV_INFO, buffer)
    except OSError as error:
        if error.errno == errno.ENODEV:
            return None
        raise
    _, uuid, used, size = _DEVICE.unpack_from(buffer)
    path = os.fsdecode(bytes(buffer[_PATH:]).split(b"\0", 1)[0])
    counters = bytearray(_STATS_LENGTH)
    _STATS.pack_into(counters, 0, number, len(ERRORS), 0, 0, 0, 0, 0, 0)
    call(descriptor, _DEV_STATS, counters)
    return Member(path, uuid.hex(), used, size, _STATS.unpack_from(counters)[3:])
