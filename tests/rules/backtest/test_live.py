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


class Now(Server):
    """The real server, asked as of the end of its data: a query without a time is one of now."""

    at: float = 0.0

    def query(self, expr: str, *, at: float | None = None) -> Any:
        return super().query(expr, at=at or self.at)


@pytest.fixture
def server(history: Any) -> Iterator[Server]:
    with Now(history.url) as server:
        server.at = history.end - 300
        yield server


@pytest.mark.debian
@pytest.mark.sandbox
def test_what_the_server_has_is_what_rules_may_read(server: Server) -> None:
    page = page_of_server(server, "node")
    assert page.metrics["node_filesystem_avail_bytes"].series == 3
    assert page.metrics["node_filesystem_avail_bytes"].values["mountpoint"] == {"/"}
    rules, _ = read_rules(RULES, "rules.yaml")
    findings = [finding for finding in check(rules, [page]) if finding.severity == "error"]
    assert [(finding.id, finding.line) for finding in findings] == [("metric/exists", 10), ("label/exists", 10)]
    assert "node_filesystem_avail_bytes" in findings[0].remedy


@pytest.mark.debian
@pytest.mark.sandbox
def test_a_job_that_is_not_there(server: Server) -> None:
    with pytest.raises(BadInput, match="no series of the job 'nodes'"):
        page_of_server(server, "nodes")


def test_a_server_that_is_not_there() -> None:
    with Server("http://127.0.0.1:9", seconds=2) as server, pytest.raises(Missing, match="does not answer"):
        page_of_server(server, "node")
