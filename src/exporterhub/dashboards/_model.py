"""What ``dashboard.yaml`` holds. These models are the schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from exporterhub.catalog.models import Model

__all__ = ["ROWS", "Dashboard", "PanelKind", "PanelSpec", "QuerySpec", "Unit"]

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
RowName = Literal["up", "work", "full", "why"]
ROWS: dict[RowName, str] = {
    "up": "Is it up?",
    "work": "Is it doing its work?",
    "full": "Is it full?",
    "why": "Why?",
}
"""The rows in the reader's order."""

PanelKind = Literal["stat", "timeseries", "bargauge", "table"]
Unit = Literal[
    "short", "none", "percentunit", "percent", "bytes", "Bps", "s", "ms", "reqps", "ops", "cps", "dateTimeFromNow",
    "celsius", "hertz", "bool_yes_no", "dtdurations", "pps", "watt", "volt", "iops",
]  # fmt: skip
"""Units by Grafana's names. ``Bps`` is bytes a second, ``cps`` counts, ``ops`` operations, ``reqps`` requests a second,
``dtdurations`` a length of time in seconds in words, ``dateTimeFromNow`` milliseconds since the epoch."""


class QuerySpec(Model):
    """One query and how its series are called: ``legend`` is text with ``{{label}}`` in it.

    The query is ordinary PromQL without ``job`` and ``instance``: the filters by what the reader chose are put into
    each of its selectors when it is compiled, and windows of ``5m`` in ``rate``, ``irate`` and ``increase`` become the
    window that fits the time range. Where series keep the job that pushed them, ``{job=~".+"}`` in a selector leaves it
    without filters.
    """

    expr: Text
    legend: str = ""


class PanelSpec(Model):
    """One panel, and the question it answers.

    ``alerts`` names alerts of the entry; their thresholds are drawn where they have the panel's unit. ``needs`` is the
    flag of the exporter without which there is no data. ``kind`` ``stat`` shows the last value, ``timeseries`` lines,
    ``bargauge`` and ``table`` the last value of each series.
    """

    title: Text
    question: Text
    row: RowName
    kind: PanelKind = "timeseries"
    unit: Unit = "short"
    queries: tuple[QuerySpec, ...] = Field(min_length=1, max_length=6)
    description: str = ""
    alerts: tuple[Text, ...] = ()
    needs: str = ""
    stack: bool = False
    min: float | None = None
    max: float | None = None
    words: dict[str, str] = Field(default={}, description="What a value stands for: {'1': up, '0': down}")


class Dashboard(Model):
    """``dashboard.yaml``. ``select`` is the metric whose ``job`` and ``instance`` labels the reader chooses from."""

    title: Text
    select: Text
    description: str = ""
    panels: tuple[PanelSpec, ...] = Field(min_length=1)
