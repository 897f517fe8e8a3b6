"""No two alerts of the same severity watch one value.

Two thresholds for one query are a ladder where their severities differ, warning at 80 and critical at 90. With
the same severity and labels the stricter alert only repeats what the other has said already. The same holds
for alerts that differ in `for` alone.

All files of a run are looked at together. Rules that are the same are the affair of `rule/duplicate`.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding_of
from ..._pages import Pages
from ..._twins import likes, same


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """At most one finding, at the later alert."""
    twin = likes(rule, pages) if rule.kind == "alert" else None
    if twin is None or same(rule, pages) is not None:
        return
    place = f"line {twin.rule.line}" if twin.rule.file == rule.file else f"{twin.rule.file}:{twin.rule.line}"
    message = f"{rule.name} fires together with {twin.rule.name} ({place}): {_difference(query, twin.query)}"
    remedy = "Remove one, or give them different severities."
    yield finding_of(__name__, "warning", message, remedy, rule=rule, key="alert")


def _difference(mine: Query, other: Query) -> str:
    if mine.threshold and other.threshold and mine.threshold.value != other.threshold.value:
        return f"the same query, with {mine.threshold.value:g} instead of {other.threshold.value:g}"
    return "the same query, with another duration"
