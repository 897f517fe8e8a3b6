"""No two rules say the same.

Two alerts with the same query, duration and labels fire together, whatever they are called: two pages for one
fault, and two places to correct. A recording rule that is there twice is written twice; Prometheus drops one
of the samples and logs a warning at every evaluation.

All files of a run are looked at together.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding_of
from ..._pages import Pages
from ..._twins import same


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding, at the later rule."""
    twin = same(rule, pages)
    if twin is not None:
        place = f"line {twin.rule.line}" if twin.rule.file == rule.file else f"{twin.rule.file}:{twin.rule.line}"
        message = f"{rule.name} is the same rule as {twin.rule.name} ({place})"
        yield finding_of(__name__, "error", message, "Remove one of them.", rule=rule, key=rule.kind)
