"""A dashboard for an entry that has none of its own: what can be said of any target without knowing its page.

Each module of ``targets`` offers ``panels(entry)``: what Prometheus itself writes for each target, what the entry's
facts name, and what the runtime of the entry's language exposes by default. Nothing of it is evidence: the title says
so, and a panel that reads what nobody recorded says what it needs.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Protocol, cast

from exporterhub.catalog import Entry
from exporterhub.dashboards import targets
from exporterhub.dashboards._model import ROWS, Dashboard, PanelSpec
from exporterhub.promql import examine

__all__ = ["general"]


class Part(Protocol):
    """A module of ``targets``."""

    PLACE: int
    """Its panels' place within a row."""
    RUNTIME: bool
    """Whether it reads what a client library exposes, which recordings may confirm or deny."""

    def panels(self, entry: Entry) -> list[PanelSpec]:
        """Its panels for the entry; none where they would not fit."""


def general(entry: Entry) -> Dashboard:
    """The entry's general dashboard, rows in the reader's order.

    Where the entry has recordings, panels of the runtime stay only if a recording has all that they read.
    """
    panels = [panel for part in _parts() for panel in _fitting(entry, part)]
    why = "no dashboard of its own yet" if entry.recordings else "not recorded yet"
    return Dashboard(
        title=f"{entry.exporter.name}, general ({why})",
        select=entry.exporter.fingerprint.build_info or entry.exporter.fingerprint.up or "up",
        description=f"General, {why}: what any target shows, and no evidence for this exporter. Made from what "
        "Prometheus writes for each target, the entry's facts, and what the client library of the language exposes. "
        "Choose the job first.",
        panels=tuple(panel for row in ROWS for panel in panels if panel.row == row),
    )


def _fitting(entry: Entry, part: Part) -> list[PanelSpec]:
    panels = part.panels(entry)
    if not part.RUNTIME or not entry.recordings:
        return panels
    seen = {
        name
        for recording in entry.recordings
        for family in recording.inventory().families.values()
        for name in family.sample_names
    }
    return [panel.model_copy(update={"needs": ""}) for panel in panels if _metrics(panel) <= seen]


def _metrics(panel: PanelSpec) -> set[str]:
    return {found.metric for query in panel.queries for found in examine(query.expr).selectors if found.metric}


@cache
def _parts() -> tuple[Part, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(targets.__path__) if not module.name.startswith("_"))
    parts = [cast("Part", importlib.import_module(f"{targets.__name__}.{name}")) for name in names]
    return tuple(sorted(parts, key=lambda part: part.PLACE))
