"""The query is one that Prometheus can read.

Prometheus refuses to start with a rule file that holds a query it cannot read. The finding says what is
wrong, where, and what could stand there; it covers what `promtool check rules` covers, functions and
arguments included.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule, query_finding
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._pages import Pages


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding: the first place that cannot be read."""
    if query.problem is not None:
        found = query_finding(rule, query.problem)
        if found is not None:
            yield found
