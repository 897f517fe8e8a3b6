"""A draft of a dashboard for an exporter that nobody made one for, from what its page holds."""

from __future__ import annotations

import re

import yaml

from exporterhub.dashboards._model import Dashboard, PanelKind, PanelSpec, QuerySpec, RowName, Unit
from exporterhub.errors import BadInput
from exporterhub.exposition import FamilyInfo, Inventory

__all__ = ["as_yaml", "generate"]

MOST = 24
_PER_ROW = 8
_RUNTIME = re.compile(r"(?:go|process|promhttp|python|jvm|net_conntrack)_")
_UP = re.compile(r"_up$|^up$|_(?:healthy|ready|alive|success)$")
_WHY = re.compile(
    r"error|fail|drop|reject|retr(?:y|ies)|timeout|refus|denied|lost|corrupt|evict|deadlock|rollback|restart"
)
_FULL = re.compile(
    r"bytes$|_(?:used|free|available|limit|max|size|capacity|usage|ratio|percent|pending|waiting|queued?|backlog|lag|depth"
    r"|connections|clients|sessions|threads|workers|fds|files)(?:_|$)"
)
_PLAIN: dict[str, Unit] = {
    "bytes": "bytes",
    "seconds": "s",
    "ratio": "percentunit",
    "celsius": "celsius",
    "percent": "percent",
}
_NAMED_BY = 3
"""Labels that a legend shows at most."""


def generate(page: Inventory, *, title: str) -> Dashboard:
    """At most 24 panels: what says that it is up first, then work, fullness, and trouble; runtime metrics are left out.

    Raises:
        BadInput: the page has nothing to draw.
    """
    families = [family for family in page.families.values() if not _RUNTIME.match(family.name)]
    chosen: dict[RowName, list[PanelSpec]] = {"up": [_scraped()], "work": [], "full": [], "why": []}
    for family in families:
        panel = _panel(family)
        if panel is not None and len(chosen[panel.row]) < _PER_ROW:
            chosen[panel.row].append(panel)
    panels = [panel for row in chosen.values() for panel in row][:MOST]
    if len(panels) < 2:
        raise BadInput("the page has nothing to draw", remedy="give a page with gauges, counters or histograms")
    return Dashboard(title=title, select=_select(families), panels=tuple(_unique(panels)))


def as_yaml(dashboard: Dashboard) -> str:
    """The text of a ``dashboard.yaml``."""
    data = dashboard.model_dump(mode="json", exclude_defaults=True)
    head = "# A draft, made from a page. Each panel wants a better question, and those that nobody needs want to go.\n"
    return head + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _scraped() -> PanelSpec:
    return PanelSpec(
        title="Scraped",
        question="Can Prometheus scrape the exporter?",
        row="up",
        kind="stat",
        unit="none",
        queries=(QuerySpec(expr="min(up)"),),
        words={"0": "down", "1": "up"},
    )


def _select(families: list[FamilyInfo]) -> str:
    names = [family.name for family in families]
    return next((name for name in names if name.endswith("_build_info")), names[0])


def _panel(family: FamilyInfo) -> PanelSpec | None:
    name = family.name
    if name.endswith("_info") or family.type in ("info", "stateset", "gaugehistogram"):
        return None
    if family.type == "histogram":
        return _made(family, "work", _quantile(family), unit=_unit(name), legend=_legend(family, but=("le",)))
    if family.type == "summary":
        expr = f"rate({name}_sum[5m]) / rate({name}_count[5m])"
        return _made(family, "work", expr, unit=_unit(name), legend=_legend(family, but=("quantile",)))
    row: RowName = "why" if _WHY.search(name) else "full" if _FULL.search(name) else "work"
    if family.type == "counter":
        sample = next((one for one in family.sample_names if one.endswith("_total")), name)
        unit: Unit = "Bps" if "bytes" in name else "percentunit" if "seconds" in name else "cps"
        return _made(family, "why" if row == "why" else "work", f"rate({sample}[5m])", unit=unit)
    if _UP.search(name):
        return _made(family, "up", f"min({name})", unit="none", kind="stat", legend="")
    if name.endswith(("timestamp_seconds", "time_seconds")) and "start" not in name:
        return _made(family, row, f"time() - {name}", unit="dtdurations")
    return _made(family, row, name, unit=_unit(name))


def _made(
    family: FamilyInfo,
    row: RowName,
    expr: str,
    *,
    unit: Unit,
    kind: PanelKind = "timeseries",
    legend: str | None = None,
) -> PanelSpec:
    if family.series > MOST and kind == "timeseries":
        expr = f"topk(8, {expr})"
    return PanelSpec(
        title=_spaced(family.name),
        question=_question(family),
        row=row,
        kind=kind,
        unit=unit,
        queries=(QuerySpec(expr=expr, legend=_legend(family) if legend is None else legend),),
        description=family.help,
    )


def _quantile(family: FamilyInfo) -> str:
    kept = [label for label in family.labels if label != "le"][:1]
    by = ", ".join([*kept, "le"])
    return f"histogram_quantile(0.99, sum by ({by}) (rate({family.name}_bucket[5m])))"


def _legend(family: FamilyInfo, but: tuple[str, ...] = ()) -> str:
    labels = [label for label in family.labels if label not in but]
    labels = labels[:1] if family.type == "histogram" else labels[:_NAMED_BY]
    return " ".join(f"{{{{{label}}}}}" for label in labels) or ("" if family.type == "histogram" else "{{instance}}")


def _unit(name: str) -> Unit:
    return _PLAIN.get(name.removesuffix("_total").rpartition("_")[2], "short")


def _spaced(name: str) -> str:
    words = re.sub(r"_(?:total|bytes|seconds|ratio)$", "", name).replace("_", " ").replace(":", " ")
    return words[:1].upper() + words[1:]


def _question(family: FamilyInfo) -> str:
    text = family.help.strip().rstrip(".?")
    return f"{text[:1].upper()}{text[1:]}: what is usual?" if text else f"How does {family.name} change?"


def _unique(panels: list[PanelSpec]) -> list[PanelSpec]:
    seen: dict[str, int] = {}
    found = []
    for panel in panels:
        seen[panel.title] = seen.get(panel.title, 0) + 1
        number = seen[panel.title]
        found.append(panel if number == 1 else panel.model_copy(update={"title": f"{panel.title} {number}"}))
    return found
