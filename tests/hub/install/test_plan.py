"""Install plans as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exporterhub.catalog import Catalog
from exporterhub.hub.install import Block, Choices, Plan, plan, version_key

if TYPE_CHECKING:
    from conftest import Facts

CASES = Path(__file__).resolve().parent / "cases"


def shown(made: Plan) -> str:
    """A plan as text, for the golden files."""
    parts: list[str] = [f"asks: {', '.join(made.asks)}"]
    for method in made.methods:
        parts.append(f"\n===== {method.label}")
        parts += [f"* {note}" for note in method.notes]
        parts += [_block(block) for block in method.blocks]
    parts.append("\n===== Scrape job")
    parts += [_block(block) for block in made.scrape]
    return "\n".join(parts)


def _block(block: Block) -> str:
    note = f"\n({block.note})\n" if block.note else ""
    return f"\n--- {block.title} [{block.language}] {block.file}".rstrip() + f"\n{block.text}{note}"


CHOICES = {
    "redis": Choices(),
    "redis-elsewhere": Choices("2001:db8::7", 6380, ":9200", "1.45.0", "arm64"),
    "blackbox": Choices(host="www.example.org", port=443),
    "acmedb": Choices(listen="0.0.0.0:9363"),
}


@pytest.mark.parametrize("case", CHOICES)
def test_plans_read_as_expected(case: str, small: Catalog, golden: Callable[[Path, str], None]) -> None:
    made = plan(small.entries[case.partition("-")[0]], CHOICES[case])
    golden(CASES / f"{case}.txt", shown(made))


NEEDS = {
    "watcher": Choices(version="1.2.3"),
    "watcher-arm": Choices(version="1.2.3", arch="arm64"),
    "prober": Choices(version="1.2.3"),
    "prober-elsewhere": Choices(host="bmc.example", version="1.2.3"),
    "agent": Choices(version="1.2.3"),
}


@pytest.mark.parametrize("case", NEEDS)
def test_plans_give_what_the_facts_ask_for(
    case: str, facts: Callable[[str], Facts], golden: Callable[[Path, str], None]
) -> None:
    golden(CASES / f"{case}.txt", shown(plan(facts(case.partition("-")[0]), NEEDS[case])))


def test_a_missing_version_is_said_once_per_method(small: Catalog) -> None:
    container = next(m for m in plan(small.entries["blackbox"]).methods if m.id == "container")
    assert sum("VERSION" in note for note in container.notes) == 1


def test_versions_are_ordered_as_people_order_them() -> None:
    versions = ["1.10.0", "1.9.0", "1.9.0~rc1", "0.11.1", "2", "1.9"]
    ordered = ["0.11.1", "1.9", "1.9.0~rc1", "1.9.0", "1.10.0", "2"]
    assert sorted(versions, key=version_key) == ordered
