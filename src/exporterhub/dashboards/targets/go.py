"""The Go runtime, as the Go client shows it by default."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 3
RUNTIME = True
_LEGEND = "{{job}} {{instance}}"
_NEEDS = "the Go collector of the Go client, which is on by default"


def panels(entry: Entry) -> list[PanelSpec]:
    """For programs in Go."""
    if entry.exporter.language != "Go":
        return []
    return [
        PanelSpec(
            title="Heap",
            question="How much of the memory is the heap in use?",
            row="full",
            unit="bytes",
            queries=(QuerySpec(expr="go_memstats_heap_inuse_bytes", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
        ),
        PanelSpec(
            title="Goroutines",
            question="Do goroutines pile up?",
            row="why",
            queries=(QuerySpec(expr="go_goroutines", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
        ),
        PanelSpec(
            title="Garbage collection",
            question="What share of the time does the program stand still for garbage collection?",
            row="why",
            unit="percentunit",
            queries=(QuerySpec(expr="rate(go_gc_duration_seconds_sum[5m])", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
        ),
    ]
