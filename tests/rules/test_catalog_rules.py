"""The rules of the catalog: no check finds anything in them, and their unit tests notice mistakes in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from exporterhub.catalog import load, read_rules
from exporterhub.rules import check, pages_from_entry
from exporterhub.rules.mutation import mutants, run_mutation
from exporterhub.rules.unit_tests import (
    coverage,
    find_unit_tests,
    findings_of,
    promtool,
    read_unit_tests,
    run_unit_tests,
)

FILES = sorted((Path(__file__).resolve().parents[2] / "catalog").glob("*/rules.yaml"))
LEAST = 95.0

catalog = cache(load)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_no_check_finds_anything(path: Path) -> None:
    rules, findings = read_rules(path, path.name)
    findings += check(rules, pages_from_entry(catalog().entry(path.parent.name)))
    assert [str(finding) for finding in findings] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_alert_fires_keeps_quiet_resolves_and_survives_a_restart(path: Path) -> None:
    tests = read_unit_tests(find_unit_tests(path))
    missing = findings_of(coverage(read_rules(path)[0], tests), tests.path.name)
    assert [str(finding) for finding in missing] == []


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_the_unit_tests_pass_and_notice_mistakes(path: Path) -> None:
    tests, tool = read_unit_tests(find_unit_tests(path)), promtool()
    outcome = run_unit_tests(tests, tool)
    assert outcome.passed, outcome.said
    rules, _ = read_rules(path)
    result = run_mutation(rules, list(mutants(rules)), tests, tool)
    survivors = [f"{mutant.rule.name}: {mutant.what}" for mutant in result.survivors]
    assert result.score >= LEAST, survivors
