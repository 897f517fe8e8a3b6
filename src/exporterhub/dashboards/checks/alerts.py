"""Alerts that a panel names are there, and each alert has a panel to look at."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards.checks._panel import about
from exporterhub.errors import Finding


def check(entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
    """Findings ``panel/alert`` (names one that is not there) and ``panel/unseen`` (an alert without a panel)."""
    known = {rule.name for rule in entry.alerts}
    named = {name for panel in dashboard.panels for name in panel.alerts}
    for panel in dashboard.panels:
        for name in panel.alerts:
            if name not in known:
                yield about(entry, panel, "alert", "error", f"there is no alert {name!r}",
                            f"the entry has {', '.join(sorted(known)) or 'none'}")  # fmt: skip
    for rule in entry.alerts:
        if rule.name not in named:
            yield Finding("panel/unseen", "warning", f"no panel shows what {rule.name} is about",
                          "name it in `alerts` of the panel to look at when it fires",
                          file=rule.file, line=rule.line)  # fmt: skip
