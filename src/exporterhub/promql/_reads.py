"""Which labels a query reads outside of selectors: by, without, on, ignoring, group_left, label_replace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ._flow import Flow, flow_of
from ._nodes import Aggregation, Binary, Call, Label, Node, Selector, String, walk

__all__ = ["LabelRead", "label_reads"]

Origin = Literal["series", "made", "gone"]
_QUANTILES = frozenset(("histogram_quantile", "histogram_quantiles", "histogram_fraction"))


@dataclass(frozen=True, slots=True)
class LabelRead:
    """A label that a part of the query groups, joins or copies by.

    ``selectors`` are those the label comes from: the series of at least one of them must carry it.
    ``origin`` is "series" then, "made" where the query itself has made the label (label_replace,
    count_values), and "gone" where nothing can have it any more, as an inner aggregation or join dropped
    it. ``by`` is the word that reads.
    """

    label: str
    start: int
    end: int
    selectors: tuple[Selector, ...]
    origin: Origin
    by: str


def label_reads(root: Node) -> tuple[LabelRead, ...]:
    """All label reads below ``root`` in the order of the text."""
    found: list[LabelRead] = []
    for node in walk(root):
        if isinstance(node, Aggregation):
            found.extend(_grouped(node))
        elif isinstance(node, Call):
            found.extend(_called(node))
        elif isinstance(node, Binary) and node.matching:
            found.extend(_matched(node))
    return tuple(sorted(found, key=lambda read: (read.start, read.selectors[0].start if read.selectors else 0)))


def _read(label: Label | String, name: str, flows: tuple[Flow, ...], by: str) -> LabelRead:
    selectors = tuple(dict.fromkeys(selector for flow in flows for selector in flow.origin(name)))
    origin: Origin = "series"
    if not selectors:
        origin = "made" if any(flow.can_have(name) for flow in flows) else "gone"
    return LabelRead(name, label.start, label.end, selectors, origin, by)


def _grouped(node: Aggregation) -> Iterator[LabelRead]:
    if node.grouping:
        word = "without" if node.grouping.without else "by"
        flow = flow_of(node.expr)
        for label in node.grouping.labels:
            yield _read(label, label.name, (flow,), word)


def _called(node: Call) -> Iterator[LabelRead]:
    if not node.args:
        return
    names: tuple[Node, ...] = ()
    if node.name == "label_replace":
        names = node.args[3:4]
    elif node.name == "label_join":
        names = node.args[3:]
    elif node.name in ("sort_by_label", "sort_by_label_desc"):
        names = node.args[1:]
    flow = flow_of(node.args[0]) if names else Flow()
    for name in names:
        if isinstance(name, String) and name.value:
            yield _read(name, name.value, (flow,), node.name)
    if node.name in _QUANTILES:
        yield from _bucketed(node)


def _bucketed(node: Call) -> Iterator[LabelRead]:
    """Quantiles of classic buckets read ``le``; native histograms have none and are read without suffix."""
    position = 0 if node.name == "histogram_quantiles" else len(node.args) - 1
    flow = flow_of(node.args[position])
    if any((selector.metric or "").endswith("_bucket") for selector in flow.sources):
        yield _read(Label("le", node.start, node.name_end), "le", (flow,), node.name)


def _matched(node: Binary) -> Iterator[LabelRead]:
    matching = node.matching
    if matching is None:
        return
    left, right = flow_of(node.lhs), flow_of(node.rhs)
    for label in matching.labels:
        if matching.on:
            yield _read(label, label.name, (left,), "on")
            yield _read(label, label.name, (right,), "on")
        else:
            yield _read(label, label.name, (left, right), "ignoring")
    one = right if matching.group == "left" else left
    for label in matching.include:
        yield _read(label, label.name, (one,), f"group_{matching.group}")
