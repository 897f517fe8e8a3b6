"""Every label value that the rule asks for can occur.

Error: the value cannot occur. The page proves that the label enumerates (an OpenMetrics state set; series
of which exactly one is 1; the same values for every combination of the other labels), and the value is
none of them; or it is one letter or two beside a value of a label such as `mode`, `state` or `role`; or
the label holds numbers (`le`, `quantile`, HTTP status codes) and the value is none.

Warning: no recorded series has the value. It may still be right where the label holds what users name
(databases, devices, queues) or what comes and goes, and where a recording was trimmed; the finding names
the values seen.

Nothing is said about HTTP status codes that have not occurred yet, about `job` and `instance`, about
values that a recording replaced, and about `!=` and `!~` unless the label enumerates.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding
from ..._pages import Pages
from ..._pattern import Pattern
from ..._values import judge


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each matcher whose value was never seen."""
    for selector in query.selectors:
        series = pages.sources(selector) if selector.metric is not None else None
        for matcher in selector.matchers if series else ():
            verdict = judge(series[0], matcher.label, Pattern(matcher.op, matcher.value), pages) if series else None
            if verdict:
                severity, message, remedy = verdict
                yield finding(__name__, severity, message, remedy, rule=rule, offset=matcher.value_start)
