"""To the JSON that Grafana imports, through Grafana's own library for it."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from typing import Any

from grafana_foundation_sdk.builders import bargauge, common, prometheus, stat, table, timeseries
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as options
from grafana_foundation_sdk.models import dashboard as model

from exporterhub.catalog import Entry
from exporterhub.dashboards._filter import with_filters
from exporterhub.dashboards._model import ROWS, Dashboard, PanelSpec
from exporterhub.dashboards._thresholds import Limit, limits_of

__all__ = ["grafana", "grafana_json"]

WIDTH = 24
_SIZES = {"stat": (6, 4), "timeseries": (12, 8), "bargauge": (12, 8), "table": (24, 8)}
_COLOURS = {"critical": "red", "warning": "orange"}
_FINE = "green"
_SOURCE = "${datasource}"
_OF_INTERVALS = ("auto", "auto_count", "auto_min")
"""What the library writes for every variable, and Grafana's published schema has for none."""
_BUILDERS: dict[str, Any] = {
    "stat": stat.Panel,
    "timeseries": timeseries.Panel,
    "bargauge": bargauge.Panel,
    "table": table.Panel,
}


def grafana_json(entry: Entry, dashboard: Dashboard) -> str:
    """``grafana`` as text, the same for the same input."""
    return json.dumps(grafana(entry, dashboard), indent=2, ensure_ascii=False) + "\n"


def grafana(entry: Entry, dashboard: Dashboard) -> dict[str, Any]:
    """The dashboard as Grafana imports it (dashboard schema of Grafana 11).

    The data source is a variable, so nothing is asked for at import; ``job`` and ``instance`` are variables read from
    the data. The uid is that of the entry and ids of panels are made from their titles, so importing a later version
    replaces the earlier one and links to panels go on working.
    """
    built = (
        build.Dashboard(dashboard.title)
        .uid(f"exporterhub-{entry.slug}"[:40])
        .tags(["exporterhub", entry.slug])
        .description(dashboard.description or f"{entry.exporter.technology}, from {entry.exporter.name}")
        .time("now-3h", "now")
        .refresh("1m")
        .timezone("browser")
        .tooltip(model.DashboardCursorSync.CROSSHAIR)
        .editable()
    )
    for variable in _variables(dashboard):
        built = built.with_variable(variable)
    ids = _ids(dashboard)
    top = 0
    for row, title in ROWS.items():
        panels = [panel for panel in dashboard.panels if panel.row == row]
        if not panels:
            continue
        built = built.with_row(build.Row(title).id(_id(f"row {row}")).grid_pos(_place(0, top, WIDTH, 1)))
        top += 1
        for panel, place in _arranged(panels, top):
            built = built.with_panel(_panel(entry, panel).id(ids[panel.title]).grid_pos(place))
            top = max(top, place.y + place.h)
    compiled: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(built.build()))
    for variable in compiled["templating"]["list"]:
        for name in _OF_INTERVALS:
            variable.pop(name, None)
    return compiled


def _variables(dashboard: Dashboard) -> list[Any]:
    source = model.DataSourceRef(type_val="prometheus", uid=_SOURCE)
    values = {
        "job": f"label_values({dashboard.select}, job)",
        "instance": f'label_values({dashboard.select}{{job=~"$job"}}, instance)',
    }
    variables: list[Any] = [build.DatasourceVariable("datasource").label("Data source").type("prometheus")]
    for name, query in values.items():
        variables.append(
            build.QueryVariable(name)
            .label(name.capitalize())
            .datasource(source)
            .query(query)
            .multi(multi=True)
            .include_all(include_all=True)
            .refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
            .sort(model.VariableSort.ALPHABETICAL_ASC)
        )
    return variables


def _panel(entry: Entry, panel: PanelSpec) -> Any:
    source = model.DataSourceRef(type_val="prometheus", uid=_SOURCE)
    built = (
        _BUILDERS[panel.kind]()
        .title(panel.title)
        .description(_description(entry, panel))
        .datasource(source)
        .unit(panel.unit)
    )
    if panel.min is not None:
        built = built.min(panel.min)
    if panel.max is not None:
        built = built.max(panel.max)
    limits = limits_of(entry, panel)
    if limits:
        built = built.thresholds(_thresholds(limits))
    if panel.words:
        built = built.mappings([_words(panel.words)])
    for number, query in enumerate(panel.queries):
        built = built.with_target(_target(panel, number, query.expr, query.legend))
    built = built.links([_link(name) for name in panel.alerts])
    return _STYLES[panel.kind](built, panel, limits)


def _target(panel: PanelSpec, number: int, expr: str, legend: str) -> Any:
    target = prometheus.Dataquery().ref_id(chr(ord("A") + number)).expr(with_filters(expr))
    target = target.legend_format(legend or "__auto")
    if panel.kind == "timeseries":
        return target.range()
    target = target.instant()
    return target.format(options_table()) if panel.kind == "table" else target


