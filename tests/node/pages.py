"""Pages as values that can be compared, and the differences between two of them in words."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from exporterhub.exposition import TEXT, parse

__all__ = ["Accepted", "Families", "FamilyPage", "differences", "families"]

Labels = frozenset[tuple[str, str]]
Series = dict[tuple[str, Labels], float]


class FamilyPage(NamedTuple):
    """A family: its type, its help, and the value of each series."""

    type: str
    help: str
    series: Series

    def value(self, **labels: str) -> float:
        """The value of the one series that has these labels."""
        (found,) = [value for (_, have), value in self.series.items() if labels.items() <= dict(have).items()]
        return found


Families = dict[str, FamilyPage]


class Accepted(NamedTuple):
    """A difference that is meant: which line of ``differences`` it is, and why."""

    pattern: str
    why: str


def families(text: str) -> Families:
    """The families of a page."""
    found: Families = {}
    for family in parse(text, TEXT):
        series = {(sample.name, frozenset(sample.labels.items())): sample.value for sample in family.samples}
        assert len(series) == len(family.samples), f"{family.name} has a series twice"
        assert family.name not in found, f"{family.name} stands in two places"
        found[family.name] = FamilyPage(family.type, family.help, series)
    return found


def differences(theirs: Families, ours: Families, *, moving: str = "") -> list[str]:
    """Every difference, one line each. Values of families that ``moving`` matches need not be equal."""
    found = [f"{name}: missing" for name in theirs if name not in ours]
    found += [f"{name}: not theirs" for name in ours if name not in theirs]
    for name in sorted(theirs.keys() & ours.keys()):
        before, after = theirs[name], ours[name]
        if before.type != after.type:
            found.append(f"{name}: type {before.type} is {after.type}")
        if before.help != after.help:
            found.append(f"{name}: help {before.help!r} is {after.help!r}")
        found += _series(before.series, after.series, values=not (moving and re.search(moving, name)))
    return sorted(found)


def _series(before: Series, after: Series, *, values: bool) -> list[str]:
    found = [f"{_written(key)}: missing (theirs {before[key]})" for key in before if key not in after]
    found += [f"{_written(key)}: not theirs ({after[key]})" for key in after if key not in before]
    if values:
        found += [
            f"{_written(key)}: {before[key]!r} is {after[key]!r}"
            for key in before.keys() & after.keys()
            if before[key] != after[key] and not (math.isnan(before[key]) and math.isnan(after[key]))
        ]
    return found


def _written(key: tuple[str, Labels]) -> str:
    name, labels = key
    return name + "{" + ",".join(f'{label}="{value}"' for label, value in sorted(labels)) + "}"
