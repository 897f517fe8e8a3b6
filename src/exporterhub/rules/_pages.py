"""What rules are checked against: the pages, what the rules of the same run record, and what Prometheus adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from exporterhub.catalog import Rule
from exporterhub.promql import OutputLabels, Query, Selector

from ._given import ATTACHED, given_labels, is_given
from ._near import nearest
from ._page import Metric, Page
from ._pattern import Pattern

__all__ = ["SCRAPE_INTERVAL", "Pages", "Series"]

SCRAPE_INTERVAL = 15.0
"""Seconds between two scrapes, where a check is not told."""


@dataclass(frozen=True, slots=True)
class Series:
    """All that is known of the series of one name.

    ``labels`` are the names they carry, those that Prometheus attaches included; None where nobody can
    know. ``metrics`` are the places it was seen in, none where a rule records it or Prometheus makes it.
    ``rule`` is the recording rule that makes it.
    """

    name: str
    labels: frozenset[str] | None
    metrics: tuple[Metric, ...] = ()
    rule: Rule | None = None

    @property
    def types(self) -> frozenset[str]:
        """The types that pages declare for it."""
        return frozenset(metric.type for metric in self.metrics)

    def values(self, label: str) -> frozenset[str]:
        """The values of a label seen on any page."""
        return frozenset(value for metric in self.metrics for value in metric.values.get(label, ()))


class Pages:
    """Pages, indexed once for all rules of a run.

    ``rules`` are the rules of the run, each with its query: what they record counts as existing.
    ``attached`` are labels that the user's scrape configuration adds, besides job and instance; ``interval``
    is its scrape interval in seconds.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        rules: Sequence[tuple[Rule, Query]] = (),
        attached: frozenset[str] = frozenset(),
        interval: float = SCRAPE_INTERVAL,
    ) -> None:
        self.pages = tuple(pages)
        self.rules = tuple(rules)
        self.attached = ATTACHED | attached
        self.interval = interval
        self.recorded: Mapping[str, list[tuple[Rule, Query]]] = _by_name(rules)
        self.memo: dict[str, object] = {}
        """What a check works out once for all rules of the run, by the check's own key."""
        self._found: dict[str, Series | None] = {}
        self._near: dict[str, str | None] = {}

    def find(self, name: str) -> Series | None:
        """The series called ``name``, or None where nothing makes any."""
        if name not in self._found:
            # A rule that reads what it records would ask for itself: its labels are unknown until then.
            self._found[name] = Series(name, None)
            self._found[name] = self._look_up(name)
        return self._found[name]

    def sources(self, selector: Selector) -> list[Series] | None:
        """What a selector may read: one series name, or all that its ``__name__`` matchers let through.

        None where it cannot be told: the metric does not exist, or any name will do.
        """
        if selector.metric is not None:
            found = self.find(selector.metric)
            return [found] if found else None
        named = [Pattern(m.op, m.value) for m in selector.matchers if m.label == "__name__"]
        if not named or any(pattern.unreadable for pattern in named):
            return None
        names = [name for name in self.names if all(pattern.matches(name) for pattern in named)]
        return [series for name in names if (series := self.find(name))]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all series on the pages and of all that is recorded, sorted."""
        seen = {name for page in self.pages for name in page.metrics}
        return tuple(sorted(seen | self.recorded.keys()))

    def nearest(self, name: str) -> str | None:
        """The series name most like ``name``, or None."""
        if name not in self._near:
            self._near[name] = nearest(name, self.names)
        return self._near[name]

    def family(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        """Type and series names of the family called ``name``, as the first page that has it says."""
        return next((page.families[name] for page in self.pages if name in page.families), None)

    @property
    def where(self) -> str:
        """The pages in words, after "on"."""
        if len(self.pages) == 1:
            return self.pages[0].name
        return f"any of the {len(self.pages)} pages"

    @cached_property
    def single(self) -> Mapping[str, Pages]:
        """Each page alone, by its name, with the same rules."""
        own = self.attached - ATTACHED
        return {page.name: Pages([page], self.rules, own, self.interval) for page in self.pages}

    def labels(self, output: OutputLabels) -> frozenset[str] | None:
        """The labels that a result can have, None where it cannot be told."""
        labels = set(output.added)
        for selector in output.sources:
            series = self.sources(selector)
            known = None if series is None else [found.labels for found in series]
            if known is None or any(found is None for found in known):
                if output.kept is None:
                    return None
                labels |= output.kept
                continue
            labels |= {label for found in known for label in found or () if output.can_have(label)}
        return None if output.open else frozenset(labels)

    def _look_up(self, name: str) -> Series | None:
        metrics = tuple(page.metrics[name] for page in self.pages if name in page.metrics)
        if metrics:
            labels = frozenset(label for metric in metrics for label in metric.values)
            return Series(name, labels | self.attached, metrics)
        if name in self.recorded:
            return self._from_rules(name)
        if is_given(name):
            given = given_labels(name)
            return Series(name, None if given is None else given | self.attached)
        return Series(name, None) if self._declared(name) else None

    def _declared(self, name: str) -> bool:
        """Whether a family of this name is on a page, but has had no series yet."""
        return any(page.families[name][1] == () for page in self.pages if name in page.families)

    def _from_rules(self, name: str) -> Series:
        makers = self.recorded[name]
        labels: set[str] = set()
        for rule, query in makers:
            made = self.labels(query.output)
            if made is None:
                return Series(name, None, rule=rule)
            labels |= made | rule.labels.keys()
        return Series(name, frozenset(labels), rule=makers[0][0])


def _by_name(rules: Sequence[tuple[Rule, Query]]) -> dict[str, list[tuple[Rule, Query]]]:
    found: dict[str, list[tuple[Rule, Query]]] = {}
    for rule, query in rules:
        if rule.kind == "record":
            found.setdefault(rule.name, []).append((rule, query))
    return found