def options_table() -> Any:
    """The format of the answer that a table shows."""
    from grafana_foundation_sdk.models.prometheus import PromQueryFormat

    return PromQueryFormat.TABLE


def _as_stat(built: Any, panel: PanelSpec, limits: Sequence[Limit]) -> Any:
    del panel
    built = built.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"])).graph_mode(
        options.BigValueGraphMode.AREA
    )
    return built.color_mode(options.BigValueColorMode.BACKGROUND if limits else options.BigValueColorMode.VALUE)


def _as_lines(built: Any, panel: PanelSpec, limits: Sequence[Limit]) -> Any:
    built = (
        built.line_width(1)
        .fill_opacity(10)
        .show_points(options.VisibilityMode.NEVER)
        .tooltip(common.VizTooltipOptions().mode(options.TooltipDisplayMode.MULTI).sort(options.SortOrder.DESCENDING))
        .legend(
            common.VizLegendOptions()
            .display_mode(options.LegendDisplayMode.LIST)
            .placement(options.LegendPlacement.BOTTOM)
            .show_legend(show_legend=True)
        )
    )
    if limits:
        built = built.thresholds_style(
            common.GraphThresholdsStyleConfig().mode(options.GraphThresholdsStyleMode.DASHED)
        )
    if panel.stack:
        built = built.stacking(common.StackingConfig().mode(options.StackingMode.NORMAL))
    return built


def _as_bars(built: Any, panel: PanelSpec, limits: Sequence[Limit]) -> Any:
    del panel, limits
    return built.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"])).orientation(
        options.VizOrientation.HORIZONTAL
    )


def _as_table(built: Any, panel: PanelSpec, limits: Sequence[Limit]) -> Any:
    del panel, limits
    hidden = {"Time": True, "__name__": True, "job": True}
    return built.transformations([model.DataTransformerConfig(id_val="organize", options={"excludeByName": hidden})])


_STYLES: dict[str, Any] = {"stat": _as_stat, "timeseries": _as_lines, "bargauge": _as_bars, "table": _as_table}


def _thresholds(limits: Sequence[Limit]) -> Any:
    """Steps as Grafana has them: each colour from its value on. The gravest of limits at one value gives the colour."""
    colours: dict[float | None, str] = {None: _FINE}
    for limit in sorted(limits, key=lambda limit: limit.severity != "warning"):
        colour = _COLOURS.get(limit.severity, "yellow")
        if limit.op in (">", ">="):
            colours[limit.value] = colour
        elif limit.op in ("<", "<=") or limit.value == 0:  # == 0 of what is 0 or 1
            colours[None] = colour
            colours.setdefault(limit.value if limit.op in ("<", "<=") else 1.0, _FINE)
        else:  # == 1 of what counts or says yes: more is no better
            colours[limit.value] = colour
    steps = sorted(colours.items(), key=lambda step: -math.inf if step[0] is None else step[0])
    return (
        build.ThresholdsConfig()
        .mode(model.ThresholdsMode.ABSOLUTE)
        .steps([model.Threshold(value=value, color=colour) for value, colour in steps])
    )


def _words(words: dict[str, str]) -> model.ValueMap:
    results = {
        value: model.ValueMappingResult(text=text, index=place) for place, (value, text) in enumerate(words.items())
    }
    return model.ValueMap(options=results)


def _description(entry: Entry, panel: PanelSpec) -> str:
    parts = [panel.question, panel.description]
    if panel.needs:
        parts.append(f"Needs {panel.needs}.")
    severities = {rule.name: rule.labels.get("severity", "") for rule in entry.alerts}
    if panel.alerts:
        parts.append("Alerts: " + ", ".join(f"{name} ({severities.get(name, '')})" for name in panel.alerts))
    return "\n\n".join(part for part in parts if part)


def _link(alert: str) -> Any:
    return build.DashboardLink(f"Alert {alert}").url(f"/alerting/list?search={alert}").target_blank(target_blank=True)


def _arranged(panels: Sequence[PanelSpec], top: int) -> list[tuple[PanelSpec, model.GridPos]]:
    """Left to right and top to bottom; a panel that does not fit begins a new line as high as the one before."""
    placed = []
    left, height = 0, 0
    for panel in panels:
        width, high = _SIZES[panel.kind]
        if left + width > WIDTH or (height and high != height):
            left, top, height = 0, top + height, 0
        placed.append((panel, _place(left, top, width, high)))
        left, height = left + width, high
    return placed


def _place(left: int, top: int, width: int, height: int) -> model.GridPos:
    return model.GridPos(h=height, w=width, x=left, y=top)


def _ids(dashboard: Dashboard) -> dict[str, int]:
    """Ids from titles: a panel keeps its id when others come and go."""
    return {panel.title: _id(panel.title) for panel in dashboard.panels}


def _id(text: str) -> int:
    return zlib.crc32(text.encode()) % 1_000_000 + 1
