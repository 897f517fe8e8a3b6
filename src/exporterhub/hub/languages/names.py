"""Words of fixed lists; the list is the context that tells equal ones apart: ``{{ entry.tier | named("tier") }}``."""

from __future__ import annotations

from exporterhub.messages import Message, named

__all__ = ["NAMES"]

NAMES: dict[str, tuple[Message, ...]] = {
    "tier": (named("tier", "listed"), named("tier", "covered"), named("tier", "verified"), named("tier", "proven")),
    "kind": (
        named("kind", "exporter"),
        named("kind", "built-in"),
        named("kind", "library"),
        named("kind", "gateway"),
        named("kind", "server"),
    ),
    "maintainer": (named("maintainer", "prometheus"), named("maintainer", "vendor"), named("maintainer", "community")),
    "status": (named("status", "maintained"), named("status", "archived"), named("status", "unknown")),
    "category": (
        named("category", "APIs"),
        named("category", "Blockchain"),
        named("category", "Databases"),
        named("category", "FinOps"),
        named("category", "HPC & data processing"),
        named("category", "HTTP"),
        named("category", "Hardware"),
        named("category", "IoT"),
        named("category", "Issue trackers & CI"),
        named("category", "Kubernetes"),
        named("category", "Libraries"),
        named("category", "Logging"),
        named("category", "Mail"),
        named("category", "Media & games"),
        named("category", "Messaging"),
        named("category", "Miscellaneous"),
        named("category", "Monitoring"),
        named("category", "Network"),
        named("category", "Security"),
        named("category", "Storage"),
        named("category", "Virtualization"),
        named("category", "AI & ML"),
    ),
    "severity": (
        named("severity", "critical"),
        named("severity", "error"),
        named("severity", "warning"),
        named("severity", "info"),
    ),
    "sort": (
        named("sort", "relevance"),
        named("sort", "tier"),
        named("sort", "name"),
        named("sort", "popular"),
        named("sort", "versions"),
        named("sort", "metrics"),
        named("sort", "alerts"),
    ),
    "reader": (named("reader", "alert"), named("reader", "record"), named("reader", "panel")),
    "row": (
        named("row", "Is it up?"),
        named("row", "Is it doing its work?"),
        named("row", "Is it full?"),
        named("row", "Why?"),
    ),
    "group": (
        named("group", "Exporters"),
        named("group", "Search"),
        named("group", "Tiers"),
        named("group", "Identify"),
        named("group", "Host"),
        named("group", "Health"),
    ),
}
