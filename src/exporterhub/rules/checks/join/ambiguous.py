"""An operator between two vectors finds at most one partner for each series.

Where several series of one side have the same labels (those named by `on`, or all but those of `ignoring`),
Prometheus does not choose: the evaluation fails with "many-to-many matching not allowed" or "multiple
matches for labels", and an alert that fails to evaluate never fires.

The series are those that were recorded, on one target; sides that a comparison may thin out are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Binary, Query, walk

from ..._finding import finding
from ..._near import listed
from ..._pages import Pages
from ..._rows import Rows, rows_of, signature
from ..._tree import is_join


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """At most one finding for each operator."""
    for node in walk(query.root):
        if is_join(node) and node.op not in ("and", "or", "unless"):
            found = next((text for page in pages.pages for text in _several(node, pages.single[page.name])), "")
            if found:
                remedy = "Aggregate that side, name more labels in `on (...)`, or add group_left or group_right."
                yield finding(__name__, "error", found, remedy, rule=rule, offset=node.op_start)


def _several(node: Binary, pages: Pages) -> Iterator[str]:
    (page,) = pages.pages
    many = node.matching.group if node.matching else ""
    sides = {"left": rows_of(node.lhs, page, pages), "right": rows_of(node.rhs, page, pages)}
    if any(rows is None or not rows.sets for rows in sides.values()):
        return
    for side, rows in sides.items():
        if side != many and rows is not None and rows.exact:
            yield from _repeated(node, side, rows, page.name)


def _repeated(node: Binary, side: str, rows: Rows, page: str) -> Iterator[str]:
    counts = Counter(signature(labels, node.matching) for labels in rows.sets)
    key, most = counts.most_common(1)[0]
    if most > 1:
        alike = [labels for labels in rows.sets if signature(labels, node.matching) == key]
        differ = {name for labels in alike for name in labels if len({other.get(name) for other in alike}) > 1}
        yield f"`{node.op}` fails: {most} series of its {side} side differ only in {listed(differ)} (on {page})"
