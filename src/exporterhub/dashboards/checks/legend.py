"""A legend names labels that the result has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards._read import pages_of
from exporterhub.dashboards.checks._panel import about
from exporterhub.errors import Finding
from exporterhub.promql import OutputLabels, examine
from exporterhub.rules import Page

_LABEL = re.compile(r"\{\{\s*([^}\s]+)\s*\}\}")
_ATTACHED = frozenset(("job", "instance"))


def check(entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
    """Finding ``panel/legend``."""
    pages = pages_of(entry)
    for panel in dashboard.panels:
        for query in panel.queries:
            examined = examine(query.expr)
            if examined.problem is not None:
                continue
            for label in _LABEL.findall(query.legend):
                if not _has(examined.output, label, pages):
                    yield about(entry, panel, "legend", "error", f"the result has no label {label!r}",
                                "name one that the query keeps")  # fmt: skip


def _has(output: OutputLabels, label: str, pages: Sequence[Page]) -> bool:
    """Whether the query lets the label through, and one of the series it reads carries it (or Prometheus adds it)."""
    if label in output.added:
        return True
    if not output.can_have(label):
        return False
    if label in _ATTACHED or not pages:
        return True
    metrics = {selector.metric for selector in output.sources if selector.metric}
    seen = [page.metrics[name] for page in pages for name in metrics if name in page.metrics]
    return not seen or any(label in metric.values for metric in seen)
