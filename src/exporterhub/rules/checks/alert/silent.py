"""Some alert in the file notices when the metrics themselves disappear.

When an exporter dies its series vanish, `redis_up == 0` included: a query over nothing has no result, and an
alert without a result is resolved. So a file of alerts needs one that looks from outside: `up == 0` for its
targets, or `absent(...)` of a metric.

`up` stands for the whole file, `absent(x)` for the metrics that are on the same page as `x` (or, without
pages, begin with the same word). One finding for each file, at the first alert that would fall silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Call, Query, Selector, walk

from ..._finding import finding_of
from ..._given import is_given
from ..._pages import Pages

_ABSENT = frozenset(("absent", "absent_over_time"))


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding for each file."""
    silent = _silent_alerts(pages).get(rule.file)
    if not silent or silent[0][0] is not rule:
        return
    names = [alert.name for alert, _ in silent]
    first = next(iter(silent[0][1]))
    message = f"nothing in this file fires when {first} and what else its alerts read disappears"
    message += f": {_ordered(names)} would be silent"
    remedy = "Add an alert on `up == 0` for these targets, or on absent(...)."
    yield finding_of(__name__, "warning", message, remedy, rule=rule, key="alert")


def _ordered(names: Sequence[str]) -> str:
    shown = ", ".join(names[:2])
    return f"{shown} and {len(names) - 2} more" if len(names) > 2 else shown


def _silent_alerts(pages: Pages) -> dict[str, list[tuple[Rule, tuple[str, ...]]]]:
    """The alerts that nobody stands in for, by file, each with the metrics it needs; worked out once for a run."""
    if __name__ not in pages.memo:
        files: dict[str, list[tuple[Rule, Query]]] = {}
        for rule, query in pages.rules:
            if rule.kind == "alert":
                files.setdefault(rule.file, []).append((rule, query))
        pages.memo[__name__] = {file: list(_of_file(alerts, pages)) for file, alerts in files.items()}
    return cast(dict[str, list[tuple[Rule, tuple[str, ...]]]], pages.memo[__name__])


def _of_file(alerts: Sequence[tuple[Rule, Query]], pages: Pages) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    if any("up" in query.metrics for _, query in alerts):
        return
    watched = {name for _, query in alerts for name in _watched(query)}
    for rule, query in alerts:
        needed = tuple(name for name in query.metrics if not is_given(name))
        if needed and not _watched(query) and not all(_covered(name, watched, pages) for name in needed):
            yield rule, needed


def _watched(query: Query) -> set[str]:
    """The metrics whose absence the query looks for."""
    return {
        node.metric
        for call in walk(query.root)
        if isinstance(call, Call) and call.name in _ABSENT
        for node in walk(call)
        if isinstance(node, Selector) and node.metric
    }


def _covered(name: str, watched: set[str], pages: Pages) -> bool:
    if name in watched or any(other.partition("_")[0] == name.partition("_")[0] for other in watched):
        return True
    homes = [page for page in pages.pages if name in page.metrics]
    return any(other in page.metrics for page in homes for other in watched)
