"""A finding about a panel, at its place."""

from __future__ import annotations

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import PanelSpec
from exporterhub.errors import Finding, Severity


def about(entry: Entry, panel: PanelSpec, name: str, severity: Severity, message: str, remedy: str) -> Finding:
    """The finding ``panel/<name>``."""
    place = next((found for found in entry.panels if found.title == panel.title), None)
    file, line = (place.file, place.line) if place else ("", 0)
    return Finding(f"panel/{name}", severity, f"panel {panel.title!r}: {message}", remedy, file=file, line=line)
