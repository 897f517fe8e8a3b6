"""The general dashboard: what it claims, for whom, and that a real Prometheus answers its queries."""

from __future__ import annotations

import importlib
import json
import pkgutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Entry, load
from exporterhub.dashboards import (
    ROWS,
    PanelSpec,
    check,
    general,
    grafana,
    has_dashboard,
    offer,
    targets,
    with_filters,
)
from exporterhub.errors import ExporterHubError
from exporterhub.programs import debian_root, tool_command
from exporterhub.prometheus import Server
from exporterhub.promql import analyse

CATALOG = load([Path(__file__).resolve().parents[2] / "catalog"])
WITHOUT = [entry for entry in CATALOG if not has_dashboard(entry)]
BY_PROMETHEUS = {
    "up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling",
    "scrape_series_added", "scrape_timeout_seconds", "scrape_sample_limit", "scrape_body_size_bytes",
}  # fmt: skip
DOCUMENTED = {
    # The Java client's documentation, "JVM".
    "jvm_memory_used_bytes", "jvm_memory_max_bytes", "jvm_threads_current", "jvm_gc_collection_seconds_sum",
    # prom-client's default metrics.
    "nodejs_heap_size_used_bytes", "nodejs_heap_size_total_bytes", "nodejs_eventloop_lag_seconds",
    # The Python client; `a_python_target` below has it too.
    "python_gc_collections_total",
}  # fmt: skip
RECORDED = {
    name
    for entry in CATALOG
    for recording in entry.recordings
    for family in recording.inventory().families.values()
    for name in family.sample_names
}


def read_by(panel: PanelSpec) -> set[str]:
    return {found.metric or "" for query in panel.queries for found in analyse(query.expr).selectors}


def of_language(language: str, entry: Entry) -> Entry:
    """The entry as if it were in that language, without its recordings."""
    facts = entry.exporter.model_copy(update={"language": language})
    return Entry("made-up", Path(), facts)


@pytest.mark.parametrize("entry", WITHOUT, ids=lambda entry: entry.slug)
def test_every_entry_without_a_dashboard_gets_one_that_passes_the_checks(entry: Entry) -> None:
    dashboard = general(entry)
    assert [found for found in check(entry, dashboard) if found.severity == "error"] == []
    assert [*dict.fromkeys(panel.row for panel in dashboard.panels)] == [*ROWS], "all rows, in the reader's order"
    facts = {entry.exporter.fingerprint.up, entry.exporter.fingerprint.build_info}
    known = BY_PROMETHEUS | DOCUMENTED | RECORDED | facts
    assert {name for panel in dashboard.panels for name in read_by(panel)} <= known
    assert len(grafana(entry, dashboard)["panels"]) == len(dashboard.panels) + len(ROWS)


@pytest.mark.parametrize("entry", WITHOUT, ids=lambda entry: entry.slug)
def test_nobody_takes_it_for_evidence(entry: Entry) -> None:
    said = grafana(entry, general(entry))
    assert "general (" in said["title"]
    assert "no evidence" in said["description"]
    assert entry.panels == ()
    seen = RECORDED if entry.recordings else set()
    for panel in general(entry).panels:
        given = read_by(panel) <= BY_PROMETHEUS | seen
        assert given or panel.needs or "nobody recorded it" in panel.description, panel.title


def test_its_own_goes_first_even_a_broken_one(shop: Any) -> None:
    assert not offer(shop()).general
    broken = offer(shop(colour="red"))
    assert (broken.dashboard, broken.general) == (None, False)
    assert [finding.id for finding in broken.findings] == ["entry/unknown-key"]
    folder = shop().folder
    (folder / "dashboard.yaml").unlink()
    own = offer(load([folder.parent]).entries["shop"])
    assert own.general
    assert own.dashboard is not None
    assert own.dashboard.title == "Shop Exporter, general (no dashboard of its own yet)"


def test_a_recording_decides_over_the_language(shop: Any) -> None:
    folder = shop().folder
    (folder / "dashboard.yaml").unlink()
    facts = folder / "exporter.yaml"
    facts.write_text(facts.read_text() + "language: Go\n")
    page = folder / "recordings" / "1.0_trixie.prom"
    assert "Memory" not in {panel.title for panel in general(load([folder.parent]).entries["shop"]).panels}
    page.write_text(page.read_text() + "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes 1\n")
    panels = {panel.title: panel for panel in general(load([folder.parent]).entries["shop"]).panels}
    assert panels["Memory"].needs == ""
    assert "Goroutines" not in panels


def test_each_module_of_targets_offers_panels_for_someone() -> None:
    names = [module.name for module in pkgutil.iter_modules(targets.__path__)]
    assert len(names) == 7
    for name in names:
        part = importlib.import_module(f"{targets.__name__}.{name}")
        assert any(part.panels(entry) for entry in CATALOG), name


