"""Mutants through the unit tests of their rule, many in one promtool."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from exporterhub.catalog import Rule
from exporterhub.errors import LabFailure

from ..unit_tests import Promtool, UnitTests
from ..unit_tests._read import entries, value_of
from ..unit_tests._run import judge, with_rule_files
from ._mutant import Mutant

__all__ = ["Result", "run_mutation"]

# Large enough that starting promtool costs little, small enough that two run side by side and progress is seen.
_BATCH = 40


@dataclass(frozen=True)
class Result:
    """Which of the mutants survived, in their order."""

    mutants: tuple[Mutant, ...]
    survivors: tuple[Mutant, ...]

    @property
    def killed(self) -> int:
        """How many were noticed."""
        return len(self.mutants) - len(self.survivors)

    @property
    def score(self) -> float:
        """Per cent of the mutants that were noticed; 100 where there are none."""
        return 100.0 * self.killed / len(self.mutants) if self.mutants else 100.0


def run_mutation(
    rules: Sequence[Rule],
    mutants: Sequence[Mutant],
    tests: UnitTests,
    tool: Promtool,
    progress: Callable[[int], None] = lambda _: None,
) -> Result:
    """Run mutants of ``rules`` through ``tests``, which the rules themselves must pass.

    An alert's mutants meet only the tests of that alert, those of a recording rule meet all.
    ``progress`` is called with the number of mutants that are done, from any thread.

    Raises Missing or LabFailure where promtool cannot be run, and LabFailure where a rule fails its own tests.
    """
    bodies = {rule.name: _tests_of(rule.name, tests) for rule in rules if rule.kind == "alert"}
    whole = with_rule_files(tests.root, [_RULES])
    untested = [mutant for mutant in mutants if mutant.rule.kind == "alert" and not bodies[mutant.rule.name]]
    waiting = [mutant for mutant in mutants if mutant not in untested]
    survived = set(map(id, untested))
    progress(len(untested))
    with TemporaryDirectory(prefix="exporterhub-mutants-") as name:
        run = _Run(Path(name), tool, rules, bodies, whole)
        run.controls([rule for rule in rules if rule.kind == "record" or bodies[rule.name]])
        batches = [waiting[at : at + _BATCH] for at in range(0, len(waiting), _BATCH)]
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            for batch, alive in zip(batches, pool.map(run.batch, range(len(batches)), batches), strict=True):
                survived |= alive
                progress(len(batch))
    return Result(tuple(mutants), tuple(mutant for mutant in mutants if id(mutant) in survived))


_RULES = "RULES.yaml"


@dataclass(frozen=True)
class _Run:
    folder: Path
    tool: Promtool
    rules: Sequence[Rule]
    bodies: dict[str, str]
    whole: str

    def controls(self, rules: Sequence[Rule]) -> None:
        """See that rules without a mistake pass: else every mutant of theirs would count as noticed."""
        unchanged = [Mutant(rule, rule, "", rule.line, 0) for rule in rules]
        passed = self.batch("controls", unchanged)
        failed = [mutant.rule.name for mutant in unchanged if id(mutant) not in passed]
        if failed:
            what = f"{', '.join(failed)} fails its unit tests where the other alerts are left out"
            raise LabFailure(what, remedy="run the unit tests alone: exporterhub rules test --no-mutation")

    def batch(self, number: int | str, mutants: Sequence[Mutant]) -> set[int]:
        """The ids of the mutants that all tests passed."""
        folder = self.folder / str(number)
        folder.mkdir()
        names: dict[str, Mutant] = {}
        for at, mutant in enumerate(mutants):
            tests = self.bodies[mutant.rule.name] if mutant.rule.kind == "alert" else self.whole
            (folder / f"{at}.rules.yaml").write_text(_rule_file(self.rules, mutant), encoding="utf-8")
            (folder / f"{at}.test.yaml").write_text(tests.replace(_RULES, f"{at}.rules.yaml"), encoding="utf-8")
            names[f"{at}.test.yaml"] = mutant
        return {id(names[name]) for name in judge(folder, list(names), self.tool)}


def _rule_file(rules: Sequence[Rule], mutant: Mutant) -> str:
    """The mutant, and the rules that it may read; JSON is YAML too, and faster written."""
    needed = [
        mutant.mutated if rule is mutant.rule else rule
        for rule in rules
        if rule is mutant.rule or rule.kind == "record" or mutant.rule.kind == "record" or "ALERTS" in mutant.rule.expr
    ]
    groups: dict[str, list[Rule]] = {}
    for rule in needed:
        groups.setdefault(rule.group, []).append(rule)
    data = [
        {"name": name, **({"interval": own[0].interval} if own[0].interval else {}), "rules": [*map(_as_data, own)]}
        for name, own in groups.items()
    ]
    return json.dumps({"groups": data})


def _as_data(rule: Rule) -> dict[str, object]:
    data: dict[str, object] = {rule.kind: rule.name, "expr": rule.expr, "labels": dict(rule.labels)}
    if rule.kind == "alert":
        data |= {"annotations": dict(rule.annotations)}
        data |= {"for": rule.for_} if rule.for_ else {}
        data |= {"keep_firing_for": rule.keep_firing_for} if rule.keep_firing_for else {}
    return data


def _tests_of(alert: str, tests: UnitTests) -> str:
    """The part of a test file that is about one alert; empty where nothing is."""
    groups = [part for group in tests.groups if (part := _part(group.node, alert))]
    all_groups = value_of(tests.root, "tests")
    if not groups or all_groups is None:
        return ""
    only = yaml.SequenceNode("tag:yaml.org,2002:seq", groups)
    return with_rule_files(tests.root, [_RULES], only={id(all_groups): only})


def _part(group: yaml.MappingNode, alert: str) -> yaml.MappingNode | None:
    kept = {"alert_rule_test": list(_about(group, alert)), "promql_expr_test": list(_queries_about(group, alert))}
    if not any(kept.values()):
        return None
    pairs = [
        (key, yaml.SequenceNode("tag:yaml.org,2002:seq", kept[key.value]) if key.value in kept else value)
        for key, value in group.value
        if kept.get(key.value, True)
    ]
    return yaml.MappingNode(group.tag, pairs)


def _about(group: yaml.MappingNode, alert: str) -> Iterator[yaml.Node]:
    for item in entries(value_of(group, "alert_rule_test")):
        name = value_of(item, "alertname")
        if isinstance(name, yaml.ScalarNode) and name.value == alert:
            yield item


def _queries_about(group: yaml.MappingNode, alert: str) -> Iterator[yaml.Node]:
    """Tests of the series ``ALERTS`` that name the alert, or none."""
    for item in entries(value_of(group, "promql_expr_test")):
        expr = value_of(item, "expr")
        text = expr.value if isinstance(expr, yaml.ScalarNode) else ""
        if "ALERTS" in text and (alert in text or "alertname" not in text):
            yield item
