"""The values in the files of ``prometheus_client``'s multiprocess mode, and what becomes of several processes' values.

A file is named ``<type>_<pid>.db`` or ``gauge_<mode>_<pid>.db`` and holds keys (JSON: family, sample, labels, help),
each with a value and a time. Counters, summaries and histograms add up; gauges do what their mode says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from exporterhub.exposition import Family, Sample, canonical_bound, format_float

__all__ = ["Key", "Source", "Value", "Values", "add", "families", "read", "source_of"]

_FILE = re.compile(r"(counter|histogram|summary|gauge)(?:_([a-z]+))?_([0-9]+)\.db")


class Source(NamedTuple):
    """What a file's name says. ``mode`` is a gauge's, else empty."""

    type: str
    mode: str
    pid: int

    @property
    def live_only(self) -> bool:
        """Whether it counts only while its process lives."""
        return self.mode.startswith("live")


class Key(NamedTuple):
    """What tells one value from another. ``encoded`` is the library's JSON; ``pid`` is 0 unless each process counts."""

    type: str
    mode: str
    encoded: str
    pid: int = 0


class Value(NamedTuple):
    """A value, and when it was set (for the mode mostrecent)."""

    value: float
    time: float = 0.0


Values = dict[Key, Value]


def source_of(path: Path) -> Source | None:
    """What the name says; None for a file that is none of the library's."""
    match = _FILE.fullmatch(path.name)
    if match is None or (match[1] == "gauge") is not bool(match[2]):
        return None
    return Source(match[1], match[2] or "", int(match[3]))


def read(path: Path, source: Source) -> Values:
    """The values of a file.

    Raises:
        OSError: it has gone.
        ValueError: it is damaged.
    """
    from prometheus_client.mmap_dict import MmapedDict

    pid = source.pid if source.mode in ("all", "liveall") else 0
    try:
        entries = MmapedDict.read_all_values_from_file(str(path))  # type: ignore[no-untyped-call]
        return {Key(source.type, source.mode, key, pid): Value(value, at) for key, value, at, _ in entries}
    except OSError:
        raise
    except Exception as error:  # struct.error, RuntimeError, UnicodeDecodeError: whatever a torn file leads to
        raise ValueError(f"{path.name} is damaged: {error}") from error


def add(total: Values, more: Mapping[Key, Value]) -> None:
    """Put ``more`` into ``total``."""
    for key, new in more.items():
        old = total.get(key)
        total[key] = new if old is None else _combined(key, old, new)


def _combined(key: Key, old: Value, new: Value) -> Value:
    mode = key.mode.removeprefix("live")
    if mode == "min":
        return min(old, new)
    if mode == "max":
        return max(old, new)
    if mode == "mostrecent":
        return new if new.time > old.time else old
    if mode == "all":
        return new
    return Value(old.value + new.value, max(old.time, new.time))


def families(values: Values) -> list[Family]:
    """Families of all values. Buckets, which the files hold one by one, are cumulated."""
    found: dict[str, tuple[str, str, list[Sample]]] = {}
    for key, value in values.items():
        name, sample, labels, text = json.loads(key.encoded)
        if key.pid:
            labels["pid"] = str(key.pid)
        _, _, samples = found.setdefault(name, (key.type, text, []))
        samples.append(Sample(sample, labels, value.value))
    return [
        Family(name, kind, text, "", tuple(_cumulated(name, samples) if kind == "histogram" else samples))
        for name, (kind, text, samples) in found.items()
    ]


def _cumulated(name: str, samples: Iterable[Sample]) -> list[Sample]:
    groups: dict[tuple[tuple[str, str], ...], list[tuple[float, float]]] = {}
    rest: list[Sample] = []
    for sample in samples:
        if "le" not in sample.labels:
            rest.append(sample)
            continue
        labels = tuple(sorted(item for item in sample.labels.items() if item[0] != "le"))
        groups.setdefault(labels, []).append((float(sample.labels["le"]), sample.value))
    made: list[Sample] = []
    for labels, buckets in groups.items():
        count = 0.0
        for bound, value in sorted(buckets):
            count += value
            made.append(Sample(f"{name}_bucket", {**dict(labels), "le": canonical_bound(format_float(bound))}, count))
        made.append(Sample(f"{name}_count", dict(labels), count))
    return made + rest
