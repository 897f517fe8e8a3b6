"""The documents of dashboards."""

from __future__ import annotations

from pydantic import Field

from exporterhub.hub.documents.base import Document, Told

__all__ = [
    "DashboardDocument",
    "LimitDocument",
    "PanelDocument",
    "QueryDocument",
    "RowDocument",
    "ValuesDocument",
    "ValuesRow",
]


class LimitDocument(Document):
    """An alert's threshold in a panel."""

    alert: str
    severity: str
    op: str
    value: float


class QueryDocument(Document):
    """One query of a panel, without the filters that the compiled dashboard adds."""

    expr: str
    legend: str


class ValuesRow(Document):
    """One series in the table: its name, its values as text."""

    name: str
    values: list[Told]


class ValuesDocument(Document):
    """What a panel showed, as a table: a column for the healthy service and one for each fault."""

    columns: list[Told]
    rows: list[ValuesRow]


class PanelDocument(Document):
    """A panel."""

    title: str
    anchor: str
    question: str
    kind: str
    unit: str
    description: str
    needs: str
    alerts: list[str]
    queries: list[QueryDocument]
    limits: list[LimitDocument] = Field(description="Thresholds of the alerts that compare what the panel shows")
    now: Told = Field(description="The value on the healthy service, of a panel that shows one")
    values: ValuesDocument | None = Field(description="What it showed in the lab")


class RowDocument(Document):
    """Panels that answer one question of the reader's."""

    title: str
    panels: list[PanelDocument]


class DashboardDocument(Document):
    """A dashboard, in the reader's order."""

    title: str
    description: str
    panels: int
    rows: list[RowDocument]
    shown: bool = Field(description="Whether there are series from the lab")
