"""The inventory of a page, and the difference of two.

An inventory says what a page exposes without the values: families, their type, unit, help and label names, and how many
series. It is made without holding samples, so its size is that of the list of families, whatever the page's length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, Literal, NamedTuple

from exporterhub.errors import Finding

from .content import is_openmetrics
from .model import DEFAULT_LIMITS, Family, Limits
from .parse import parse, read
from .report import Report
from .tally import FamilyInfo, Tallier, add_up, info_of

__all__ = ["Change", "FamilyInfo", "Inventory", "InventoryDiff", "diff", "inventory", "inventory_of"]

_AT_ONCE = 4096  # samples held at once

What = Literal["type", "unit", "help", "labels", "samples"]


class Inventory(NamedTuple):
    """The families of a page by name, in the page's order."""

    families: dict[str, FamilyInfo]


class Change(NamedTuple):
    """Something that differs in a family of both inventories. Label and sample names are joined with ", "."""

    family: str
    what: What
    before: str
    after: str


class InventoryDiff(NamedTuple):
    """What one inventory has and the other has not, sorted by family name. Empty where nothing differs."""

    added: tuple[FamilyInfo, ...]
    removed: tuple[FamilyInfo, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def inventory(
    data: bytes | str | BinaryIO,
    content_type: str | None = None,
    *,
    strict: bool = True,
    on_finding: Callable[[Finding], None] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Inventory:
    """The inventory of a page; arguments, errors and findings are those of ``parse``."""
    small = limits._replace(family=min(limits.family, _AT_ONCE))
    if on_finding:  # what is odd about a family is seen on its samples only
        return inventory_of(parse(data, content_type, strict=strict, on_finding=on_finding, limits=small))
    report = Report(strict=strict, on_finding=None, most=0)
    tallier = Tallier(report, small, openmetrics=is_openmetrics(content_type))
    return Inventory(add_up(read(data, tallier, report, small)))


def inventory_of(families: Iterable[Family]) -> Inventory:
    """The inventory of families; those of the same name are added up."""
    return Inventory(add_up([info_of(family)] for family in families))


def diff(a: Inventory, b: Inventory) -> InventoryDiff:
    """What changed from ``a`` to ``b``. The number of series is no change: it varies from scrape to scrape."""
    added = tuple(b.families[name] for name in sorted(b.families.keys() - a.families.keys()))
    removed = tuple(a.families[name] for name in sorted(a.families.keys() - b.families.keys()))
    both = sorted(a.families.keys() & b.families.keys())
    changed = (change for name in both for change in _changes(a.families[name], b.families[name]))
    return InventoryDiff(added, removed, tuple(changed))


def _changes(before: FamilyInfo, after: FamilyInfo) -> Iterable[Change]:
    rows: tuple[tuple[What, str, str], ...] = (
        ("type", before.type, after.type),
        ("unit", before.unit, after.unit),
        ("help", before.help, after.help),
        ("labels", ", ".join(before.labels), ", ".join(after.labels)),
        ("samples", ", ".join(sorted(before.sample_names)), ", ".join(sorted(after.sample_names))),
    )
    return (Change(before.name, what, old, new) for what, old, new in rows if old != new)
