"""A panel without a question is decoration."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards.checks._panel import about
from exporterhub.errors import Finding


def check(entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
    """Finding ``panel/question``."""
    for panel in dashboard.panels:
        if not panel.question.endswith("?") or len(panel.question.split()) < 3:
            yield about(entry, panel, "question", "error", f"{panel.question!r} is no question",
                        "write what a reader asks when looking at it, with a question mark")  # fmt: skip
