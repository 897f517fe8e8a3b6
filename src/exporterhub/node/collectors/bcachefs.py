"""Bcachefs filesystems (``/sys/fs/bcachefs``)."""

from __future__ import annotations

import re

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import is_folder, listing
from exporterhub.node.kernel.human import bcachefs_size
from exporterhub.node.kernel.sysfs import Device, Devices
from exporterhub.node.numbers import PLAIN, int_text
from exporterhub.node.text import Families, Metric, labels
from exporterhub.toolkit import NoData

_B = "node_bcachefs_"
INFO = Metric(f"{_B}info", "gauge", "Filesystem information.")
CACHE = Metric(f"{_B}btree_cache_size_bytes", "gauge", "Btree cache memory usage in bytes.")
COMPRESSED = Metric(f"{_B}compression_compressed_bytes", "gauge", "Compressed size by algorithm.")
UNCOMPRESSED = Metric(f"{_B}compression_uncompressed_bytes", "gauge", "Uncompressed size by algorithm.")
ERRORS = Metric(f"{_B}errors_total", "counter", "Error count by error type.")
WRITES = Metric(f"{_B}btree_writes_total", "counter", "Number of btree writes by type.")
WRITE_SIZE = Metric(f"{_B}btree_write_average_size_bytes", "gauge", "Average btree write size by type.")
DEVICE = Metric(f"{_B}device_info", "gauge", "Device information.")
BUCKET_SIZE = Metric(f"{_B}device_bucket_size_bytes", "gauge", "Bucket size in bytes.")
BUCKETS = Metric(f"{_B}device_buckets", "gauge", "Total number of buckets.")
DURABILITY = Metric(f"{_B}device_durability", "gauge", "Device durability setting.")
DONE = Metric(f"{_B}device_io_done_bytes_total", "counter", "IO bytes by operation type and data type.")
IO_ERRORS = Metric(f"{_B}device_io_errors_total", "counter", "IO errors by error type.")


class Collector(Base):
    """Reads the folder of each filesystem."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        folder = self.paths.sys("fs/bcachefs")
        self._devices = Devices(folder, lambda name: is_folder(f"{folder}/{name}"))

    def page(self) -> bytes:
        """Caches, compression, counters and errors of each filesystem, and its devices."""
        try:
            devices = self._devices.now()
        except FileNotFoundError as error:
            raise NoData("bcachefs is not loaded") from error
        if not devices:
            raise NoData("no bcachefs is mounted")
        self.may_block = True
        found = Families()
        for uuid, device in devices.items():
            add_filesystem(found, uuid, device)
        return found.render()


def add_filesystem(found: Families, uuid: str, device: Device) -> None:
    """One filesystem."""
    key = labels(uuid=uuid)
    found.add(INFO, key, b"1")
    found.add(CACHE, key, int_text(bcachefs_size(device.read("btree_cache_size") or b"0")))
    for algorithm, compressed, uncompressed, *_ in table(device.text("compression_stats")):
        key = labels(uuid=uuid, algorithm=algorithm)
        found.add(COMPRESSED, key, int_text(bcachefs_size(compressed)))
        found.add(UNCOMPRESSED, key, int_text(bcachefs_size(uncompressed)))
    for words in map(bytes.split, device.text("errors").split(b"\n")):
        if len(words) > 1:
            found.add(ERRORS, labels(uuid=uuid, error_type=words[0]), PLAIN[words[1]])
    for kind, count, size, *_ in table(device.text("btree_write_stats")):
        key = labels(uuid=uuid, type=kind)
        found.add(WRITES, key, PLAIN[count])
        found.add(WRITE_SIZE, key, int_text(bcachefs_size(size)))
    for name in _listed(device, "counters"):
        add_counter(found, uuid, name, device.text(f"counters/{name}"))
    for name in _listed(device, ""):
        if name.startswith("dev-"):
            add_device(found, uuid, name, device)


def _listed(device: Device, folder: str) -> list[str]:
    try:
        return listing(f"{device.folder}/{folder}")
    except OSError:
        return []


def table(text: bytes) -> list[list[bytes]]:
    """The rows below the heading that have three columns and more, the first without its colon."""
    rows = [line.split() for line in text.split(b"\n")[1:]]
    return [[row[0].removesuffix(b":"), *row[1:]] for row in rows if len(row) > 2]


def add_counter(found: Families, uuid: str, name: str, text: bytes) -> None:
    """A counter that lasts from mount to mount."""
    value = _after(text, b"since filesystem creation:")
    if value is not None:
        family = f"{_B}{re.sub(r'_*[^0-9A-Za-z_]+_*', '_', name)}_total"
        metric = Metric(family, "counter", f"Bcachefs counter {name} since filesystem creation.")
        found.add(metric, labels(uuid=uuid), int_text(bcachefs_size(value)))


def _after(text: bytes, beginning: bytes) -> bytes | None:
    lines = (line for line in text.split(b"\n") if line.startswith(beginning))
    return next((line[len(beginning) :] for line in lines), None)


def add_device(found: Families, uuid: str, folder: str, device: Device) -> None:
    """One device of a filesystem."""
    name = folder.removeprefix("dev-")
    key = labels(uuid=uuid, device=name)
    about = {"label": device.text(f"{folder}/label"), "state": device.text(f"{folder}/state")}
    found.add(DEVICE, labels(uuid=uuid, device=name, **about), b"1")
    found.add(BUCKET_SIZE, key, int_text(bcachefs_size(device.read(f"{folder}/bucket_size") or b"0")))
    found.add(BUCKETS, key, device.value(f"{folder}/nbuckets") or b"0")
    found.add(DURABILITY, key, device.value(f"{folder}/durability") or b"0")
    for operation, kind, count in io_done(device.text(f"{folder}/io_done")):
        found.add(DONE, labels(uuid=uuid, device=name, operation=operation, data_type=kind), PLAIN[count])
    for kind, count in io_errors(device.text(f"{folder}/io_errors")):
        found.add(IO_ERRORS, labels(uuid=uuid, device=name, type=kind), PLAIN[count])


def io_done(text: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Operation, kind of data and bytes: lines below ``read:`` and ``write:``."""
    found, operation = [], b""
    for line in map(bytes.strip, text.split(b"\n")):
        if line in (b"read:", b"write:"):
            operation = line[:-1]
        elif operation and b":" in line:
            kind, _, count = line.partition(b":")
            found.append((operation, kind.strip(), count.strip()))
    return found


def io_errors(text: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and number of the errors since the filesystem was made; those since a reset follow."""
    found, counting = [], False
    for line in text.split(b"\n"):
        if line.startswith(b"IO errors since "):
            if counting:
                break
            counting = line.startswith(b"IO errors since filesystem creation")
        elif counting and b":" in line:
            kind, _, count = line.partition(b":")
            found.append((kind.strip(), count.strip()))
    return found
