"""An alert says what to do.

Whoever is woken by it needs the next step: a link to a runbook (`runbook_url`, `runbook`), or a description
that says what it means, what to look at and what to do. Always of severity info.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding_of
from ..._pages import Pages

_TITLES = frozenset(("summary", "title"))
# A sentence that names a value and a host is shorter, one that helps is longer.
_LEAST_WORDS = 15


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """At most one finding."""
    if rule.kind != "alert" or any(
        "runbook" in name.lower() or "playbook" in name.lower() for name in rule.annotations
    ):
        return
    said = sum(len(text.split()) for name, text in rule.annotations.items() if name not in _TITLES)
    if said < _LEAST_WORDS:
        message = f"{rule.name} does not say what to do"
        remedy = "Add an annotation runbook_url, or a description with what to look at and what to do."
        yield finding_of(__name__, "info", message, remedy, rule=rule, key="alert")
