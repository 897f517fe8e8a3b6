"""The label sets that a part of a query yields on one page, by the series that were recorded there.

Values are not looked at: what a comparison lets through may be less (``exact`` is False then), never more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exporterhub.promql import Aggregation, Binary, Call, Matching, Node, Selector, Subquery, Unary, kind_of

from ._given import TARGET_LABELS
from ._page import MOST_ROWS, Page
from ._pages import Pages
from ._pattern import Pattern
from ._tree import COMPARISONS, bare

__all__ = ["Labels", "Rows", "rows_of", "signature"]

Labels = Mapping[str, str]
_SCRAPED = ("up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_series_added")
_KEEP_ALL = frozenset(("topk", "bottomk", "limitk", "limit_ratio"))
_QUANTILES = frozenset(("histogram_quantile", "histogram_fraction"))
# What these make of labels cannot be told from names alone.
_OPAQUE_WORDS = """
absent absent_over_time scalar vector time label_replace label_join info histogram_quantiles
"""
_OPAQUE = frozenset(_OPAQUE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Rows:
    """Label sets. ``complete``: none is missing (nothing was trimmed); ``exact``: a comparison takes none away."""

    sets: tuple[Labels, ...]
    complete: bool = True
    exact: bool = True


def signature(labels: Labels, matching: Matching | None) -> frozenset[tuple[str, str]]:
    """What two series must have in common to be joined; an empty label is an absent one."""
    names = {label.name for label in matching.labels} if matching else set()
    on = matching is not None and matching.on
    return frozenset((name, value) for name, value in labels.items() if value and (name in names) == on)


def rows_of(node: Node, page: Page, pages: Pages) -> Rows | None:
    """The label sets of ``node`` on ``page`` (those that ``pages`` attaches included); None where it cannot be told."""
    node = bare(node)
    if isinstance(node, Selector):
        return _selected(node, page, pages)
    if isinstance(node, (Subquery, Unary)):
        return rows_of(node.expr, page, pages)
    if isinstance(node, Aggregation):
        return _aggregated(node, page, pages)
    if isinstance(node, Call):
        return _called(node, page, pages)
    return _joined(node, page, pages) if isinstance(node, Binary) else None


def _selected(node: Selector, page: Page, pages: Pages) -> Rows | None:
    attached = {label: label for label in pages.attached}
    if node.metric in _SCRAPED:
        return Rows((attached,))
    metric = page.metrics.get(node.metric or "")
    if metric is None or metric.redacted:
        return None
    wanted = [m for m in node.matchers if m.label not in attached]
    if any(m.label in TARGET_LABELS and m.label not in metric.values for m in wanted):
        return None
    patterns = [(m.label, Pattern(m.op, m.value)) for m in wanted]
    if any(pattern.unreadable for _, pattern in patterns):
        return None
    found = tuple(
        {**attached, **labels}
        for labels, _ in metric.rows
        if all(pattern.matches(labels.get(label, "")) for label, pattern in patterns)
    )
    return Rows(found, complete=not metric.total and metric.series <= MOST_ROWS)


def _aggregated(node: Aggregation, page: Page, pages: Pages) -> Rows | None:
    inner = rows_of(node.expr, page, pages)
    if inner is None or node.name == "count_values":
        return None
    if node.name in _KEEP_ALL:
        return Rows(inner.sets, inner.complete, exact=False)
    names = frozenset(label.name for label in node.grouping.labels) if node.grouping else frozenset()
    without = node.grouping is not None and node.grouping.without
    return _projected(inner, names, without=without)


def _projected(inner: Rows, names: frozenset[str], *, without: bool) -> Rows:
    sets = ({k: v for k, v in labels.items() if (k in names) != without} for labels in inner.sets)
    return Rows(_distinct(sets), inner.complete, inner.exact)


def _distinct(sets: Iterable[Labels]) -> tuple[Labels, ...]:
    return tuple({frozenset(labels.items()): labels for labels in sets}.values())


def _called(node: Call, page: Page, pages: Pages) -> Rows | None:
    vectors = [arg for arg in node.args if kind_of(arg) in ("vector", "matrix")]
    if not vectors or node.name in _OPAQUE:
        return None
    inner = rows_of(vectors[0], page, pages)
    if inner is not None and node.name in _QUANTILES:
        return _projected(inner, frozenset(("le",)), without=True)
    return inner


def _joined(node: Binary, page: Page, pages: Pages) -> Rows | None:
    left, right = kind_of(node.lhs) == "vector", kind_of(node.rhs) == "vector"
    if left != right:
        inner = rows_of(node.lhs if left else node.rhs, page, pages)
        filters = node.op in COMPARISONS and not node.return_bool
        return inner and Rows(inner.sets, inner.complete, inner.exact and not filters)
    first, second = rows_of(node.lhs, page, pages), rows_of(node.rhs, page, pages)
    if first is None or second is None:
        return None
    complete = first.complete and second.complete
    if node.op == "or":
        return Rows(_distinct((*first.sets, *second.sets)), complete, exact=False)
    if node.op == "unless":
        return Rows(first.sets, complete, exact=False)
    return Rows(tuple(_matched(node, first, second)), complete, exact=node.op not in COMPARISONS and node.op != "and")


def _matched(node: Binary, first: Rows, second: Rows) -> Iterable[Labels]:
    matching = node.matching
    many, one = (second, first) if matching and matching.group == "right" else (first, second)
    partners = {signature(labels, matching): labels for labels in one.sets}
    for labels in many.sets:
        key = signature(labels, matching)
        if key in partners:
            yield _result(node, labels, partners[key], dict(key))


def _result(node: Binary, many: Labels, one: Labels, key: Labels) -> Labels:
    matching = node.matching
    if node.op == "and" or matching is None:
        return many
    if matching.group:
        return {**many, **{label.name: one.get(label.name, "") for label in matching.include}}
    return key
