"""Cutting a page to few samples a family, so that a recording stays small and shows every kind of series.

Lines are kept byte for byte and in order. Which lines belong together follows the text format 0.0.4 and
OpenMetrics 1.0: the samples of a histogram or summary that differ in ``le`` or ``quantile`` only are one
series, and a series is kept whole where it fits. Series are chosen greedily for label values that have not
been seen yet; ties go to the one that comes first, so the same page is always cut alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["LIMIT", "count", "trim"]

LIMIT = 20
_META = re.compile(rb'#[ \t]+(HELP|TYPE|UNIT)[ \t]+("(?:[^"\\]|\\.)*"|[^\s]+)[ \t]*(.*)')
_NAME = re.compile(rb'[ \t]*(?:\{[ \t]*"((?:[^"\\]|\\.)*)"|([^\s{]+))')
_LABEL = re.compile(rb'([a-zA-Z_][a-zA-Z0-9_]*|"(?:[^"\\]|\\.)*")[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"')
_LABELS = re.compile(rb'\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}')
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_BOUND = {b"histogram": b"le", b"gaugehistogram": b"le", b"summary": b"quantile"}
_TEXT = {
    b"histogram": (b"_bucket", b"_count", b"_sum"),
    b"summary": (b"_count", b"_sum"),
}
_OPENMETRICS = {
    b"histogram": (b"_bucket", b"_count", b"_sum", b"_created"),
    b"gaugehistogram": (b"_bucket", b"_gcount", b"_gsum"),
    b"summary": (b"_count", b"_sum", b"_created"),
    b"counter": (b"_total", b"_created"),
    b"info": (b"_info",),
}

Pair = tuple[bytes, bytes]


@dataclass
class _Series:
    """Lines that are kept or cut together."""

    labels: frozenset[Pair]
    lines: list[int] = field(default_factory=list)
    buckets: list[tuple[int, bytes]] = field(default_factory=list)
    idle: bool = True


@dataclass
class _Family:
    series: dict[frozenset[Pair], _Series] = field(default_factory=dict)
    size: int = 0


def trim(page: bytes, content_type: str, limit: int = LIMIT) -> tuple[bytes, dict[str, int]]:
    """The page cut to at most ``limit`` samples a family, and for each family that was cut how many it had.

    ``HELP``, ``TYPE``, ``UNIT``, other comments and ``# EOF`` stay. ``content_type`` is the one the page came
    with.
    """
    lines = _LINE.findall(page)
    dropped: set[int] = set()
    totals: dict[str, int] = {}
    for name, family in _Page(content_type).read(lines).items():
        if family.size > limit:
            kept = set(_choose(list(family.series.values()), limit))
            cut = (number for series in family.series.values() for number in series.lines)
            dropped.update(number for number in cut if number not in kept)
            totals[name.decode("utf-8", "replace")] = family.size
    return b"".join(line for number, line in enumerate(lines) if number not in dropped), totals


def count(page: bytes, content_type: str) -> dict[str, int]:
    """Samples of each family of a page."""
    families = _Page(content_type).read(_LINE.findall(page))
    return {name.decode("utf-8", "replace"): family.size for name, family in families.items()}


# --- which line belongs where -------------------------------------------------------------------------------


class _Page:
    def __init__(self, content_type: str) -> None:
        self.suffixes = _OPENMETRICS if "openmetrics" in content_type.lower() else _TEXT
        self.types: dict[bytes, bytes] = {}
        self.current = b""
        self.families: dict[bytes, _Family] = {}

    def read(self, lines: Iterable[bytes]) -> dict[bytes, _Family]:
        for number, line in enumerate(lines):
            meta = _META.match(line)
            if meta:
                self._meta(meta[1], meta[2], meta[3])
            elif line.strip() and not line.lstrip().startswith(b"#"):
                self._sample(number, line)
        return self.families

    def _meta(self, kind: bytes, name: bytes, rest: bytes) -> None:
        self.current = name[1:-1] if name.startswith(b'"') else name
        self.types.setdefault(self.current, b"")
        if kind == b"TYPE":
            self.types[self.current] = rest.strip().lower()

    def _sample(self, number: int, line: bytes) -> None:
        match = _NAME.match(line)
        name = (match[1] or match[2]) if match else b""
        owner = self._owner(name)
        bound = _BOUND.get(self.types.get(owner, b""))
        pairs = _pairs(line)
        if bound is None and name != owner:
            pairs[b"__suffix__"] = name[len(owner) :]
        key = frozenset(pair for pair in pairs.items() if pair[0] != bound)
        family = self.families.setdefault(owner, _Family())
        family.size += 1
        series = family.series.setdefault(key, _Series(key))
        series.lines.append(number)
        series.idle = series.idle and _is_idle(line)
        if bound is not None and bound in pairs:
            series.buckets.append((number, pairs[bound]))

    def _owner(self, name: bytes) -> bytes:
        """The family of a sample: the one whose comments came last if the name fits, else one seen earlier."""
        if name == self.current or name in self.types:
            return name
        for base in (self.current, name.rpartition(b"_")[0]):
            suffixes = self.suffixes.get(self.types.get(base, b""), ())
            if name.startswith(base) and name[len(base) :] in suffixes:
                return base
        return name


def _is_idle(line: bytes) -> bool:
    """Whether the sample says nothing yet: its value is 0 or NaN."""
    _, brace, rest = line.partition(b" # ")[0].rpartition(b"}")
    words = rest.split() if brace else rest.split()[1:]
    return words[:1] in ([b"0"], [b"0.0"], [b"NaN"])


def _pairs(line: bytes) -> dict[bytes, bytes]:
    match = _LABELS.search(line)
    return dict(_LABEL.findall(match[1])) if match else {}


# --- which series stay --------------------------------------------------------------------------------------


def _choose(series: list[_Series], limit: int) -> list[int]:
    """Line numbers to keep: series that show new label values first, then those that counted something."""
    if min(len(item.lines) for item in series) > limit:
        return _shortened(min(series, key=lambda item: item.idle), limit)
    common = _low_cardinality(series, limit)
    wanted = [item.labels & common for item in series]
    left = [position for position, item in enumerate(series) if len(item.lines) <= limit]
    seen: set[Pair] = set()
    kept: list[int] = []
    room = limit
    while left:
        best = max(left, key=lambda position: (len(wanted[position] - seen), not series[position].idle, -position))
        if not wanted[best] - seen:
            break
        kept += series[best].lines
        room -= len(series[best].lines)
        seen |= wanted[best]
        left = [position for position in left if position != best and len(series[position].lines) <= room]
    for position in sorted(left, key=lambda position: series[position].idle):
        if len(series[position].lines) <= room:
            kept += series[position].lines
            room -= len(series[position].lines)
    return kept


def _low_cardinality(series: list[_Series], limit: int) -> frozenset[Pair]:
    """Label pairs of labels that have no more values than samples are kept."""
    values: dict[bytes, set[bytes]] = {}
    for item in series:
        for name, value in item.labels:
            values.setdefault(name, set()).add(value)
    return frozenset((name, value) for name, found in values.items() if len(found) <= limit for value in found)


def _shortened(series: _Series, limit: int) -> list[int]:
    """A series that does not fit: its sum and count, the bucket ``+Inf``, and the first buckets."""
    if not series.buckets:
        return series.lines[:limit]
    buckets = {number for number, _ in series.buckets}
    rest = [number for number in series.lines if number not in buckets]
    last = [number for number, bound in series.buckets if bound == b"+Inf"]
    room = max(limit - len(rest) - len(last), 0)
    first = [number for number, bound in series.buckets if bound != b"+Inf"][:room]
    return [*first, *last, *rest][: max(limit, len(last) + 2)]
