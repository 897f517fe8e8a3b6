"""What a guide says was run, and was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import load
from exporterhub.catalog.checks.guide_proof import check

from .conftest import FACTS, RECORDING, Write

LAB = """\
exporter: exporter
programs:
  exporter:
    packages: [prometheus-redis-exporter]
    run: >-
      exec prometheus-redis-exporter
      --web.listen-address=127.0.0.1:9121
scrapes: [{url: "http://127.0.0.1:9121/metrics"}]
runs: [{name: trixie, suites: trixie}]
"""


def findings(write: Write, guide: str, *, lab: bool = True) -> list[tuple[str, int, str]]:
    files = {
        "redis/exporter.yaml": FACTS,
        "redis/guide.md": guide,
        "redis/recordings/1.69.0_trixie.prom": RECORDING,
    }
    folder: Path = write({**files, "redis/lab.yaml": LAB} if lab else files)
    catalog = load([folder])
    return [(found.id, found.line, found.message) for found in check(catalog.entries["redis"], catalog)]


def test_lines_that_the_lab_runs_pass_however_they_are_folded(write: Write) -> None:
    guide = "```sh\n# start it\nexec prometheus-redis-exporter\n    --web.listen-address=127.0.0.1:9121\n```\n"
    assert findings(write, guide) == []


def test_a_line_that_nothing_ran_is_found(write: Write) -> None:
    guide = "text\n\n```sh\nexec prometheus-redis-exporter\nredis-cli flushall\n```\n"
    assert findings(write, guide) == [("guide/not-run", 5, "the lab does not run this line: redis-cli flushall")]


def test_what_no_lab_can_run_says_so(write: Write) -> None:
    assert findings(write, "```sh elsewhere\nsystemctl restart redis\n```\n") == []


@pytest.mark.parametrize("name", ["redis_up", "redis_connected_clients", "redis_exporter_build_info"])
def test_metrics_that_were_seen_pass(write: Write, name: str) -> None:
    assert findings(write, f"- `{name}`: it is there.\n") == []


def test_a_metric_that_nobody_saw_is_found_with_its_place(write: Write) -> None:
    found = findings(write, "fine\n- `redis_connected_client`: misspelt.\n")
    assert found == [("guide/unseen-metric", 2, "no recording has the metric redis_connected_client")]


def test_other_words_in_backticks_are_no_metrics(write: Write) -> None:
    assert findings(write, "`redis_exporter`, `REDIS_ADDR`, `maxmemory`, `other_thing`, `--flag`, `redis_*`\n") == []


def test_an_entry_without_a_lab_makes_no_promise(write: Write) -> None:
    assert findings(write, "```sh\nanything\n```\n", lab=False) == []
