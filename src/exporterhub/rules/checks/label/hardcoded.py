"""A rule does not name one job or one instance.

A rule with `instance="db1:9121"` watches one host and says nothing of the next one that is added. A rule
with `job="redis"` works only where the scrape job is called so; metric names tell the exporter anyway.

A fixed `instance` is a warning. A fixed `job` is of severity info: in rules for one Prometheus it may be
meant. Both are right where nothing else tells the target: for `up` and the other series that Prometheus makes
itself, and inside `absent`.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Call, Matcher, Query, Selector, walk

from ..._finding import finding
from ..._given import is_given
from ..._pages import Pages

_ANYTHING = frozenset(("", ".*", ".+"))
_NEEDED_BY = frozenset(("absent", "absent_over_time"))


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """One finding for each matcher that names a job or an instance."""
    needed = {
        id(inner)
        for node in walk(query.root)
        if isinstance(node, Call) and node.name in _NEEDED_BY
        for inner in walk(node)
    }
    for selector in query.selectors:
        if id(selector) not in needed and not _only_way(selector):
            for matcher in selector.matchers:
                if matcher.label in ("instance", "job") and matcher.value not in _ANYTHING:
                    yield _named(rule, matcher)


def _only_way(selector: Selector) -> bool:
    return selector.metric is None or is_given(selector.metric)


def _named(rule: Rule, matcher: Matcher) -> Finding:
    severity: Severity = "warning" if matcher.label == "instance" else "info"
    left_out = matcher.op.startswith("!")
    what = "is silent about" if left_out else "watches only"
    message = f'the rule {what} {matcher.label} "{matcher.value}"'
    remedy = (
        "Silence one target in Alertmanager." if left_out else "Leave it out: the metric's name tells the exporter."
    )
    return finding(__name__, severity, message, remedy, rule=rule, offset=matcher.start)
