"""Rules for a pasted page, on the page and in the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
PAGE = b"""\
# HELP shop_up Whether the shop answers.
# TYPE shop_up gauge
shop_up 1
# HELP shop_queue_depth Orders that wait.
# TYPE shop_queue_depth gauge
shop_queue_depth 3
"""


def test_the_api_answers_with_rules_tests_and_reasons(client: Any) -> None:
    answer = client.post("/api/v1/generate?name=Shop%20Exporter", content=PAGE)
    assert answer.status_code == 200
    data = answer.json()
    assert data["catalog_entry"] == ""
    names = [rule["name"] for rule in data["rules"]]
    assert any("Down" in name for name in names)
    assert all(rule["reason"] for rule in data["rules"])
    groups = yaml.safe_load(data["rules_yaml"])["groups"]
    assert [rule["alert"] for group in groups for rule in group["rules"]] == names
    assert yaml.safe_load(data["tests_yaml"])["tests"]
    assert {one["family"] for one in data["families"]} == {"shop_up", "shop_queue_depth"}


def test_what_has_no_metrics_is_a_problem(client: Any) -> None:
    for body in (b"", b"  \n", b"<html>hello</html>"):
        answer = client.post("/api/v1/generate", content=body)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_paste_page_offers_them(client: Any) -> None:
    answer = client.post("/paste", data={"page": PAGE.decode()})
    assert answer.status_code == 200
    assert "Rules to take home" in answer.text
    assert "rules.test.yaml" in answer.text
    hostile = PAGE.decode() + "# HELP bad_total <script>alert(1)</script>\n# TYPE bad_total counter\nbad_total 1\n"
    assert "<script>alert" not in client.post("/paste", data={"page": hostile}).text
