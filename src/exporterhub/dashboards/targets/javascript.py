"""Node.js, as prom-client shows it where a program asks for its default metrics."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 3
RUNTIME = True
_LEGEND = "{{job}} {{instance}}"
_NEEDS = "collectDefaultMetrics of prom-client"


def panels(entry: Entry) -> list[PanelSpec]:
    """For programs in JavaScript."""
    if entry.exporter.language != "JavaScript":
        return []
    return [
        PanelSpec(
            title="Heap",
            question="How much of the heap is in use?",
            row="full",
            unit="percentunit",
            queries=(QuerySpec(expr="nodejs_heap_size_used_bytes / nodejs_heap_size_total_bytes", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Event loop",
            question="How long does the event loop wait?",
            row="why",
            unit="s",
            queries=(QuerySpec(expr="nodejs_eventloop_lag_seconds", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
        ),
    ]
