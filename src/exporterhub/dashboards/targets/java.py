"""The Java virtual machine, as the Java client (from version 1 on) shows it: its documentation, "JVM"."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 3
RUNTIME = True
_LEGEND = "{{job}} {{instance}}"
_NEEDS = "JvmMetrics of the Java client from version 1 on, which the program must register"


def panels(entry: Entry) -> list[PanelSpec]:
    """For programs in Java."""
    if entry.exporter.language != "Java":
        return []
    return [
        PanelSpec(
            title="Heap",
            question="How full is the heap?",
            row="full",
            unit="percentunit",
            queries=(
                QuerySpec(
                    expr='jvm_memory_used_bytes{area="heap"} / (jvm_memory_max_bytes{area="heap"} > 0)',
                    legend=_LEGEND,
                ),
            ),
            needs=_NEEDS,
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Threads",
            question="Do threads pile up?",
            row="why",
            queries=(QuerySpec(expr="jvm_threads_current", legend=_LEGEND),),
            needs=_NEEDS,
            min=0,
        ),
        PanelSpec(
            title="Garbage collection",
            question="What share of the time goes into garbage collection?",
            row="why",
            unit="percentunit",
            queries=(QuerySpec(expr="rate(jvm_gc_collection_seconds_sum[5m])", legend=f"{_LEGEND}, {{{{gc}}}}"),),
            needs=_NEEDS,
            min=0,
        ),
    ]
