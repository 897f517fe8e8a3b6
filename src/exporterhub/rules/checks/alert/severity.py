"""An alert says how severe it is.

Alertmanager routes by labels, and by `severity` nearly everywhere: an alert without it goes where nobody
looks, or to everybody. A misspelt severity goes the same way.

Any word will do; one that is a letter or two beside a common one is taken for misspelt. The label may also be
set for the whole group.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding_of
from ..._near import did_you_mean, nearest
from ..._pages import Pages

_COMMON_WORDS = """
critical warning info page ticket error none emergency major minor notice high medium low average disaster
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding."""
    if rule.kind != "alert":
        return
    given = rule.labels.get("severity", "")
    if not given:
        remedy = "Add it under `labels:`, for example `severity: warning`."
        yield finding_of(__name__, "warning", f"{rule.name} has no label severity", remedy, rule=rule, key="alert")
    elif given.lower() not in _COMMON and "{{" not in given:
        near = nearest(given, _COMMON, 0.75)
        if near:
            message = f'the severity "{given}" is not a common one'
            yield finding_of(__name__, "warning", message, did_you_mean(near, '"'), rule=rule, key="labels.severity")
