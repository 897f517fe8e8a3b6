"""A server that is down, slow, or fails half-way. It is a double: no real one fails when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from exporterhub.catalog import read_rules
from exporterhub.errors import Missing
from exporterhub.prometheus import Server
from exporterhub.rules.backtest import Result, backtest

Answer = tuple[int, dict[str, Any]]
END = 2_000_000.0


class Double:
    """Answers range queries with one series that is there all the time, as ``answer`` allows."""

    def __init__(self) -> None:
        self.ranges: list[tuple[float, float]] = []
        self.answer: Callable[[float, float], Answer | None] = lambda _start, _end: None
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = double.respond(urlsplit(self.path).path, parse_qs(urlsplit(self.path).query))
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def respond(self, path: str, query: dict[str, list[str]]) -> Answer:
        if path.endswith("/query"):
            return 200, {"status": "success", "data": {"resultType": "vector", "result": []}}
        if path.endswith("/series"):
            return 200, {"status": "success", "data": [{"__name__": "a"}]}
        start, end, step = (float(query[name][0]) for name in ("start", "end", "step"))
        self.ranges.append((start, end))
        other = self.answer(start, end)
        if other is not None:
            return other
        times = [start + step * number for number in range(int((end - start) / step) + 1)]
        series = {"metric": {"instance": "a"}, "values": [[moment, "1"] for moment in times]}
        return 200, {"status": "success", "data": {"resultType": "matrix", "result": [series]}}


@pytest.fixture
def double() -> Iterator[Double]:
    double = Double()
    threading.Thread(target=double.server.serve_forever, args=(0.01,), daemon=True).start()
    yield double
    double.server.shutdown()
    double.server.server_close()


def run(double: Double, folder: Path | None, tries: int = 1) -> Result:
    rules, _ = read_rules("groups: [{name: g, rules: [{alert: A, expr: a > 0, for: 5m}]}]", "r.yaml")
    with Server(double.url, seconds=5, tries=tries, pause=0.001) as server:
        (result,) = backtest(rules, server, 0, END, step=60.0, folder=folder)
    return result


def test_what_is_known_is_kept_and_the_rest_asked_the_next_time(double: Double, tmp_path: Path) -> None:
    broken = END / 2
    double.answer = lambda start, _end: (503, {"status": "error", "error": "overloaded"}) if start > broken else None
    first = run(double, tmp_path)
    assert "503: overloaded" in first.problem
    assert 0 < first.until <= broken + 60 * 10_000
    assert len(first.spells) == 1
    double.answer = lambda _start, _end: None
    double.ranges.clear()
    second = run(double, tmp_path)
    assert second.problem == ""
    assert min(start for start, _ in double.ranges) == first.until
    assert [(spell.start, spell.end) for spell in second.spells] == [(300.0, END // 60 * 60)]
    double.ranges.clear()
    assert run(double, tmp_path) == second
    assert double.ranges == []


def test_an_answer_that_is_too_much_is_asked_for_in_smaller_pieces(double: Double) -> None:
    said = {"status": "error", "error": "query processing would load too many samples into memory in query execution"}
    double.answer = lambda start, end: (422, said) if end - start > 100_000 else None
    result = run(double, None)
    assert result.problem == ""
    assert len(result.spells) == 1
    assert max(end - start for start, end in double.ranges[-5:]) <= 100_000


def test_a_server_that_stumbles_is_asked_again(double: Double) -> None:
    failures = iter([(502, {"status": "error", "error": "bad gateway"})] * 2)
    double.answer = lambda _start, _end: next(failures, None)
    assert run(double, None, tries=3).problem == ""


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    rules, _ = read_rules("groups: [{name: g, rules: [{alert: A, expr: a > 0}]}]", "r.yaml")
    with Server("http://127.0.0.1:9", seconds=2) as server, pytest.raises(Missing, match="does not answer"):
        backtest(rules, server, 0, END, folder=tmp_path)


def test_a_broken_state_file_is_as_good_as_none(double: Double, tmp_path: Path) -> None:
    run(double, tmp_path)
    (state,) = tmp_path.glob("*.json")
    state.write_text("{")
    double.ranges.clear()
    assert run(double, tmp_path).problem == ""
    assert double.ranges
