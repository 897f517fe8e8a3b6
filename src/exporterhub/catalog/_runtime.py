"""Families that a client library adds to every page: they tell nothing about the exporter.

Those of the JVM are not among them: they mark the exporters that are about it.
"""

from __future__ import annotations

__all__ = ["is_runtime"]

_PREFIXES = ("go_", "process_", "promhttp_", "python_", "net_conntrack_")
_NAMES = ("up", "scrape_duration_seconds")


def is_runtime(name: str) -> bool:
    """Whether the family ``name`` is the runtime's and not the exporter's own."""
    return name.startswith(_PREFIXES) or name in _NAMES
