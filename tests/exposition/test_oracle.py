"""The real ones as judges: ``promtool check metrics``, and a Prometheus that scrapes the pages.

What we refuse, one of the two refuses; what we take, both take. What is rendered here, Prometheus stores as it was
meant: names, labels and values.
"""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import read_recording
from exporterhub.errors import SyntaxProblem
from exporterhub.exposition import (
    OPENMETRICS,
    TEXT,
    Exemplar,
    Family,
    Sample,
    format_float,
    is_openmetrics,
    lint,
    negotiate,
    parse,
    render,
)
from exporterhub.programs import Root, debian_root, run_tool, tool_command

from .conftest import CASES, content_type_of

pytestmark = [pytest.mark.debian, pytest.mark.sandbox, pytest.mark.xdist_group("exposition-oracle")]

PAGES = {case.stem: case for case in sorted(CASES.glob("*.prom"))}
# Debian's promtool knows no UTF-8 names yet, and wants a line feed at the end where Prometheus adds it.
NOT_FOR_PROMTOOL = {"good-text-utf8", "good-text-no-final-line-feed"}
HISTOGRAM = [Sample("latency_seconds_bucket", {"path": 'a"b\\c\nd', "le": le}, 3.0) for le in ("0.5", "1e+06", "+Inf")]
RENDERED = [
    Family("up_to_date", "gauge", 'Help, "quoted" \\ and\nbroken.', samples=[Sample("up_to_date", {}, -1.5e-7)]),
    Family("my.dotted", "gauge", "UTF-8.", samples=[Sample("my.dotted", {"my.label": "ä€\U0001f600"}, 1e6)]),
    Family(
        "requests_total",
        "counter",
        "Requests.",
        samples=[
            Sample("requests_total", {"path": '{a="b"} 1 # , }'}, 123456789.125, None, Exemplar({"t": "1"}, 0.5)),
            Sample("requests_total", {"path": ""}, float("inf")),
        ],
    ),
    Family(
        "latency_seconds",
        "histogram",
        "Latency.",
        samples=[
            *HISTOGRAM,
            Sample("latency_seconds_sum", {"path": "x"}, 1.0),
            Sample("latency_seconds_count", {"path": "x"}, 2.0),
        ],
    ),
    Family("xact_commit", "counter", samples=[Sample("xact_commit", {"datname": "a"}, 5e-324)]),
]


@pytest.fixture(scope="module")
def root() -> Root:
    return debian_root(["prometheus"], "sid")


def refused(page: bytes, content_type: str) -> bool:
    try:
        list(parse(page, content_type))
    except SyntaxProblem:
        return True
    return False


@pytest.fixture(scope="module")
def promtool(root: Root, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Whether promtool refuses a page, for each text page: all of them in one run."""
    folder = tmp_path_factory.mktemp("promtool")
    names = [name for name, case in PAGES.items() if not is_openmetrics(content_type_of(case))]
    for name in names:
        (folder / name).write_bytes(PAGES[name].read_bytes())
    (folder / "rendered").write_bytes(render(RENDERED, TEXT))
    script = 'for page in *; do echo "$page $(promtool check metrics <"$page" 2>&1 | grep -c "error while")"; done'
    done = run_tool(root, ["sh", "-c", script], folder=folder)
    lines = [line.split() for line in done.stdout.decode().splitlines()]
    assert len(lines) == len(names) + 1, done
    return {name: count != "0" for name, count in lines}


class Pages(BaseHTTPRequestHandler):
    """Serves the case files as they are, and the rendered page in what the peer asks for."""

    accepted: str = ""

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        if name.startswith("rendered"):
            Pages.accepted = self.headers["Accept"]
            content_type = TEXT if name == "rendered-text" else negotiate(self.headers["Accept"])
            escaping = "allow-utf-8" if name == "rendered-text" else None
            body = render(RENDERED, content_type, escaping=escaping)
        else:
            content_type, body = content_type_of(PAGES[name]), PAGES[name].read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(names: Sequence[str], folder: Path) -> Iterator[None]:
    """The pages, and the file that lists them as targets."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"127.0.0.1:{server.server_port}"
    targets = [{"targets": [address], "labels": {"__metrics_path__": f"/{name}", "page": name}} for name in names]
    (folder / "targets.json").write_text(json.dumps(targets))
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        f"scrape_configs: [{{job_name: pages, file_sd_configs: [{{files: [{folder}/targets.json]}}]}}]\n"
    )
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Prometheus:
    """A running Prometheus."""

    def __init__(self, address: str, process: subprocess.Popen[bytes]) -> None:
        self._address = address
        self._process = process

    def get(self, path: str, **parameters: str) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://{self._address}/api/v1/{path}?{query}", timeout=10) as answer:
            return json.load(answer)["data"]

    def targets(self, count: int) -> dict[str, dict[str, str]]:
        """All targets by page, once each was scraped."""
        deadline = time.monotonic() + 60
        pause = threading.Event()
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                active = self.get("targets", state="active")["activeTargets"]
            except OSError:
                active = []
            if len(active) == count and all(target["health"] != "unknown" for target in active):
                return {target["labels"]["page"]: target for target in active}
            pause.wait(0.1)
        raise AssertionError(f"not all of {count} pages were scraped")


