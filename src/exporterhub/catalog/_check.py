"""``catalog check``: everything that is wrong with entries, and where the catalog stands."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from exporterhub.catalog import checks
from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._text import shown
from exporterhub.catalog._tiers import fresh_panel, fresh_rule
from exporterhub.errors import Finding

__all__ = ["check", "summary"]

Check = Callable[[Entry, Catalog], Iterable[Finding]]
_TIERS = ("listed", "covered", "verified", "proven")


def check(catalog: Catalog, slugs: Sequence[str] | None = None) -> list[Finding]:
    """Findings of loading and of every check, for all entries or those named, sorted by place.

    Raises BadInput for a slug that no folder of the catalog has.
    """
    wanted = set(slugs or ())
    places = [shown(folder / slug) + "/" for folder in catalog.folders for slug in wanted]
    for slug in wanted:
        if not any((folder / slug).is_dir() for folder in catalog.folders):
            catalog.entry(slug)
    found = [
        finding
        for finding in catalog.findings
        if not wanted or any(f"{finding.file}/".startswith(place) for place in places)
    ]
    for entry in catalog:
        if not wanted or entry.slug in wanted:
            found += (finding for ask in _checks() for finding in ask(entry, catalog))
    return sorted(found, key=lambda finding: (finding.file, finding.line, finding.column, finding.id))


def summary(catalog: Catalog) -> dict[str, Any]:
    """Where the catalog stands: ``entries``, ``tiers`` (at least), ``recordings``, ``alerts``, ``panels``."""
    alerts = [(entry, rule) for entry in catalog for rule in entry.alerts]
    seen = [found for found in (fresh_rule(entry, rule) for entry, rule in alerts) if found is not None]
    reached = [_TIERS.index(entry.tier) for entry in catalog]
    return {
        "entries": len(catalog),
        "tiers": {tier: sum(rank >= least for rank in reached) for least, tier in enumerate(_TIERS)},
        "recordings": sum(len(entry.recordings) for entry in catalog),
        "alerts": {
            "total": len(alerts),
            "unit_tested": sum({"fires", "quiet"}.issubset(found.tests) for found in seen),
            "fault_proven": sum(bool(found.fired) for found in seen),
            "noisy_when_healthy": sum(bool(found.noisy) for found in seen),
        },
        "panels": _panels(catalog),
    }


def _panels(catalog: Catalog) -> dict[str, int]:
    total = with_data = need_flag = 0
    for entry in catalog:
        for panel in entry.panels:
            seen = fresh_panel(entry, panel)
            resolved = seen is not None and bool(seen.data)
            total += 1
            with_data += resolved
            need_flag += bool(panel.needs) and not resolved
    return {"total": total, "with_data": with_data, "need_flag": need_flag}


def _checks() -> Iterator[Check]:
    """The checks of the folder ``checks/``, one per module."""
    for module in pkgutil.iter_modules(checks.__path__):
        ask: Check = import_module(f"{checks.__name__}.{module.name}").check
        yield ask
