"""``rules generate``: where pages come from, where rules go, and what a past gives."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

PAGE = """# TYPE demo_exporter_build_info gauge
demo_exporter_build_info{version="1.0"} 1
# TYPE demo_queue_length gauge
demo_queue_length 3
# TYPE demo_parse_errors_total counter
demo_parse_errors_total 7
# TYPE demo_things gauge
demo_things 3
"""


@pytest.fixture
def page(work: Path) -> str:
    (work / "demo.prom").write_text(PAGE)
    return "demo.prom"


def test_the_rule_file_is_printed(cli: Callable[..., Any], page: str) -> None:
    result = cli("rules", "generate", page)
    assert result.code == 0
    assert "      - alert: DemoTargetDown\n" in result.out
    assert "      # a guess: " in result.out
    assert result.err == (
        "4 rules about 3 of 4 families; 3 thresholds are guesses; --report says why for each family\n"
    )


def test_both_files_are_written_and_never_over_others(cli: Callable[..., Any], page: str, work: Path) -> None:
    result = cli("rules", "generate", page, "-o", "out")
    assert (result.code, result.out) == (0, "")
    assert sorted(path.name for path in (work / "out").iterdir()) == ["rules.test.yaml", "rules.yaml"]
    assert cli("rules", "check", "out/rules.yaml", "--against", page, "-q").out == ""
    (work / "out" / "rules.yaml").write_text("mine")
    again = cli("rules", "generate", page, "-o", "out")
    assert again.code == 2
    assert "out/rules.yaml and out/rules.test.yaml would be written over" in again.err
    assert (work / "out" / "rules.yaml").read_text() == "mine"
    assert cli("rules", "generate", page, "-o", "out", "--force").code == 0
    assert (work / "out" / "rules.yaml").read_text() != "mine"


@pytest.mark.debian
@pytest.mark.sandbox
def test_what_is_written_passes_its_own_tests(
    cli: Callable[..., Any], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("rules", "generate", page, "-o", "out").code == 0
    monkeypatch.delenv("XDG_CACHE_HOME")  # promtool comes from the cache of the user who runs the tests
    result = cli("rules", "test", "out/rules.yaml")
    assert result.code == 0, result.both
    assert "score 100.0" in result.out


def test_json_has_rules_and_what_was_left_out(cli: Callable[..., Any], page: str) -> None:
    answer = json.loads(cli("rules", "generate", page, "--json").out)
    rule = next(rule for rule in answer["rules"] if rule["alert"] == "DemoQueueLengthGrowing")
    assert set(rule) >= {"alert", "expr", "for", "severity", "reason", "families"}
    assert (rule["for"], rule["severity"], rule["families"]) == ("15m", "warning", ["demo_queue_length"])
    assert rule["guess"]
    assert [one["family"] for one in answer["skipped"]] == ["demo_things"]
    assert answer["skipped"][0]["reason"]


def test_the_report_has_every_family(cli: Callable[..., Any], page: str) -> None:
    result = cli("rules", "generate", page, "--report")
    lines = result.out.splitlines()
    assert lines[0].split() == ["FAMILY", "RULES", "WHY"]
    assert [line.split()[0] for line in lines[1:]] == [
        "demo_exporter_build_info",
        "demo_queue_length",
        "demo_parse_errors_total",
        "demo_things",
    ]


def test_a_page_by_address_or_from_standard_input(cli: Callable[..., Any], server: str) -> None:
    assert "- alert: RedisDown\n" in cli("rules", "generate", server).out
    result = cli("rules", "generate", "-", "--name", "shop", stdin=PAGE.encode())
    assert "- alert: ShopTargetDown\n" in result.out


def test_what_the_catalog_has_goes_first(cli: Callable[..., Any]) -> None:
    answer = json.loads(cli("rules", "generate", "redis", "--json").out)
    taken = [rule["alert"] for rule in answer["rules"] if rule["heuristic"] == "catalog"]
    assert answer["source"] == "redis"
    assert taken
    assert len({rule["alert"] for rule in answer["rules"]}) == len(answer["rules"])


def test_two_pages_show_what_rises(cli: Callable[..., Any], page: str, work: Path) -> None:
    (work / "later.prom").write_text(PAGE.replace("errors_total 7", "errors_total 9"))
    assert "increase(demo_parse_errors_total[5m]) > 10" in cli("rules", "generate", page, "later.prom").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no page is given"),
        (("demo.prom", "demo.prom", "demo.prom"), "3 pages are given"),
        (("demo.prom", "--prometheus", "http://127.0.0.1:9"), "--prometheus and --job belong together"),
        (("demo.prom", "--job", "x"), "--prometheus and --job belong together"),
        (("demo.prom", "--name", "a b"), "'a b' is no name"),
        (("nothing.prom",), "'nothing.prom' is no file"),
        (("empty.prom",), "there are no metrics on the page"),
        (("demo.prom", "-o", "demo.prom"), "demo.prom cannot be written to"),
        (("demo.prom", "--days", "0"), "'0' is no whole number of at least 1"),
    ],
)
def test_wrong_usage(cli: Callable[..., Any], page: str, work: Path, words: tuple[str, ...], said: str) -> None:
    (work / "empty.prom").write_text("# nothing\n")
    result = cli("rules", "generate", *words)
    assert result.code == 2
    assert said in result.err
    assert "Traceback" not in result.both


class _Prometheus(BaseHTTPRequestHandler):
    """A server with a past in which every query was 40, and a target of the job demo."""

    queries: list[str]
    said: dict[str, str | None]
    page = ""
    broken = False

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.said[parts.path] = self.headers["Authorization"]
        if parts.path == "/metrics":
            self._answer(PAGE, "text/plain; version=0.0.4")
        elif parts.path == "/api/v1/targets":
            target = {"scrapeUrl": self.page, "health": "up", "lastError": "", "labels": {"job": "demo"}}
            self._give({"activeTargets": [target]})
        elif self.broken:
            self._answer("oh no", "text/plain", 503)
        else:
            asked = parse_qs(parts.query)
            self.queries.append(asked["query"][0])
            start, end, step = (float(asked[name][0]) for name in ("start", "end", "step"))
            values = [[start + at * step, "40"] for at in range(int((end - start) / step) + 1)]
            self._give({"resultType": "matrix", "result": [{"metric": {}, "values": values}]})

    def _give(self, data: object) -> None:
        self._answer(json.dumps({"status": "success", "data": data}), "application/json")

    def _answer(self, text: str, content_type: str, status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silence."""


