"""Titles name panels in evidence, links and ids, so each is there once."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from exporterhub.catalog import Entry
from exporterhub.dashboards._model import Dashboard
from exporterhub.dashboards.checks._panel import about
from exporterhub.errors import Finding


def check(entry: Entry, dashboard: Dashboard) -> Iterator[Finding]:
    """Finding ``panel/title``."""
    seen: dict[int, str] = {}
    for panel in dashboard.panels:
        number = zlib.crc32(panel.title.encode()) % 1_000_000
        if number in seen:
            yield about(entry, panel, "title", "error", f"its title is too like that of {seen[number]!r}",
                        "change a word of it")  # fmt: skip
        seen[number] = panel.title
