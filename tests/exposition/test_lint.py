"""Naming rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.exposition import OPENMETRICS, inventory, lint, parse

from .conftest import CASES

NAMED = (CASES / "lint-text-naming.prom").read_text(encoding="utf-8")


def test_findings(golden: Callable[[Path, str], None]) -> None:
    golden(CASES / "lint-text-naming.expected", "".join(f"{finding}\n" for finding in lint(parse(NAMED))))


def test_an_inventory_does_as_well() -> None:
    assert lint(inventory(NAMED)) == lint(parse(NAMED))


@pytest.mark.parametrize("kind", ["counter", "gauge", "histogram", "summary"])
def test_nothing_to_say(kind: str) -> None:
    name = "requests_seconds_total" if kind == "counter" else "request_seconds"
    page = f"# HELP {name} Requests.\n# TYPE {name} {kind}\n"
    assert lint(parse(page)) == []


def test_openmetrics_counters_have_total_on_their_samples() -> None:
    assert lint(parse("# HELP a A.\n# TYPE a counter\na_total 1\n# EOF\n", OPENMETRICS)) == []
