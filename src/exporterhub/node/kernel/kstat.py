"""ZFS's kernel statistics below ``/proc/spl/kstat/zfs`` (OpenZFS, lib/libspl/include/sys/kstat.h)."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

__all__ = ["Numbers", "dataset", "named", "pool_io"]

_SIGNED, _UNSIGNED = b"3", b"4"  # KSTAT_DATA_INT64, KSTAT_DATA_UINT64

Numbers = dict[str, bytes]


class Dataset(NamedTuple):
    """A dataset and its counters."""

    name: str
    numbers: Numbers


def named(data: bytes) -> Numbers:
    """The 64-bit numbers of a table ``name type data``. Raises ValueError where there is no such table."""
    return {words[0].decode(): words[2] for words in _rows(data) if words[1] in (_SIGNED, _UNSIGNED)}


def dataset(data: bytes) -> Dataset:
    """The numbers of one dataset; its name may have blanks. Raises ValueError where there is no such table."""
    name, numbers = "", {}
    for words in _rows(data):
        if words[0] == b"dataset_name":
            name = b" ".join(words[2:]).decode(errors="replace")
        elif words[1] == _UNSIGNED:
            numbers[words[0].decode()] = words[2]
    return Dataset(name, numbers)


def _rows(data: bytes) -> list[list[bytes]]:
    lines = [line.split() for line in data.split(b"\n")]
    if [b"name", b"type", b"data"] not in lines:
        raise ValueError("there is no table of names, types and data")
    begin = lines.index([b"name", b"type", b"data"]) + 1
    return [words for words in lines[begin:] if len(words) > 2]


def pool_io(data: bytes) -> Numbers:
    """The numbers of a pool's file ``io``: one line of names, one of values. Empty for another file."""
    lines = [line.split() for line in data.split(b"\n")]
    for names, values in pairwise(lines):
        if len(names) >= 12 and names[0] == b"nread":
            return {name.decode(): value for name, value in zip(names, values, strict=True)}
    return {}