@pytest.fixture
def prometheus() -> Iterator[tuple[str, type[_Prometheus]]]:
    class Own(_Prometheus):
        queries: list[str] = []  # noqa: RUF012
        said: dict[str, str | None] = {}  # noqa: RUF012

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as http:
        url = f"http://127.0.0.1:{http.server_address[1]}"
        Own.page = f"{url}/metrics"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield url, Own
        finally:
            http.shutdown()
            thread.join()


def test_thresholds_come_from_the_past_of_a_job(
    cli: Callable[..., Any], prometheus: tuple[str, type[_Prometheus]]
) -> None:
    url, own = prometheus
    answer = json.loads(cli("rules", "generate", "--prometheus", url, "--job", "demo", "--json").out)
    rule = next(rule for rule in answer["rules"] if rule["alert"] == "DemoQueueLengthGrowing")
    assert rule["expr"].startswith("demo_queue_length > 100\n")
    assert rule["guess"] is None
    assert rule["basis"] == "in 14 days it reached 40 in ordinary hours"
    assert 'demo_queue_length{job="demo"}' in own.queries


def test_an_unknown_job_and_a_server_that_fails(
    cli: Callable[..., Any], prometheus: tuple[str, type[_Prometheus]]
) -> None:
    url, own = prometheus
    unknown = cli("rules", "generate", "--prometheus", url, "--job", "nothing")
    assert unknown.code == 2
    assert "its jobs are demo" in unknown.err
    own.broken = True
    failed = cli("rules", "generate", "--prometheus", url, "--job", "demo", "-o", "out")
    assert failed.code == 3
    assert "Traceback" not in failed.both
    assert not Path("out").exists()
    gone = cli("rules", "generate", "--prometheus", "http://127.0.0.1:9", "--job", "demo")
    assert gone.code == 3


def test_a_token_goes_to_the_server_and_not_to_the_target(
    cli: Callable[..., Any], prometheus: tuple[str, type[_Prometheus]], tmp_path: Path
) -> None:
    url, own = prometheus
    (tmp_path / "token").write_text("sesame\n")
    asked = ("rules", "generate", "--prometheus", url, "--job", "demo", "--bearer-token-file", str(tmp_path / "token"))
    assert cli(*asked).code == 0
    assert own.said == {"/api/v1/targets": "Bearer sesame", "/metrics": None, "/api/v1/query_range": "Bearer sesame"}
    missing = cli(*asked[:-1], str(tmp_path / "none"))
    assert (missing.code, "sesame" in missing.both) == (2, False)
