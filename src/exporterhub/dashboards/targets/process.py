"""The process, as client libraries show it (Prometheus, "Writing client libraries", process metrics)."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec, QuerySpec

PLACE = 2
RUNTIME = True
_LEGEND = "{{job}} {{instance}}"
_NEEDS = {
    "Go": "the process collector of the Go client, which is on by default",
    "Java": "ProcessMetrics or JvmMetrics of the Java client, which the program must register",
    "JavaScript": "collectDefaultMetrics of prom-client, on Linux",
    "Python": "the process collector of the Python client, which is on by default on Linux",
}


def panels(entry: Entry) -> list[PanelSpec]:
    """For the languages whose client library has a process collector."""
    needs = _NEEDS.get(entry.exporter.language, "")
    if not needs:
        return []
    return [
        PanelSpec(
            title="Running for",
            question="How long has the youngest process been running?",
            row="up",
            kind="stat",
            unit="dtdurations",
            queries=(QuerySpec(expr="min(time() - process_start_time_seconds)"),),
            needs=needs,
        ),
        PanelSpec(
            title="CPU",
            question="How many cores does the process keep busy?",
            row="work",
            unit="percentunit",
            queries=(QuerySpec(expr="rate(process_cpu_seconds_total[5m])", legend=_LEGEND),),
            needs=needs,
            min=0,
        ),
        PanelSpec(
            title="Memory",
            question="How much memory does the process take?",
            row="full",
            unit="bytes",
            queries=(QuerySpec(expr="process_resident_memory_bytes", legend=_LEGEND),),
            needs=needs,
            min=0,
        ),
        PanelSpec(
            title="Open files",
            question="How near is the number of open files to its limit?",
            row="full",
            unit="percentunit",
            queries=(QuerySpec(expr="process_open_fds / process_max_fds", legend=_LEGEND),),
            needs=needs,
            min=0,
            max=1,
        ),
        PanelSpec(
            title="Starts",
            question="Does the process start anew again and again?",
            row="why",
            queries=(QuerySpec(expr="changes(process_start_time_seconds[1h])", legend=_LEGEND),),
            needs=needs,
            min=0,
        ),
    ]
