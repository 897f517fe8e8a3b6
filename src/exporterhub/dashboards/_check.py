"""Run every check over a dashboard, and the checks of rules over its queries."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Protocol

from exporterhub import rules
from exporterhub.catalog import Entry
from exporterhub.dashboards import checks
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards._read import as_rules, pages_of, read_dashboard
from exporterhub.errors import Finding

__all__ = ["check"]

_OF_RULES = frozenset(
    (
        "query/syntax", "metric/exists", "label/exists", "label/value", "label/hardcoded", "label/number",
        "type/counter_as_gauge", "type/gauge_as_counter", "join/drops", "join/empty", "join/ambiguous",
        "matcher/nothing", "range/short",
    )
)  # fmt: skip
"""The checks of rules that make sense for what is only looked at."""


class Check(Protocol):
    """A module of ``checks``."""

    def check(self, entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
        """What is wrong; the place is filled in by the caller where it is a panel's (``panels`` gives it)."""


def check(entry: Entry, dashboard: Dashboard | None = None) -> list[Finding]:
    """What is wrong with the entry's dashboard, in the order of the file; nothing where it has none.

    With ``dashboard`` that one is checked, whatever the entry has.
    A query must parse, read what recordings have (but for a panel that ``needs`` a flag, and where there are none), and
    rate counters only.
    """
    findings: list[Finding] = []
    if dashboard is None:
        dashboard, findings = read_dashboard(entry)
    if dashboard is None:
        return findings
    needing = {panel.title for panel in dashboard.panels if panel.needs}
    queries = as_rules(entry, dashboard)
    titles = {rule.line: rule.group for rule in queries}
    for finding in rules.check(queries, pages_of(entry)):
        title = titles.get(finding.line, "")
        missing = finding.id in ("metric/exists", "label/exists", "label/value")
        if finding.id in _OF_RULES and not (missing and title in needing):
            findings.append(
                replace(finding, message=f"panel {title!r}: {finding.message}" if title else finding.message)
            )
    for one in _checks():
        findings += one.check(entry, dashboard)
    return sorted(findings, key=lambda found: (found.line, found.id))


@cache
def _checks() -> tuple[Check, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__) if not module.name.startswith("_"))
    return tuple(importlib.import_module(f"{checks.__name__}.{name}") for name in names)
