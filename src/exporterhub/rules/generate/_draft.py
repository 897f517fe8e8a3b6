"""What generating gives: rules, their tests, and a report on every family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from exporterhub.catalog import Rule

from ._idea import Scenario

__all__ = ["Draft", "DraftGroup", "DraftRule", "FamilyReport"]


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A rule. ``for_`` is a duration as written, empty where there is none.

    ``reason`` says in a sentence why it is there. ``guess`` says what stands behind a threshold that no data back, and
    is empty where data do (``basis`` says which) or the rule is the catalog's. ``heuristic`` is the id of what made it;
    ``catalog`` where it was taken from there, as ``taken``. ``families`` are those of the page that it is about.
    """

    name: str
    expr: str
    for_: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    reason: str
    heuristic: str
    families: tuple[str, ...]
    guess: str = ""
    basis: str = ""
    scenarios: tuple[Scenario, ...] = field(default=(), repr=False)
    taken: Rule | None = field(default=None, repr=False)

    @property
    def severity(self) -> str:
        """The label severity."""
        return self.labels.get("severity", "")

    @property
    def is_guess(self) -> bool:
        """Whether no data back the threshold."""
        return bool(self.guess)


class DraftGroup(NamedTuple):
    """A group of rules."""

    name: str
    rules: tuple[DraftRule, ...]


class FamilyReport(NamedTuple):
    """A family of the page, the rules about it, and in a sentence why, or why there is none."""

    family: str
    rules: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Draft:
    """Generated rules.

    ``source`` is the entry of the catalog that rules were taken from, empty where none were; ``tests`` its file of unit
    tests. ``report`` is in the order of the page.
    """

    slug: str
    groups: tuple[DraftGroup, ...]
    report: tuple[FamilyReport, ...]
    source: str = ""
    tests: Path | None = None
    pages: Sequence[str] = ()

    @property
    def rules(self) -> tuple[DraftRule, ...]:
        """The rules of all groups."""
        return tuple(rule for group in self.groups for rule in group.rules)

    def rules_yaml(self) -> str:
        """A Prometheus rule file; comments tell reasons and guesses."""
        from ._yaml import rule_file

        return rule_file(self)

    def tests_yaml(self, rules_file: str = "rules.yaml") -> str:
        """Promtool unit tests for it, which read ``rules_file``. Raises BadInput where the catalog's cannot be read."""
        from ._yaml import test_file

        return test_file(self, rules_file)
