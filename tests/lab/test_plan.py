"""From lab.yaml to the programs of one run."""

from __future__ import annotations

from typing import Any

import pytest

from exporterhub.catalog.models import Lab
from exporterhub.errors import BadInput
from exporterhub.lab import plan

LAB: dict[str, Any] = {
    "exporter": "exporter",
    "target": "redis",
    "programs": {
        "redis": {"packages": ["redis-server"], "run": "exec redis-server", "ready": {"tcp": 6379}},
        "exporter": {
            "packages": ["prometheus-redis-exporter"],
            "env": {"A": "1"},
            "run": "exec prometheus-redis-exporter {flags} --x=${HOME}",
        },
    },
    "load": [{"program": "redis", "run": "redis-benchmark"}],
    "scrapes": [{"url": "http://127.0.0.1:9121/metrics"}],
}


def lab(**run: Any) -> Lab:
    return Lab.model_validate({**LAB, "runs": [{"name": "one", "suites": "trixie", **run}]})


def planned(**run: Any) -> Any:
    built = lab(**run)
    return plan(built, built.runs[0])


def test_this_very_program_has_its_own_version() -> None:
    step = planned(programs={"hub": {"python": "exporterhub", "packages": ["curl"], "run": "exec exporterhub"}}).step(
        "hub"
    )
    assert (step.program.python, step.version_of) == ("exporterhub", "exporterhub")


def test_one_word_names_the_suite_of_all() -> None:
    assert [(step.name, step.suite) for step in planned().steps] == [("redis", "trixie"), ("exporter", "trixie")]


def test_suites_by_program_with_a_default() -> None:
    steps = planned(suites={"default": "sid", "redis": "bookworm"}).steps
    assert [(step.name, step.suite) for step in steps] == [("redis", "bookworm"), ("exporter", "sid")]


def test_flags_are_filled_in_and_other_braces_stay() -> None:
    assert planned(flags="--y").step("exporter").program.run == "exec prometheus-redis-exporter --y --x=${HOME}"


def test_parts_are_replaced_and_tables_are_merged() -> None:
    program = planned(programs={"exporter": {"env": {"B": "2"}, "run": "exec other"}}).step("exporter").program
    assert program.env == {"A": "1", "B": "2"}
    assert program.run == "exec other"


def test_a_run_may_add_programs_and_replace_load_and_scrapes() -> None:
    built = planned(
        programs={"replica": {"packages": ["redis-server"], "run": "exec redis-server --port 6380"}},
        load=[],
        scrapes=[{"url": "http://127.0.0.1:1/x"}],
    )
    assert [step.name for step in built.steps] == ["redis", "exporter", "replica"]
    assert built.load == ()
    assert built.scrapes[0].url == "http://127.0.0.1:1/x"


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({"programs": {"exporer": {"run": "x"}}}, "no program 'exporer'"),
        ({"programs": {"exporter": {"runn": "x"}}}, "runn"),
        ({"suites": {"redis": "sid"}}, "does not say where exporter comes from"),
        ({"load": [{"program": "nobody", "run": "x"}]}, "no program 'nobody'"),
    ],
)
def test_what_does_not_fit_is_named(run: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        planned(**run)


def test_proving_replaces_parts_of_programs_that_the_run_has_and_chooses_its_load() -> None:
    data = {
        **LAB,
        "load": [
            {"program": "redis", "run": "both"},
            {"program": "redis", "run": "recording", "only": "record"},
            {"program": "redis", "run": "proving", "only": "prove", "repeat": True},
        ],
        "runs": [{"name": "one", "suites": "trixie", "programs": {"exporter": {"env": {"B": "2"}}}}],
        "prove": {
            "runs": ["one"],
            "programs": {"exporter": {"env": {"A": "3"}}, "replica": {"env": {"A": "4"}}},
        },
    }
    built = Lab.model_validate(data)
    recorded = plan(built, built.runs[0])
    proven = plan(built, built.runs[0], purpose="prove")
    assert recorded.step("exporter").program.env == {"A": "1", "B": "2"}
    assert proven.step("exporter").program.env == {"A": "3", "B": "2"}
    assert [step.name for step in proven.steps] == ["redis", "exporter"]
    assert [load.run for load in recorded.load] == ["both", "recording"]
    assert [load.run for load in proven.load] == ["both", "proving"]
