"""The names that others use."""

from __future__ import annotations

import inspect

from exporterhub import exposition


def test_exported_names() -> None:
    assert sorted(exposition.__all__) == sorted(
        [
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
    )
    assert all(hasattr(exposition, name) for name in exposition.__all__)


def test_signatures_that_are_promised() -> None:
    assert list(inspect.signature(exposition.parse).parameters) == [
        "data",
        "content_type",
        "strict",
        "on_finding",
        "limits",
    ]
    assert exposition.Family._fields == ("name", "type", "help", "unit", "samples")
    assert exposition.Sample._fields == ("name", "labels", "value", "timestamp", "exemplar")
    assert exposition.FamilyInfo._fields == ("name", "type", "unit", "help", "labels", "series", "sample_names")
