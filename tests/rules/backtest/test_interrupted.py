"""A server that is down, slow, or fails half-way. It is a double: no real one fails when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
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
A = "{alert: A, expr: a > 0, for: 5m}"


class Double:
    """Answers range queries with one series that is there all the time, as ``answer`` allows.

    ``ranges`` are the times that were asked for. While ``down`` is set every answer is that. A range query waits for
    ``released``.
    """

    def __init__(self) -> None:
        self.ranges: list[tuple[float, float]] = []
        self.answer: Callable[[float, float], Answer | None] = lambda _start, _end: None
        self.down: Answer | None = None
        self.warnings: list[str] = []
        self.released = threading.Event()
        self.released.set()
        self.held = threading.Event()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = double.respond(urlsplit(self.path).path, parse_qs(urlsplit(self.path).query))
                data = json.dumps(body).encode()
                try:
                    self.send_response(status)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    self.close_connection = True  # who asked has gone

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def respond(self, path: str, query: dict[str, list[str]]) -> Answer:
        if self.down:
            return self.down
        if path.endswith("/query"):
            return 200, {"status": "success", "data": {"resultType": "vector", "result": []}}
        if path.endswith("/series"):
            return 200, {"status": "success", "data": [{"__name__": "a"}]}
        start, end, step = (float(query[name][0]) for name in ("start", "end", "step"))
        self.ranges.append((start, end))
        if not self.released.is_set():
            self.held.set()
            self.released.wait(30)
        other = self.answer(start, end)
        if other is not None:
            return other
        times = [start + step * number for number in range(int((end - start) / step) + 1)]
        series = {"metric": {"instance": "a"}, "values": [[moment, "1"] for moment in times]}
        data = {"resultType": "matrix", "result": [series]}
        return 200, {"status": "success", "data": data, "warnings": self.warnings}


@pytest.fixture
def double() -> Iterator[Double]:
    double = Double()
    thread = threading.Thread(target=double.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield double
    double.released.set()
    double.server.shutdown()
    double.server.server_close()
    thread.join()


def run_all(double: Double, folder: Path | None, *texts: str, **more: Any) -> list[Result]:
    rules, _ = read_rules(f"groups: [{{name: g, rules: [{', '.join(texts)}]}}]", "r.yaml")
    server = {"seconds": 5.0, "tries": 1, "pause": 0.001, **{k: more.pop(k) for k in ("seconds", "tries") if k in more}}
    with Server(double.url, **server) as connection:
        return backtest(rules, connection, 0, more.pop("end", END), **{"step": 60.0, "folder": folder, **more})


def run(double: Double, folder: Path | None, **more: Any) -> Result:
    (result,) = run_all(double, folder, A, **more)
    return result


def test_what_is_known_is_kept_and_the_rest_asked_the_next_time(double: Double, tmp_path: Path) -> None:
    broken = END / 2
    double.answer = lambda start, _end: (503, {"status": "error", "error": "overloaded"}) if start > broken else None
    first = run(double, tmp_path)
    assert "503: overloaded" in first.problem
    assert first.lost
    assert 0 < first.until <= broken + 60 * 10_000
    assert first.known == first.until / first.end
    assert first.spells == ((0.0, first.until),)
    double.answer = lambda _start, _end: None
    double.ranges.clear()
    second = run(double, tmp_path)
    assert (second.problem, second.known) == ("", 1.0)
    assert min(start for start, _ in double.ranges) == first.until
    assert [(spell.start, spell.end) for spell in second.spells] == [(0.0, END // 60 * 60)]
    double.ranges.clear()
    assert run(double, tmp_path) == second
    assert double.ranges == []
    assert run(double, tmp_path, anew=True) == second
    assert double.ranges


def test_a_later_end_asks_for_what_is_new_alone(double: Double, tmp_path: Path) -> None:
    run(double, tmp_path)
    double.ranges.clear()
    later = run(double, tmp_path, end=END + 6000)
    assert double.ranges == [(END // 60 * 60, (END + 6000) // 60 * 60 - 60)]
    assert later.spells == ((0.0, (END + 6000) // 60 * 60),)
    double.ranges.clear()
    assert run(double, tmp_path, end=END / 2).spells == ((0.0, END // 2 // 60 * 60),)
    assert double.ranges == []


def test_another_tenant_of_the_same_server_is_another_server(double: Double, tmp_path: Path) -> None:
    run(double, tmp_path)
    double.ranges.clear()
    rules, _ = read_rules(f"groups: [{{name: g, rules: [{A}]}}]", "r.yaml")
    with Server(double.url, headers={"X-Scope-OrgID": "b"}) as server:
        backtest(rules, server, 0, END, folder=tmp_path)
    assert double.ranges


def test_an_answer_that_is_too_much_is_asked_for_in_smaller_pieces(double: Double) -> None:
    said = {"status": "error", "error": "query processing would load too many samples into memory in query execution"}
    double.answer = lambda start, end: (422, said) if end - start > 100_000 else None
    result = run(double, None)
    assert result.problem == ""
    assert len(result.spells) == 1
    assert max(end - start for start, end in double.ranges[-5:]) <= 100_000


def test_a_query_that_is_too_slow_is_asked_for_in_smaller_pieces(double: Double) -> None:
    said = {"status": "error", "errorType": "timeout", "error": "query timed out in expression evaluation"}
    double.answer = lambda start, end: (503, said) if end - start > 100_000 else None
    result = run(double, None, tries=5)
    assert result.problem == ""
    assert [round((end - start) / 60) + 1 for start, end in double.ranges[:3]] == [10_000, 2_500, 625]


def test_what_is_always_too_much_ends(double: Double) -> None:
    double.answer = lambda *_: (422, {"status": "error", "error": "too many samples"})
    result = run(double, None)
    assert "too many samples" in result.problem
    assert result.lost is False
    assert len(double.ranges) < 15


def test_a_query_that_is_refused_is_asked_once(double: Double) -> None:
    said = {"status": "error", "errorType": "execution", "error": "many-to-many matching not allowed"}
    double.answer = lambda *_: (422, said)
    result = run(double, None, tries=5)
    assert "many-to-many" in result.problem
    assert len(double.ranges) == 1


def test_a_server_that_hangs_does_not_cost_the_time_of_every_rule(double: Double) -> None:
    double.released.clear()
    b, c = A.replace("A,", "B,"), A.replace("A,", "C,")

    def answer_no_more(_rule: object, _share: float) -> None:
        double.down = (504, {"status": "error", "error": "upstream timed out"})

    first, second, third = run_all(double, None, A, b, c, seconds=0.2, progress=answer_no_more)
    assert all(result.lost and result.problem for result in (first, second, third))
    assert len(double.ranges) <= 1


def test_after_the_server_is_gone_what_is_known_of_the_others_is_told(double: Double, tmp_path: Path) -> None:
    b = "{alert: B, expr: a > 1}"
    run_all(double, tmp_path, b)

    def go(_rule: object, share: float) -> None:
        if share:
            double.down = (502, {"status": "error", "error": "bad gateway"})

    first, second, third = run_all(double, tmp_path, A, b, "{alert: C, expr: a > 2}", progress=go)
    assert (first.lost, 0 < first.known < 1, len(first.spells)) == (True, True, 1)
    assert (second.problem, second.known, len(second.spells)) == ("", 1.0, 1)
    assert (third.lost, third.known, third.spells) == (True, 0.0, ())


def test_a_server_that_stumbles_is_asked_again(double: Double) -> None:
    failures = iter([(502, {"status": "error", "error": "bad gateway"})] * 2)
    double.answer = lambda _start, _end: next(failures, None)
    assert run(double, None, tries=3).problem == ""


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    rules, _ = read_rules("groups: [{name: g, rules: [{alert: A, expr: a > 0}]}]", "r.yaml")
    with Server("http://127.0.0.1:9", seconds=2) as server, pytest.raises(Missing, match="does not answer"):
        backtest(rules, server, 0, END, folder=tmp_path)


def test_warnings_of_the_server_are_kept_with_what_they_are_about(double: Double, tmp_path: Path) -> None:
    double.warnings = ["store 10.0.0.1 did not answer: the result is partial"]
    assert run(double, tmp_path).warnings == tuple(double.warnings)
    double.warnings = []
    assert len(run(double, tmp_path).warnings) == 1


def test_a_broken_state_file_is_as_good_as_none(double: Double, tmp_path: Path) -> None:
    known = run(double, tmp_path)
    (state,) = tmp_path.glob("*.json")
    for broken in (
        "{",
        "[]",
        '{"since": 0, "until": 1e9}',
        '{"since": 0, "until": 9e9, "intervals": [], "warnings": []}',
    ):
        state.write_text(broken)
        double.ranges.clear()
        assert run(double, tmp_path) == known
        assert double.ranges


def test_a_folder_that_cannot_be_written_to_costs_the_resuming_only(double: Double, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert run(double, tmp_path / "file" / "folder").problem == ""


def test_a_command_that_is_killed_half_way_goes_on(double: Double, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(f"groups: [{{name: g, rules: [{A}]}}]")
    words = [
        "rules",
        "backtest",
        "r.yaml",
        "--prometheus",
        double.url,
        "--from",
        "600",
        "--to",
        str(END),
        "--json",
        "-v",
    ]
    command = [sys.executable, "-m", "exporterhub.cli", *words]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def hold_the_second(start: float, _end: float) -> None:
        double.released.clear()

    double.answer = hold_the_second
    killed = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert double.held.wait(30), killed.communicate()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    asked = list(double.ranges)
    assert len(asked) == 2
    double.answer = lambda _start, _end: None
    double.released.set()
    double.ranges.clear()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert double.ranges[0][0] == asked[1][0]
    (result,) = json.loads(done.stdout)["results"]
    assert (result["known_until"], result["series"][0]["spells"]) == (END // 60 * 60, [[600.0, END // 60 * 60]])
    assert b"1 of 1: A: 100%" in done.stderr
    assert not list((tmp_path / "cache").rglob("*.new"))
