"""The query is one that Prometheus can read.

Prometheus refuses to start with a rule file that holds a query it cannot read. The finding says what is
wrong, where, and what could stand there; it covers what `promtool check rules` covers, functions and
arguments included.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding
from ..._pages import Pages


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding: the first place that cannot be read."""
    problem = query.problem
    if problem is not None:
        expected = f", expected {problem.expected}" if problem.expected else ""
        message = f"{problem.problem}{expected}"
        yield finding(__name__, "error", message, problem.remedy, rule=rule, offset=problem.offset)