@pytest.fixture(scope="module")
def prometheus(root: Root, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    folder = tmp_path_factory.mktemp("prometheus")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with served([*PAGES, "rendered", "rendered-text"], folder):
        command = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
        command = tool_command(root, [*command, f"--web.listen-address={address}"], folder=folder)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield Prometheus(address, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def scraped(prometheus: Prometheus) -> dict[str, dict[str, str]]:
    return prometheus.targets(len(PAGES) + 2)


def test_what_we_take_promtool_takes(promtool: dict[str, bool]) -> None:
    taken = [name for name in promtool if name in PAGES and not refused(PAGES[name].read_bytes(), TEXT)]
    assert len(taken) > 10
    assert [name for name in taken if promtool[name] and name not in NOT_FOR_PROMTOOL] == []
    assert [name for name in taken if not promtool[name] and name in NOT_FOR_PROMTOOL] == []
    assert not promtool["rendered"]


def test_what_we_take_prometheus_takes(scraped: dict[str, dict[str, str]]) -> None:
    taken = [name for name, case in PAGES.items() if not refused(case.read_bytes(), content_type_of(case))]
    assert {name: scraped[name]["lastError"] for name in taken if scraped[name]["health"] != "up"} == {}


def test_what_we_refuse_one_of_them_refuses(scraped: dict[str, dict[str, str]], promtool: dict[str, bool]) -> None:
    wrong = [name for name, case in PAGES.items() if refused(case.read_bytes(), content_type_of(case))]
    assert len(wrong) > 20
    assert [name for name in wrong if scraped[name]["health"] == "up" and not promtool.get(name)] == []


@pytest.mark.parametrize("page", ["rendered", "rendered-text"])
def test_prometheus_stores_what_was_rendered(
    page: str, prometheus: Prometheus, scraped: dict[str, dict[str, str]]
) -> None:
    assert scraped[page]["health"] == "up", scraped[page]["lastError"]
    assert is_openmetrics(negotiate(Pages.accepted)), "this Prometheus asks for OpenMetrics"
    stored = prometheus.get("query", query=f'{{page="{page}", __name__!~"up|scrape_.*"}}')["result"]
    found = {}
    for series in stored:
        labels = {k: v for k, v in series["metric"].items() if k not in ("job", "instance", "page")}
        found[frozenset(labels.items())] = float(series["value"][1])
    expected = {
        frozenset({k: v for k, v in {"__name__": sample.name, **canonical(sample)}.items() if v}.items()): sample.value
        for family in RENDERED
        for sample in family.samples
    }
    assert found == expected


def canonical(sample: Sample) -> dict[str, str]:
    """Labels as Prometheus 3 stores them: bounds are spelled as OpenMetrics does."""
    histogram = Family("h", "histogram", samples=[Sample("h_bucket", sample.labels, 1.0)])
    (family,) = parse(render([histogram], OPENMETRICS, escaping="allow-utf-8"), OPENMETRICS)
    return dict(family.samples[0].labels)


def test_the_same_number_in_every_spelling(prometheus: Prometheus, scraped: dict[str, dict[str, str]]) -> None:
    assert scraped["good-text-numbers"]["health"] == "up"
    stored = prometheus.get("query", query='a{page="good-text-numbers"}')["result"]
    theirs = {series["metric"].get("n", ""): format_float(float(series["value"][1])) for series in stored}
    (family,) = parse(PAGES["good-text-numbers"].read_bytes())
    ours = {s.labels.get("n", ""): format_float(s.value) for s in family.samples if s.timestamp is None}
    assert theirs == ours


# What promtool says of names, and the rule that says it here.
SAID = {
    "no help text": "help",
    'counter metrics should have "_total" suffix': "counter-total",
    'non-counter metrics should not have "_total" suffix': "total-not-counter",
    'metrics should not have "_': "reserved-suffix",
    'metrics should not have "': "reserved-label",
    "metric name should not include type": "type-in-name",
    "metric names should not contain ':'": "colon",
    "label names should be written in": "label-camel-case",
    "metric names should be written in": "camel-case",
    "use base unit": "base-unit",
    "metric names should not contain abbreviated units": "abbreviated-unit",
}


def test_promtool_says_the_same_of_names(root: Root, recordings: list[Path], tmp_path: Path) -> None:
    pages = {path.as_posix().replace("/", "_"): read_recording(path)[0] for path in recordings}
    pages = {
        name: recording for name, recording in pages.items() if recording and "text/plain" in recording.content_type
    }
    for name, recording in pages.items():
        (tmp_path / name).write_bytes(recording.page())
    (tmp_path / "made-up").write_bytes((CASES / "lint-text-naming.prom").read_bytes())
    script = 'for page in *; do promtool check metrics <"$page" 2>&1 | sed "s/^/$page /"; done'
    done = run_tool(root, ["sh", "-c", script], folder=tmp_path)
    theirs = {said_by_promtool(line) for line in done.stdout.decode().splitlines()}
    ours = {
        (name, family.name, finding.id.removeprefix("naming/"))
        for name in [*pages, "made-up"]
        for family in parse((tmp_path / name).read_bytes())
        for finding in lint([family])
    }
    assert theirs == {rule for rule in ours if rule[2] != "percent"}
    assert len(theirs) > 50


def said_by_promtool(line: str) -> tuple[str, str, str]:
    page, family, message = line.split(" ", 2)
    return page, family, next(rule for words, rule in SAID.items() if words in message)
