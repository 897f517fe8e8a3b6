"""The dashboard to hand out for an entry: its own, or the general one."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.catalog import Entry
from exporterhub.dashboards._general import general
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards._read import has_dashboard, read_dashboard
from exporterhub.errors import Finding

__all__ = ["Offer", "offer"]


class Offer(NamedTuple):
    """``dashboard`` is None where the entry's own cannot be read, which ``findings`` explain.

    ``general``: it is no dashboard of this entry but what any target shows, and never counts as evidence.
    """

    dashboard: Dashboard | None
    general: bool
    findings: list[Finding]


def offer(entry: Entry) -> Offer:
    """The entry's own dashboard where it has one, even a broken one; the general one where it has none."""
    if not has_dashboard(entry):
        return Offer(general(entry), general=True, findings=[])
    dashboard, findings = read_dashboard(entry)
    return Offer(dashboard, general=False, findings=findings)
