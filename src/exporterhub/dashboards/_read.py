"""Reading ``dashboard.yaml`` of an entry."""

from __future__ import annotations

from exporterhub.catalog import Entry, Rule, read_model
from exporterhub.dashboards._model import Dashboard
from exporterhub.errors import Finding
from exporterhub.rules import Page, pages_from_entry

__all__ = ["FILE", "as_rules", "has_dashboard", "pages_of", "read_dashboard"]

FILE = "dashboard.yaml"


def has_dashboard(entry: Entry) -> bool:
    """Whether the entry has a ``dashboard.yaml``."""
    return FILE in entry.files


def read_dashboard(entry: Entry) -> tuple[Dashboard | None, list[Finding]]:
    """The entry's dashboard, None where it has none or it cannot be read; and what is wrong with the file."""
    return read_model(Dashboard, entry.files[FILE]) if has_dashboard(entry) else (None, [])


def pages_of(entry: Entry) -> list[Page]:
    """What the entry's recordings expose; nothing where it has none."""
    return list(pages_from_entry(entry)) if entry.recordings else []


def as_rules(entry: Entry, dashboard: Dashboard) -> list[Rule]:
    """Each query as a recording rule: its group is the panel's title, its name is unique, its place that of the panel.

    What resolves and checks rules can so resolve and check panels.
    """
    places = {panel.title: panel for panel in entry.panels}
    rules = []
    for panel in dashboard.panels:
        place = places.get(panel.title)
        for number, query in enumerate(panel.queries):
            rules.append(
                Rule(
                    group=panel.title,
                    name=f"panel:{panel.title}:{number}",
                    kind="record",
                    expr=query.expr,
                    file=place.file if place else "",
                    line=place.line if place else 0,
                    expr_line=place.line if place else 0,
                )
            )
    return rules
