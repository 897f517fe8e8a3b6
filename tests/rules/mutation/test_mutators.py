"""Each mutator against its case: the mutants it makes of the rules, with place and new query."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.catalog import read_rules
from exporterhub.promql import analyse
from exporterhub.rules import mutation
from exporterhub.rules.mutation import Mutant, all_mutators, mutants

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", list(all_mutators()))
def test_mutants(name: str, golden: Callable[[Path, str], None]) -> None:
    case = CASES / f"{name}.yaml"
    rules, findings = read_rules(case, case.name)
    assert findings == []
    made = [mutant for mutant in mutants(rules) if mutant.mutator == name]
    assert made
    golden(case.with_suffix(".expected"), "".join(map(shown, made)))


def shown(mutant: Mutant) -> str:
    new = "" if mutant.mutated.expr == mutant.rule.expr else f"    {' '.join(mutant.mutated.expr.split())}\n"
    return f"{mutant.line}:{mutant.column}: {mutant.rule.name}: {mutant.what}\n{new}"


def test_a_mutant_is_a_query_and_differs() -> None:
    for case in CASES.glob("*.yaml"):
        for mutant in mutants(read_rules(case)[0]):
            analyse(mutant.mutated.expr)
            assert mutant.mutated.hash != mutant.rule.hash


def test_each_case_has_a_mutator() -> None:
    assert {case.stem for case in CASES.glob("*.yaml")} == set(all_mutators())


def test_each_module_offers_one_mutator() -> None:
    for name in all_mutators():
        module = importlib.import_module(f"{mutation.__name__}.mutators.{name}")
        own = [key for key, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
        assert [key for key in own if not key.startswith("_")] == ["mutate"]
