"""What heuristics see: the families of the pages, read once, and thresholds that the data give."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from exporterhub.messages import say

from .._page import Page, Row
from ._history import History, Levels, levels
from ._text import clean, listed, nice, words_of
from ._unit import is_moment, shown, unit_of

__all__ = ["Level", "Seen", "Subject", "is_runtime", "of_what", "which"]

_RUNTIME = re.compile(
    r"(go|process|promhttp|python|net_conntrack|nodejs|jvm|dotnet|ruby|rust|tokio|prometheus_client|prometheus_net)_"
    r"|(up|scrape_\w+_seconds|scrape_samples\w*|scrape_series\w*)$"
)
_LEGACY = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_LEGACY_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SHOWN_LABELS = 3


def is_runtime(name: str) -> bool:
    """Whether a client library or Prometheus itself made the family, and not the exporter."""
    return _RUNTIME.match(name) is not None


class Seen:
    """The series of one name, on the last page; ``earlier`` are those of the page before, where there are two."""

    def __init__(self, page: Page, name: str, earlier: Page | None) -> None:
        metric = page.metrics[name]
        self.name, self.family, self.type = name, metric.family, metric.type
        self.help = clean(metric.help)
        self.rows: Sequence[Row] = metric.rows
        self.series = metric.total or metric.series
        self.labels = frozenset(label for label in metric.values if label)
        self.values_of: Mapping[str, set[str]] = metric.values
        measured = metric.family if metric.type in ("histogram", "summary") else name
        self.unit = unit_of(measured, metric.unit, metric.help)
        self.usable = bool(_LEGACY.fullmatch(name)) and all(map(_LEGACY_LABEL.fullmatch, self.labels))
        self._earlier = earlier.metrics.get(name) if earlier else None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the name."""
        return words_of(self.name)

    @cached_property
    def wordset(self) -> frozenset[str]:
        """The words of the name, as a set."""
        return frozenset(self.words)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The values on the page; NaN is none."""
        return tuple(value for _, value in self.rows if value == value)

    @cached_property
    def is_flag(self) -> bool:
        """Whether all values are 0 or 1, and there are some."""
        return bool(self.values) and all(value in (0, 1) for value in self.values)

    @cached_property
    def is_moment(self) -> bool:
        """Whether the values are seconds since 1970."""
        return is_moment(self.name, self.help, self.values)

    @property
    def is_level(self) -> bool:
        """Whether values go up and down as they may."""
        return self.type in ("gauge", "untyped", "unknown")

    @property
    def most(self) -> float:
        """The largest finite value on the page, 0 where there is none."""
        return max((value for value in self.values if abs(value) < 1e18), default=0.0)

    @property
    def shown(self) -> str:
        """The value in an annotation."""
        return shown(self.unit)

    def example(self) -> Mapping[str, str]:
        """The labels of one series, as tests use them: of one whose labels are all there if possible."""
        return max((labels for labels, _ in self.rows[:50]), key=lambda labels: sum(map(bool, labels.values())))

    def rose(self) -> bool:
        """Whether a series is higher than on the page before."""
        if self._earlier is None:
            return False
        before = {frozenset(labels.items()): value for labels, value in self._earlier.rows}
        return any(value > before.get(frozenset(labels.items()), value) for labels, value in self.rows)


class Level(NamedTuple):
    """A threshold. One of ``guess`` and ``basis`` says where it comes from. None as value: no threshold makes sense."""

    value: float
    guess: str = ""
    basis: str = ""


class Subject:
    """The pages as heuristics see them: ``metrics`` by name, in the page's order, those that can be queried.

    ``taken`` are families that have a rule already: of the catalog, or from a heuristic before.
    """

    def __init__(self, pages: Sequence[Page], slug: str, history: History | None, interval: float) -> None:
        self.page, self.slug, self.history, self.interval = pages[-1], slug, history, interval
        earlier = pages[-2] if len(pages) > 1 else None
        every = [Seen(self.page, name, earlier) for name in self.page.metrics]
        self.all = {seen.name: seen for seen in every}
        self.unusable = {seen.family for seen in every if not seen.usable}
        self.metrics = {seen.name: seen for seen in every if seen.usable and not is_runtime(seen.name) and seen.rows}
        self.taken: set[str] = set()
        self.by_catalog: frozenset[str] = frozenset()
        """Families that rules of the catalog read."""
        self.series = sum(seen.series for seen in every)
        self.memo: dict[str, dict[Any, Any]] = {}
        """What heuristics work out once for a page."""

    def window(self, minutes: int) -> int:
        """A range of so many minutes, or longer where that is fewer than five scrapes."""
        return max(minutes, math.ceil(self.interval * 5 / 60))

    def free(self, *types: str) -> Iterator[Seen]:
        """The metrics of some types whose families have no rule yet."""
        for seen in self.metrics.values():
            if seen.type in types and seen.family not in self.taken and seen.name not in self.taken:
                yield seen

    def levels(self) -> Iterator[Seen]:
        """The gauges (and what has no type) whose families have no rule yet; settings are none."""
        return (seen for seen in self.free("gauge", "untyped", "unknown") if not _SETTING.search(seen.name))

    @cached_property
    def anchor(self) -> Seen | None:
        """A metric that tells this exporter's targets from others: it exists always, and has few series."""
        own = [seen for seen in self.metrics.values() if not seen.labels & {"job", "instance"}]
        named = [seen for seen in own if seen.name.endswith("_build_info")]
        named += [seen for seen in own if _ALWAYS.search(seen.name) and seen.series == 1]
        plain = [seen for seen in own if seen.series == 1 and not seen.labels]
        few = sorted(own, key=lambda seen: seen.series)
        return next(iter([*named, *plain, *few]), None)

    @cached_property
    def now(self) -> float:
        """About when the page was made, by what it says itself: seconds since 1970, 0 where it says nothing."""
        clock = self.all.get("node_time_seconds")
        if clock and clock.values:
            return clock.values[0]
        moments = [seen for seen in self.all.values() if seen.is_moment and not _FUTURE.search(seen.name)]
        return max((value for seen in moments for value in seen.values), default=0.0)

    def past(self, expr: str) -> Levels | None:
        """What the values of a query were, where there is a history."""
        return levels(self.history, expr) if self.history else None

    def above(self, expr: str, guess: float, *, seen: float = 0.0, least: float = 0.0, why: str = "") -> Level:
        """A threshold that ordinary values stay below: half as much again as they reached.

        Without history it is ``guess``, or four times what the page shows (``seen``) where that is more.
        """
        past = self.past(expr)
        if past is None:
            if seen * 4 > guess:
                return Level(
                    nice(seen * 4), guess=say("four times what the page showed, %(seen)s, or more", seen=f"{seen:.4g}")
                )
            return Level(guess, guess=why or say("what is often right; nothing on the page tells"))
        value = max(nice(past.high * 1.5), least)
        return Level(value, basis=f"in {past.window} it reached {past.high:.4g} in ordinary hours")

    def share(self, expr: str, guess: float, *, down: bool = False) -> Level | None:
        """A threshold for a share (of 1): ``guess`` unless ordinary values are beyond it; None where they are at 1."""
        past = self.past(expr)
        if past is None:
            return Level(guess, guess=say("what is often right; nothing on the page tells"))
        reached = 1 - past.low if down else past.high
        limit = 1 - guess if down else guess
        said = f"in {past.window} it reached {past.low if down else past.high:.4g} in ordinary hours"
        if reached < limit * 0.98:
            return Level(guess, basis=said)
        if reached >= 0.99:
            return None
        raised = round(reached + (1 - reached) / 2, 4)
        return Level(round(1 - raised, 4) if down else raised, basis=said)


_ALWAYS = re.compile(r"(_up|_success|_version_info|_exporter_info|_version)$")
_SETTING = re.compile(
    r"(^|_)(settings|variables|sysctl|option|options|feature|features|config_(?!last|reload)\w+)(_|$)|_(enabled|supported|"
    r"allowed|limit)$"
)
_FUTURE = re.compile(r"expir|not_after|valid_until|next_|_end(_|$)|deadline")


def which(seen: Seen, *, most: int = _SHOWN_LABELS) -> tuple[str, ...]:
    """The labels that tell the series of a metric apart, those that name things first."""
    varied = sorted(seen.labels - {"job", "instance"}, key=lambda label: (len(seen.values_of[label]) < 2, label))
    return tuple(varied[:most])


def of_what(labels: Sequence[str]) -> str:
    """The labels of an alert in its summary, in brackets; nothing where there are none."""
    shown_labels = [f"{label} {{{{ $labels.{label} }}}}" for label in labels[:_SHOWN_LABELS]]
    return f" ({listed(shown_labels)})" if shown_labels else ""
