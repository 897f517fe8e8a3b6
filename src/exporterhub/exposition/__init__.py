"""Metrics pages: Prometheus text format 0.0.4 and OpenMetrics 1.0, read and written. Pure: text in, values out.

::

    for family in parse(page, content_type):        # family by family; strict, or with findings
        ...
    inventory(page, content_type)                   # families, types, units, help, label names, series
    diff(before, after)                             # what changed between two inventories
    lint(families)                                  # are they named as Prometheus recommends
    content_type = negotiate(accept)                # the Content-Type to send
    render(families, content_type)                  # a page
    render(from_client(registry.collect()), ...)    # ... of any prometheus_client registry
"""

from __future__ import annotations

from .client import from_client
from .content import (
    OPENMETRICS,
    TEXT,
    accepts_gzip,
    escaping_of,
    guess_content_type,
    is_openmetrics,
    negotiate,
)
from .floats import canonical_bound, format_float, parse_float
from .inventory import Change, FamilyInfo, Inventory, InventoryDiff, diff, inventory, inventory_of
from .lint import lint
from .merge import merge
from .model import DEFAULT_LIMITS, Exemplar, Family, Limits, Sample
from .names import Escaping, escape_name
from .parse import parse
from .prepared import Prepared
from .render import render, render_chunks

__all__ = [
    "DEFAULT_LIMITS",
    "OPENMETRICS",
    "TEXT",
    "Change",
    "Escaping",
    "Exemplar",
    "Family",
    "FamilyInfo",
    "Inventory",
    "InventoryDiff",
    "Limits",
    "Prepared",
    "Sample",
    "accepts_gzip",
    "canonical_bound",
    "diff",
    "escape_name",
    "escaping_of",
    "format_float",
    "from_client",
    "guess_content_type",
    "inventory",
    "inventory_of",
    "is_openmetrics",
    "lint",
    "merge",
    "negotiate",
    "parse",
    "parse_float",
    "render",
    "render_chunks",
]
