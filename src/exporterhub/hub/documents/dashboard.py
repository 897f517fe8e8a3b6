"""The dashboard of an entry, with what its panels showed in the lab."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from exporterhub.catalog import Entry
from exporterhub.dashboards import ROWS, Dashboard, PanelSpec, general, has_dashboard, limits_of, read_dashboard
from exporterhub.hub.documents.numbers import shown
from exporterhub.hub.documents.panels import (
    DashboardDocument,
    LimitDocument,
    PanelDocument,
    QueryDocument,
    RowDocument,
    ValuesDocument,
    ValuesRow,
)
from exporterhub.hub.documents.preview import preview_runs
from exporterhub.messages import english, say

__all__ = ["dashboard_of", "general_of", "preview_of"]

_LABEL = re.compile(r"\{\{\s*([^}\s]+)\s*\}\}")
_COMMON = frozenset(("job", "instance"))
_MOST_COLUMNS = 6


def dashboard_of(entry: Entry) -> DashboardDocument | None:
    """The entry's dashboard; None where it has none that can be read."""
    dashboard, _ = read_dashboard(entry)
    return None if dashboard is None else _document(entry, dashboard, preview_runs(entry))


def general_of(entry: Entry) -> DashboardDocument | None:
    """What any target shows, where the entry has no dashboard of its own; None where it has one, even a broken one."""
    return None if has_dashboard(entry) else _document(entry, general(entry), {})


def _document(entry: Entry, dashboard: Dashboard, runs: Mapping[str, Any]) -> DashboardDocument:
    rows = []
    for name, title in ROWS.items():
        panels = [_panel(entry, panel, runs) for panel in dashboard.panels if panel.row == name]
        if panels:
            rows.append(RowDocument(title=title, panels=panels))
    return DashboardDocument(
        title=dashboard.title,
        description=dashboard.description,
        panels=len(dashboard.panels),
        rows=rows,
        shown=bool(runs),
    )


def preview_of(entry: Entry) -> dict[str, Any]:
    """What the hub's charts draw, by panel: named series, and the limits, faults and alerts to mark.

    Times are seconds from the beginning of the healthy service.
    """
    dashboard, _ = read_dashboard(entry)
    runs = preview_runs(entry)
    panels = {}
    for panel in dashboard.panels if dashboard else ():
        run = _run_of(panel, runs)
        if run is not None:
            panels[panel.title] = _drawn(entry, panel, run)
    return {"panels": panels}


def _drawn(entry: Entry, panel: PanelSpec, run: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "recording": run["recording"],
        "step": run["step"],
        "seconds": run["seconds"],
        "unit": panel.unit,
        "stack": panel.stack,
        "min": panel.min,
        "max": panel.max,
        "words": panel.words,
        "series": [{"name": name, "values": series["values"]} for name, series in _named(panel, run)],
        "limits": [limit._asdict() for limit in limits_of(entry, panel)],
        "faults": run["faults"],
        "alerts": [alert for alert in run["alerts"] if alert["alert"] in panel.alerts],
    }


def _run_of(panel: PanelSpec, runs: Mapping[str, Any]) -> dict[str, Any] | None:
    return next((run for run in runs.values() if panel.title in run["panels"]), None)


def _panel(entry: Entry, panel: PanelSpec, runs: Mapping[str, Any]) -> PanelDocument:
    run = _run_of(panel, runs)
    values = _values(panel, run) if run else None
    return PanelDocument(
        title=panel.title,
        anchor="panel-" + re.sub(r"[^a-z0-9]+", "-", panel.title.lower()).strip("-"),
        question=panel.question,
        kind=panel.kind,
        unit=panel.unit,
        description=panel.description,
        needs=panel.needs,
        alerts=list(panel.alerts),
        queries=[QueryDocument(expr=query.expr.strip(), legend=query.legend) for query in panel.queries],
        limits=[LimitDocument(**limit._asdict()) for limit in limits_of(entry, panel)],
        now=values.rows[0].values[0] if values and values.rows and panel.kind == "stat" else "",
        values=values,
    )


def _named(panel: PanelSpec, run: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Each series with its name; names that are the same twice get the instance."""
    found = []
    for query, series in zip(panel.queries, run["panels"][panel.title], strict=False):
        found += [(_name(query.legend, one["labels"]) or panel.title, one) for one in series]
    return found


def _name(legend: str, labels: Mapping[str, str]) -> str:
    if legend:
        return _LABEL.sub(lambda match: labels.get(match[1], ""), legend).strip()
    return ", ".join(f"{name} {value}" for name, value in labels.items() if name not in _COMMON)


def _values(panel: PanelSpec, run: Mapping[str, Any]) -> ValuesDocument:
    """Medians: of the healthy service, and of each fault's second half, when alerts have had time to fire."""
    spans: list[tuple[str, float, float]] = [(say("healthy"), 0.0, float(run["healthy"]))]
    relevant = _relevant(panel, run)[: _MOST_COLUMNS - 1]
    for fault in relevant:
        middle = (fault["start"] + fault["end"]) / 2
        spans.append((english(fault["what"] or fault["fault"]), middle, fault["end"]))
    rows = [
        ValuesRow(
            name=name,
            values=[_text(panel, _median(series["values"], run["step"], start, end)) for _, start, end in spans],
        )
        for name, series in _named(panel, run)
    ]
    return ValuesDocument(columns=[name for name, _, _ in spans], rows=rows)


def _relevant(panel: PanelSpec, run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The faults under which one of the panel's alerts fired, first; then the others."""
    firing = [alert for alert in run["alerts"] if alert["alert"] in panel.alerts]

    def fired_in(fault: Mapping[str, Any]) -> bool:
        return any(alert["start"] < fault["end"] and alert["end"] > fault["start"] for alert in firing)

    return sorted(run["faults"], key=lambda fault: not fired_in(fault))


def _text(panel: PanelSpec, value: float | None) -> str:
    if value is not None and panel.words:
        found = panel.words.get(f"{value:g}")
        if found:
            return english(found)
    return shown(value, panel.unit)


def _median(values: Sequence[float | None], step: float, start: float, end: float) -> float | None:
    inside = [value for place, value in enumerate(values) if start <= place * step <= end and value is not None]
    return statistics.median(inside) if inside else None