TARGET = """
import sys
from prometheus_client import Gauge, Info, start_http_server
Gauge("shop_up", "Whether the shop answers.").set(1)
Gauge("shop_build_info", "Its version.", ["version"]).labels("1.0").set(1)
server, thread = start_http_server(int(sys.argv[1]), "127.0.0.1")
thread.join()
"""
CONFIG = """\
global: {scrape_interval: 250ms, scrape_timeout: 250ms}
scrape_configs:
  - {job_name: Go, sample_limit: 100000, static_configs: [{targets: ["127.0.0.1:%d"]}]}
  - {job_name: Python, sample_limit: 100000, static_configs: [{targets: ["127.0.0.1:%d"]}]}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def python_target() -> Iterator[int]:
    """The port of a program with the Python client, ``shop_up`` and ``shop_build_info``."""
    port = free_port()
    with running([sys.executable, "-c", TARGET, str(port)]):
        yield port


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, python_target: int) -> Iterator[Callable[..., Server]]:
    """Starts a real Prometheus, once for each set of flags, that scrapes itself (Go) and the target in Python."""
    root = debian_root(["prometheus"], "sid")
    started: dict[tuple[str, ...], Server] = {}
    opened: list[Any] = []

    def server(*flags: str) -> Server:
        if flags not in started:
            port, folder = free_port(), tmp_path_factory.mktemp("prometheus")
            (folder / "prometheus.yml").write_text(CONFIG % (port, python_target))
            listen = f"--web.listen-address=127.0.0.1:{port}"
            own = ["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=error", listen, *flags]
            context = running(tool_command(root, ["prometheus", *own], folder=folder))
            context.__enter__()
            opened.append(context)
            started[flags] = Server(f"http://127.0.0.1:{port}")
        return started[flags]

    yield server
    for one in started.values():
        one.close()
    for context in opened:
        context.__exit__(None, None, None)


def eventually(server: Server, expr: str) -> bool:
    """Whether the query has a result, at last."""
    pause = threading.Event()
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            if server.query(expr):
                return True
        except ExporterHubError:
            pass  # it still starts
        pause.wait(0.1)
    return False


def as_asked(panel: PanelSpec, language: str) -> list[str]:
    """The panel's queries for that job, windows of rates as short as the scrape interval here allows."""
    return [with_filters(query.expr, f'job="{language}", instance=~".+"', "3s") for query in panel.queries]


EXTRA = "--enable-feature=extra-scrape-metrics"


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("language", ["Go", "Python"])
def test_a_real_prometheus_has_data_for_every_panel(language: str, ask: Callable[..., Server]) -> None:
    server = ask(EXTRA)
    facts = {"Go": ("", "prometheus_build_info"), "Python": ("shop_up", "shop_build_info")}[language]
    entry = of_language(language, WITHOUT[0])
    known = entry.exporter.fingerprint.model_copy(update={"up": facts[0], "build_info": facts[1]})
    entry = Entry(entry.slug, Path(), entry.exporter.model_copy(update={"fingerprint": known}))
    panels = general(entry).panels
    assert len(panels) >= 17
    empty = [panel.title for panel in panels for expr in as_asked(panel, language) if not eventually(server, expr)]
    assert empty == []


@pytest.mark.debian
@pytest.mark.sandbox
def test_what_a_panel_of_scrapes_needs_is_what_it_lacks(ask: Callable[..., Server]) -> None:
    """Without the flag, the panels that name it are empty and no others."""
    server = ask()
    panels = [panel for panel in general(of_language("", WITHOUT[0])).panels if read_by(panel) <= BY_PROMETHEUS]
    assert eventually(server, 'count_over_time(up{job="Go"}[1m]) > 2')
    empty = {panel.title for panel in panels for expr in as_asked(panel, "Go") if not server.query(expr)}
    assert empty == {panel.title for panel in panels if EXTRA in panel.needs}
    assert len(empty) == 3


@pytest.mark.parametrize("language", ["Java", "JavaScript"])
def test_a_runtime_that_is_not_on_by_default_is_asked_for(language: str) -> None:
    panels = general(of_language(language, WITHOUT[0])).panels
    runtime = [
        panel for panel in panels if any(name.startswith(("process_", "jvm_", "nodejs_")) for name in read_by(panel))
    ]
    assert len(runtime) >= 7
    assert all("must register" in panel.needs or "collectDefaultMetrics" in panel.needs for panel in runtime)


def test_catalog_check_does_not_count_it() -> None:
    command = [sys.executable, "-m", "exporterhub.cli", "catalog", "check", "nats", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    summary = json.loads(done.stdout)["summary"]
    assert summary["panels"]["total"] == 0
    assert summary["tiers"]["covered"] == 0
