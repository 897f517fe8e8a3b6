"""Every recording of the catalog: what is generated passes every check and its own tests, and keeps quiet.

Rules that the catalog has are left out, so that generating is what is tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from exporterhub.catalog import load, read_rules
from exporterhub.rules import Page, check, page_of_recording
from exporterhub.rules.generate import Draft, DraftGroup, DraftRule, generate
from exporterhub.rules.generate._story import target
from exporterhub.rules.generate._subject import Subject
from exporterhub.rules.generate._text import number, selector
from exporterhub.rules.mutation import mutants, run_mutation
from exporterhub.rules.unit_tests import Promtool, promtool, read_unit_tests

CATALOG = Path(__file__).resolve().parents[3] / "catalog"
MOST_FIRING = 0.02
SCORE = 90.0
MUTATED = ("alertmanager", "node", "rabbitmq")


class Made(NamedTuple):
    name: str
    page: Page
    draft: Draft


@cache
def drafts() -> tuple[Made, ...]:
    """Of all recordings, sorted."""
    made = []
    for entry in load([CATALOG]):
        for recording in entry.recordings:
            page = page_of_recording(recording)
            made.append(Made(f"{entry.slug}-{recording.path.stem}", page, generate([page], slug=entry.slug)))
    return tuple(made)


def test_all_pass_every_check() -> None:
    assert len(drafts()) > 100
    for made in drafts():
        rules, findings = read_rules(made.draft.rules_yaml(), made.name)
        found = [*findings, *(one for one in check(rules, [made.page]) if one.severity != "info")]
        assert found == [], made.name
        assert len(rules) == len(made.draft.rules)
        assert [one.family for one in made.draft.report] == list(made.page.families)


def test_runtimes_of_client_libraries_have_no_alerts() -> None:
    own = re.compile(r"\b(go|process|promhttp|python)_\w+")
    read = {match[0] for made in drafts() for rule in made.draft.rules for match in own.finditer(rule.expr)}
    assert read == {"process_open_fds", "process_max_fds"}


def test_alert_names_are_unique_and_in_camel_case() -> None:
    for made in drafts():
        names = [rule.name for rule in made.draft.rules]
        assert len(names) == len(set(names)), made.name
        assert all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name) for name in names), made.name


@pytest.fixture(scope="module")
def tool() -> Promtool:
    return promtool()


@pytest.mark.debian
@pytest.mark.sandbox
def test_all_pass_their_unit_tests(tool: Promtool, tmp_path: Path) -> None:
    names = list(_written(tmp_path))
    rules = [f"{name}.yaml" for name in names]
    assert tool(["check", "rules", *rules], tmp_path).returncode == 0
    halves = [[f"{name}.test.yaml" for name in names[at::2]] for at in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda files: tool(["test", "rules", *files], tmp_path), halves):
            assert done.returncode == 0, (done.stdout + done.stderr).decode()


def _written(folder: Path) -> Iterator[str]:
    """Files of all recordings, each rule only where it is first."""
    seen: set[tuple[object, ...]] = set()
    for made in drafts():
        new = tuple(rule for rule in made.draft.rules if _key(rule) not in seen)
        seen |= {_key(rule) for rule in new}
        if new:
            draft = replace(made.draft, groups=(DraftGroup("g", new),))
            (folder / f"{made.name}.yaml").write_text(draft.rules_yaml())
            (folder / f"{made.name}.test.yaml").write_text(draft.tests_yaml(f"{made.name}.yaml"))
            yield made.name


def _key(rule: DraftRule) -> tuple[object, ...]:
    return rule.expr, rule.for_, tuple((one.quiet, len(one.series)) for one in rule.scenarios)


@pytest.mark.debian
@pytest.mark.sandbox
def test_hardly_any_would_fire_on_its_own_page(tool: Promtool, tmp_path: Path) -> None:
    for made in drafts():
        (tmp_path / f"{made.name}.yaml").write_text(made.draft.rules_yaml())
        (tmp_path / f"{made.name}.test.yaml").write_text(_standing(made))
    done = tool(["test", "rules", *(f"{made.name}.test.yaml" for made in drafts())], tmp_path)
    said = (done.stdout + done.stderr).decode()
    firing = set(re.findall(r'alertname="([^"]+)".*?job="([^"]+)"', said))
    total = sum(len(made.draft.rules) for made in drafts())
    print(f"{len(firing)} of {total} alerts would fire on the pages they were made from: {sorted(firing)}")
    assert firing, "the recordings hold a failed probe and a failed push"
    assert len(firing) < MOST_FIRING * total
    assert {alert for alert, _ in firing} <= {"ProbeDown", "PushLastAttemptFailed"}


def _standing(made: Made) -> str:
    """A test in which all that the rules read stays as it is on the page, 75 minutes long; times are moved to 1970."""
    subject = Subject([made.page], "x", None, 15.0)
    read = set(re.findall(r"[A-Za-z_:][A-Za-z0-9_:]*", " ".join(rule.expr for rule in made.draft.rules)))
    series = {
        selector("up", _named(made, {})): 1.0,
        selector("scrape_samples_scraped", _named(made, {})): subject.series,
    }
    for name in sorted(read & set(subject.all)):
        seen = subject.all[name]
        for labels, value in seen.rows:
            if value == value and abs(value) != float("inf"):
                moved = value - subject.now + 80 * 60 if seen.is_moment and value else value
                series[selector(name, _named(made, labels))] = moved
    lines = [f"      - {{series: {json.dumps(name)}, values: '{number(value)}x80'}}" for name, value in series.items()]
    return "\n".join(
        [
            f"rule_files: [{made.name}.yaml]\nevaluation_interval: 5m\ntests:\n  - interval: 1m\n    input_series:",
            *lines,
            "    promql_expr_test:\n      - {expr: 'ALERTS{alertstate=\"firing\"}', eval_time: 75m, exp_samples: []}\n",
        ]
    )


def _named(made: Made, labels: object) -> dict[str, str]:
    assert isinstance(labels, dict)
    return {**target(labels), "job": made.name}


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("entry", MUTATED)
def test_their_tests_notice_mistakes(entry: str, tool: Promtool, tmp_path: Path) -> None:
    made = max((one for one in drafts() if one.name.startswith(f"{entry}-")), key=lambda one: one.name)
    (tmp_path / "rules.yaml").write_text(made.draft.rules_yaml())
    (tmp_path / "rules.test.yaml").write_text(made.draft.tests_yaml())
    rules, _ = read_rules(tmp_path / "rules.yaml")
    result = run_mutation(rules, list(mutants(rules)), read_unit_tests(tmp_path / "rules.test.yaml"), tool)
    print(f"{made.name}: {result.killed} of {len(result.mutants)} mutants noticed, {result.score:.1f} %")
    assert result.score >= SCORE
