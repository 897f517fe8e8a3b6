"""The Flask example: what it counts is what was answered, and what ab says."""

from __future__ import annotations

import http.client
import math
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from exporterhub.exposition import lint, parse

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "flask-app"
FREE = ("--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0")
SECONDS = 60
SEED = "29"  # the first of its failures comes after the first answer, whatever the order of ten requests at a time


class Answer(NamedTuple):
    status: int
    type: str
    body: bytes


def get(url: str) -> Answer:
    """One request, without what the environment says of proxies."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers["Content-Type"], answer.read())
    finally:
        connection.close()


class Application:
    """The application on free ports, started by one of its two scripts."""

    def __init__(self, *flags: str, script: str = "app.py") -> None:
        argv = [sys.executable, str(FOLDER / script), *FREE, *flags]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout
        said = self.process.stdout.readline()
        found = re.fullmatch(r"application on (\S+), metrics on (\S+)\n", said)
        if found is None:
            self.process.kill()
            raise AssertionError(f"it said {said!r}, and {self.process.communicate()[1]}")
        self.url, self.metrics = found.groups()

    def page(self) -> Answer:
        return get(self.metrics)

    def samples(self) -> dict[tuple[str, str], float]:
        """Name and http_code (empty without one) of the application's own samples."""
        families = parse(self.page().body)
        samples = [sample for family in families for sample in family.samples]
        return {(s.name, s.labels.get("http_code", "")): s.value for s in samples if s.name.startswith("flask_app_")}

    def end(self, by: int = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and what it said on standard error."""
        self.process.send_signal(by)
        _, said = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, said


@pytest.fixture(params=["app.py", "app_with_toolkit.py"])
def script(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def flags() -> tuple[str, ...]:
    """What the application is told; a test replaces it by a parameter."""
    return ()


@pytest.fixture
def application(script: str, flags: tuple[str, ...]) -> Iterator[Application]:
    running = Application(*flags, script=script)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate(timeout=SECONDS)


def run(name: str, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(FOLDER / name), *flags],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **environment},
    )


def figures(table: str) -> dict[str, tuple[str, str]]:
    """``{"Complete requests": ("1000", "1000"), ...}`` of the example's table."""
    rows = [(line[:18].strip(), line[18:].split()) for line in table.splitlines()]
    return {what: (cells[0], cells[1]) for what, cells in rows if what and len(cells) > 2}


def failing(seed: int, rate: float, requests: int) -> int:
    """How many of the first requests fail, told without the application."""
    draw = random.Random(seed)
    return sum(draw.random() < rate for _ in range(requests))


def test_known_codes_begin_at_zero_and_the_ratio_at_nothing(application: Application) -> None:
    samples = application.samples()
    assert math.isnan(samples.pop(("flask_app_success_ratio", "")))
    assert samples == {("flask_app_responses_total", "200"): 0, ("flask_app_responses_total", "500"): 0}


@pytest.mark.parametrize("flags", [("--failure-rate", "0.25", "--seed", "11")], ids=" ".join)
def test_each_answer_is_counted_by_its_code(application: Application) -> None:
    statuses = [get(application.url).status for _ in range(40)]
    bad = failing(11, 0.25, 40)
    assert statuses.count(500) == bad > 0
    assert application.samples() == {
        ("flask_app_responses_total", "200"): 40 - bad,
        ("flask_app_responses_total", "500"): bad,
        ("flask_app_success_ratio", ""): (40 - bad) / 40,
    }


@pytest.mark.parametrize("flags", [("--failure-rate", "0")], ids=" ".join)
def test_answers_without_a_route_count_too(application: Application) -> None:
    assert [get(application.url).status, get(application.url + "nowhere").status] == [200, 404]
    samples = application.samples()
    assert samples["flask_app_responses_total", "404"] == 1
    assert samples["flask_app_success_ratio", ""] == 0.5


@pytest.mark.parametrize("flags", [("--failure-rate", "0")], ids=" ".join)
def test_the_metrics_have_a_port_of_their_own(application: Application) -> None:
    assert get(application.url + "metrics").status == 404
    page = application.page()
    assert page.status == 200
    assert page.type.startswith("text/plain; version=")
    assert b"_created" not in page.body
    assert b"python_info{" in page.body


def test_the_names_follow_the_naming_rules(application: Application) -> None:
    found = lint(family for family in parse(application.page().body) if family.name.startswith("flask_app_"))
    assert found == []


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_word(application: Application, by: int) -> None:
    assert get(application.url).status in (200, 500)
    assert application.end(by) == (0, "")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--failure-rate", "1.5"), ["--failure-rate", "'1.5' is not a number from 0 to 1"]),
        (("--failure-rate", "nan"), ["--failure-rate", "'nan'"]),
        (("--listen", "8080"), ["--listen", "'8080' is not HOST:PORT"]),
        (("--listen", "127.0.0.1:65536"), ["--listen", "'127.0.0.1:65536' is not HOST:PORT"]),
        (("--metrics-listen", "127.0.0.1:http"), ["--metrics-listen", "is not HOST:PORT"]),
        (("--seed", "x"), ["--seed"]),
        (("--fail", "0.1"), ["--fail"]),
    ],
)
def test_bad_flags_say_what_is_wrong(script: str, flags: tuple[str, ...], words: list[str]) -> None:
    done = run(script, *FREE, *flags)
    assert done.returncode == 2
    assert done.stdout == ""
    assert [word for word in words if word not in done.stderr] == []
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("flag", "taken"), [("--listen", "url"), ("--metrics-listen", "metrics")])
def test_an_address_that_is_taken(application: Application, script: str, flag: str, taken: str) -> None:
    where = urlsplit(getattr(application, taken)).netloc
    done = run(script, *FREE, flag, where)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"cannot listen on {where}: Address already in use")
    assert "choose another" in done.stderr


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (None, "web.yml: No such file or directory"),
        ("tls_config: {}\n", "tls_config"),
        ("tls_server_config: {cert_file: none.crt, key_file: none.key}\n", "none.crt"),
        ("basic_auth_users: {prometheus: secret}\n", "prometheus"),
    ],
)
def test_a_web_configuration_that_cannot_be_used(tmp_path: Path, config: str | None, words: str) -> None:
    if config is not None:
        (tmp_path / "web.yml").write_text(config)
    done = run("app_with_toolkit.py", *FREE, "--web.config.file", str(tmp_path / "web.yml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_the_defaults_are_the_classic_ports_on_loopback(script: str) -> None:
    done = run(script, "--help", COLUMNS="200")
    assert "the application (default 127.0.0.1:8080)" in done.stdout
    assert "its metrics (default 127.0.0.1:8000)" in done.stdout


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("metrics", ["plain", "secured"])
@pytest.mark.parametrize(("rate", "seed"), [("0.1", 7), ("0.5", 12), ("0", 1), ("1", 1)])
def test_the_counters_equal_the_figures_of_ab(metrics: str, rate: str, seed: int) -> None:
    done = run("run_example.py", *FREE, "--metrics", metrics, "--failure-rate", rate, "--seed", str(seed))
    assert (done.returncode, done.stderr) == (0, "")
    rows = figures(done.stdout)
    bad = failing(seed, float(rate), 1000)
    assert rows["Complete requests"] == ("1000", "1000")
    assert rows["Non-2xx responses"] == (str(bad), str(bad))
    assert rows["Success rate"] == (f"{1 - bad / 1000:g}",) * 2
    odd, same = rows["Failed requests"]
    assert odd == same
    assert int(odd) in ((bad, 1000 - bad) if 0 < bad < 1000 else (0,))


@pytest.mark.debian
@pytest.mark.sandbox
def test_both_halves_by_default(golden: Callable[[Path, str], None]) -> None:
    """With a seed all of it is known, but for the ports that were free."""
    done = run("run_example.py", *FREE, "--seed", SEED)
    assert (done.returncode, done.stderr) == (0, "")
    shown = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", done.stdout)
    golden(Path(__file__).parent / "run_example.expected", shown)


def test_the_readme_shows_what_the_example_prints() -> None:
    table = (Path(__file__).parent / "run_example.expected").read_text().split("\n\n")[0].splitlines()[2:]
    assert "\n".join(table) in (FOLDER / "README.md").read_text()


REPORT = """\
Document Length:        14 bytes
Complete requests:      {complete}
Failed requests:        {failed}
   (Connect: 0, Receive: 0, Length: 0, Exceptions: 0)
Non-2xx responses:      {failed}
"""


def fake_ab(folder: Path, lines: str) -> str:
    """A PATH on which ab is a shell script; returns it."""
    (folder / "ab").write_text(f"#!/bin/sh\n{lines}\n")
    (folder / "ab").chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_figures_that_differ_are_shown_and_fail(tmp_path: Path) -> None:
    report = REPORT.format(complete=1000, failed=103)
    done = run("run_example.py", *FREE, "--metrics", "plain", PATH=fake_ab(tmp_path, f"cat <<'END'\n{report}END"))
    assert done.returncode == 1
    assert figures(done.stdout)["Complete requests"] == ("1000", "0")
    assert figures(done.stdout)["Non-2xx responses"] == ("103", "0")
    assert done.stdout.count("DIFFERS") == 4


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("echo apr_pollset_poll: timed out >&2; exit 8", "ab ended with 8: apr_pollset_poll: timed out"),
        ("echo This is ApacheBench", "ab's report has no line for Complete requests, Document Length, Failed requests"),
    ],
)
def test_an_ab_that_does_not_work(tmp_path: Path, lines: str, message: str) -> None:
    done = run("run_example.py", *FREE, "--metrics", "plain", PATH=fake_ab(tmp_path, lines))
    assert (done.returncode, done.stderr) == (3, message + "\n")


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (("-n", "0"), 2, "'0' is not a whole number"),
        (("-n", "5"), 2, "--concurrency 10 is more than --requests 5"),
        (("--listen", "192.0.2.1:1"), 2, "cannot listen on 192.0.2.1:1"),
    ],
)
def test_bad_flags_of_the_example(tmp_path: Path, flags: tuple[str, ...], code: int, words: str) -> None:
    done = run("run_example.py", *FREE, "--metrics", "plain", *flags, PATH=fake_ab(tmp_path, "exit 9"))
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_inside_the_application_is_counted_as_500() -> None:
    script = """
from application import create_app
from prometheus_client import CollectorRegistry
registry = CollectorRegistry()
app = create_app(lambda: 1 / 0, registry)
app.logger.disabled = True
print(app.test_client().get("/").status_code)
print(registry.get_sample_value("flask_app_responses_total", {"http_code": "500"}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=FOLDER, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert done.stdout.split() == ["500", "1.0"]
