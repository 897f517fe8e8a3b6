"""Names that entries call each other by: aliases and successors."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._near import did_you_mean
from exporterhub.catalog._text import shown
from exporterhub.errors import Finding

__all__ = ["check"]


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``entry/alias`` and ``entry/successor``."""
    file = shown(entry.files["exporter.yaml"])
    line, column = entry.places.get("aliases", (1, 1))
    for message, remedy in _aliases(entry):
        yield Finding("entry/alias", "warning", message, remedy, file=file, line=line, column=column)
    successor = entry.exporter.successor
    line, column = entry.places.get("successor", (1, 1))
    if successor and (successor not in catalog.entries or successor == entry.slug):
        message = f"the successor {successor!r} is no other entry of the catalog"
        others = [slug for slug in catalog.entries if slug != entry.slug]
        remedy = did_you_mean(successor, others) or "name a slug of the catalog, or add that entry first"
        yield Finding("entry/successor", "error", message, remedy, file=file, line=line, column=column)


def _aliases(entry: Entry) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for alias in entry.exporter.aliases:
        name = alias.lower().strip()
        if not name:
            yield "an alias is empty", "remove it"
        elif name in seen:
            yield f"the alias {alias!r} is given twice", "keep one of them"
        seen.add(name)
