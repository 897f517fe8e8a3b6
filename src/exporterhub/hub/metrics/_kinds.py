"""Counter, histogram and gauge over cells: a handle of a child is bound once, counting is a store or two."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import Path

from exporterhub.exposition import canonical_bound, format_float
from exporterhub.toolkit.multiprocess import Cells

__all__ = ["BOUNDS", "Counter", "Gauge", "Histogram", "Store", "Timer"]

BOUNDS = (0.0005, 0.001, 0.0025, 0.01, 0.05, 0.25, 1.0, 5.0)
"""Upper bounds of the buckets of durations, in seconds: prepared answers take microseconds, a large page seconds."""


class Store:
    """The cells of this process: in ``folder``, where several processes add theirs up, or its own memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self.counters = Cells("counter", folder=folder)
        self.histograms = Cells("histogram", folder=folder)
        self.sums = Cells("gauge", "livesum", folder=folder, size=8 << 10)
        self.least = Cells("gauge", "livemin", folder=folder, size=8 << 10)

    @property
    def all(self) -> tuple[Cells, ...]:
        """Every kind of cells."""
        return (self.counters, self.histograms, self.sums, self.least)


class Counter:
    """A counter with at most one label, whose ``values`` are there from the start, at 0. Any thread may count."""

    def __init__(self, store: Store, name: str, text: str, label: str = "", values: Sequence[str] = ()) -> None:
        self._cells = store.counters
        self._family = name.removesuffix("_total")
        self._name = name
        self._text = text
        self._label = label
        self._lock = threading.Lock()
        self._places: dict[str, int] = {}
        for value in values if label else ("",):
            self._places[value] = self._place(value)

    def inc(self, value: str = "", amount: float = 1.0) -> None:
        """Count ``amount`` more of the label's ``value``, of which there must be few."""
        with self._lock:
            place = self._places.get(value)
            if place is None:
                place = self._places[value] = self._place(value)
            self._cells.memory[place] += amount

    def _place(self, value: str) -> int:
        labels = {self._label: value} if self._label else {}
        return self._cells.cell(self._family, self._name, labels, self._text)


class Gauge:
    """A value of this process; ``cells`` say what becomes of several processes': their sum, or the least."""

    def __init__(self, cells: Cells, name: str, text: str, first: float = 0.0) -> None:
        self._cells = cells
        self._place = cells.cell(name, name, {}, text)
        self.set(first)

    def set(self, value: float) -> None:
        """What it is now."""
        self._cells.memory[self._place] = value


class Timer:
    """One histogram of durations in seconds. ``observe`` is for one thread, or under a lock."""

    __slots__ = ("_buckets", "_memory", "_sum")

    def __init__(self, store: Store, name: str, text: str, labels: Mapping[str, str]) -> None:
        cells = store.histograms
        bounds = [*(canonical_bound(format_float(bound)) for bound in BOUNDS), "+Inf"]
        self._sum = cells.cell(name, f"{name}_sum", labels, text)
        self._buckets = tuple(cells.cell(name, f"{name}_bucket", {**labels, "le": bound}, text) for bound in bounds)
        self._memory = cells.memory

    def observe(self, seconds: float) -> None:
        """Put one more duration in."""
        self._memory[self._buckets[bisect_left(BOUNDS, seconds)]] += 1.0
        self._memory[self._sum] += seconds


class Histogram:
    """A histogram of durations that any thread may use."""

    def __init__(self, store: Store, name: str, text: str) -> None:
        self._timer = Timer(store, name, text, {})
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        """Put one more duration in."""
        with self._lock:
            self._timer.observe(seconds)
