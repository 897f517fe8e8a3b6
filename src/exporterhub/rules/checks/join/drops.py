"""A join with `on` keeps the labels that both sides have.

The result of `a / on (device) b` has the label `device` and no other: `instance` and `job` are lost. The
alert then does not say which host it is about. Worse, series of two hosts now look alike, so with a second
host the evaluation fails.

The finding names labels that both sides always carry and `on` leaves out: an error where `instance` is one
of them, otherwise a warning. A join with `group_left` or `group_right` keeps the labels of its many side, so
there only a missing `instance` is told of, which joins the series of different hosts.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Binary, Query, walk

from ..._finding import finding
from ..._near import listed
from ..._pages import Pages
from ..._rows import Rows, rows_of
from ..._tree import is_join


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """At most one finding for each operator."""
    for node in walk(query.root):
        if not is_join(node) or node.op in ("and", "or", "unless") or node.matching is None or not node.matching.on:
            continue
        lost = _shared(node, pages) - {label.name for label in node.matching.labels}
        if node.matching.group:
            lost &= {"instance"}
        if lost:
            severity: Severity = "error" if "instance" in lost else "warning"
            message = f"`on` leaves out {listed(lost)}, which both sides have"
            remedy = f"Add {listed(lost)} to `on (...)`."
            yield finding(__name__, severity, message, remedy, rule=rule, offset=node.op_start)


def _shared(node: Binary, pages: Pages) -> set[str]:
    """The labels that every series of both sides carries on every page that has both, with values in common."""
    found: list[set[str]] = []
    for page in pages.pages:
        single = pages.single[page.name]
        left, right = rows_of(node.lhs, page, single), rows_of(node.rhs, page, single)
        if left and right and left.sets and right.sets:
            both = _common(left) & _common(right)
            found.append({label for label in both if _values(left, label) & _values(right, label)})
    return set.intersection(*found) if found else set()


def _values(rows: Rows, label: str) -> set[str]:
    return {labels[label] for labels in rows.sets}


def _common(rows: Rows) -> set[str]:
    return set.intersection(*({name for name, value in labels.items() if value} for labels in rows.sets))
