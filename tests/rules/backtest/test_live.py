"""Rules checked against what a real Prometheus has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from exporterhub.catalog import read_rules
from exporterhub.errors import BadInput, Missing
from exporterhub.prometheus import Server
from exporterhub.rules import check, page_of_server

RULES = """\
groups:
  - name: g
    rules:
      - alert: Full
        expr: node_filesystem_avail_bytes{instance!=""} / node_filesystem_size_bytes < 0.1
        for: 5m
        labels: {severity: warning}
        annotations: {summary: "{{ $labels.mountpoint }}"}
      - alert: Wrong
        expr: node_filesystem_avail_byte > 0 and node_filesystem_readonly{mountpint="/"} == 1
        for: 5m
        labels: {severity: warning}
        annotations: {summary: x}
"""


@pytest.fixture
def server(history: Any) -> Iterator[Server]:
    with Server(history.url) as server:
        yield server


@pytest.mark.debian
@pytest.mark.sandbox
def test_what_the_server_has_is_what_rules_may_read(server: Server, history: Any) -> None:
    rules, _ = read_rules(RULES, "rules.yaml")
    page = page_of_server(server, "node", rules, clock=lambda: history.end - 300)
    assert page.metrics["node_filesystem_avail_bytes"].series == 4
    assert page.metrics["node_filesystem_avail_bytes"].values["mountpoint"] == {"/"}
    findings = [finding for finding in check(rules, [page]) if finding.severity == "error"]
    assert [(finding.id, finding.line) for finding in findings] == [("metric/exists", 10), ("label/exists", 10)]
    assert "node_filesystem_avail_bytes" in findings[0].remedy


@pytest.mark.debian
@pytest.mark.sandbox
def test_only_what_rules_read_is_fetched(server: Server, history: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, _ = read_rules("groups: [{name: g, rules: [{alert: A, expr: node_filesystem_avail_bytes > 0}]}]", "r.yaml")
    page = page_of_server(server, "", rules, clock=lambda: history.end - 300)
    assert page.metrics["node_filesystem_avail_bytes"].series == 4
    assert page.metrics["node_filesystem_size_bytes"].series == 0
    by_name = "groups: [{name: g, rules: [{alert: A, expr: '{__name__=~\"node_.*_bytes\"} > 0'}]}]"
    rules, _ = read_rules(by_name, "r.yaml")
    page = page_of_server(server, "", rules, clock=lambda: history.end - 300)
    assert [page.metrics[f"node_filesystem_{name}"].series for name in ("avail_bytes", "size_bytes", "readonly")] == [
        4,
        4,
        0,
    ]
    monkeypatch.setattr("exporterhub.rules._live.MOST_SERIES", 5)
    with pytest.raises(BadInput, match="the rules read more than 5 series") as caught:
        page_of_server(server, "", rules, clock=lambda: history.end - 300)
    assert "--job" in caught.value.remedy


@pytest.mark.debian
@pytest.mark.sandbox
def test_what_was_there_within_the_hour_counts(server: Server, history: Any) -> None:
    rules, _ = read_rules("groups: [{name: g, rules: [{alert: A, expr: node_filesystem_avail_bytes > 0}]}]", "r.yaml")
    page = page_of_server(server, "node", rules, clock=lambda: history.end + 3000)
    assert page.metrics["node_filesystem_avail_bytes"].series == 4


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_job_that_is_not_there(server: Server, history: Any) -> None:
    with pytest.raises(BadInput, match="no series of the job 'nodes'"):
        page_of_server(server, "nodes", clock=lambda: history.end - 300)


def test_a_server_that_is_not_there() -> None:
    with Server("http://127.0.0.1:9", seconds=2) as server, pytest.raises(Missing, match="does not answer"):
        page_of_server(server, "node")
