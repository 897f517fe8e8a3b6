"""The page: what was asked is on it, in both formats, with names as Prometheus wants them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.exposition import Family, is_openmetrics, parse
from exporterhub.hub.app import make_app
from exporterhub.hub.http.body import PAGE_LIMIT, Gate
from exporterhub.hub.library import Library, open_library
from exporterhub.hub.metrics import ABORTED, Metrics
from exporterhub.hub.state import open_state
from exporterhub.toolkit.testing import assert_budget, assert_names

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@pytest.fixture
def library(small_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return open_library([small_catalog])


@pytest.fixture
def hub(client: Any, library: Library) -> Any:
    """Asks a hub that has counted nothing yet."""
    return type(client)(make_app(library))


def families(hub: Any, accept: str = "") -> list[Family]:
    answer = hub.get("/metrics", headers={"accept": accept})
    assert answer.status_code == 200
    return list(parse(answer.content, answer.headers["content-type"], strict=True))


def value(hub: Any, name: str, **labels: str) -> float:
    found = [s.value for f in families(hub) for s in f.samples if s.name == name and dict(s.labels) == labels]
    assert len(found) == 1, (name, labels, found)
    return found[0]


def requests(hub: Any, handler: str, code: str) -> float:
    return value(hub, "exporterhub_http_requests_total", handler=handler, code=code)


def test_names_and_number_of_series_are_as_prometheus_wants_them(hub: Any) -> None:
    page = families(hub)
    assert_names(page)
    assert_budget(page, series=400, family=250, labels={"handler": 20, "result": 5})


def test_openmetrics_is_spoken_and_head_is_answered(hub: Any) -> None:
    answer = hub.get("/metrics", headers={"accept": OPENMETRICS})
    assert is_openmetrics(answer.headers["content-type"])
    assert answer.text.endswith("# EOF\n")
    head = hub.request("HEAD", "/metrics")
    assert (head.status_code, head.content) == (200, b"")
    assert hub.post("/metrics").status_code == 405


def test_requests_are_counted_by_handler_and_code(hub: Any) -> None:
    for path in ("/", "/", "/exporters/redis", "/exporters/nothing", "/ko/exporters/redis", "/no-such-page"):
        hub.get(path)
    hub.get("/api/v1/exporters")  # prepared
    etag = hub.get("/api/v1/exporters").headers["etag"]
    hub.get("/api/v1/exporters", headers={"if-none-match": etag})
    assert requests(hub, "home", "200") == 2
    assert requests(hub, "entry", "200") == 2
    assert requests(hub, "entry", "404") == 1
    assert requests(hub, "other", "404") == 1
    assert requests(hub, "api_list", "200") == 2
    assert requests(hub, "api_list", "304") == 1
    assert value(hub, "exporterhub_http_request_duration_seconds_count", handler="api_list") == 3


def test_an_error_of_its_own_is_counted_as_one(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub.app.state.library, "document", lambda *_: 1 / 0)
    assert hub.get("/exporters/redis").status_code == 500
    assert requests(hub, "entry", "500") == 1
    assert value(hub, "exporterhub_http_requests_in_flight") == 1  # the scrape itself


def test_searches_are_timed(hub: Any) -> None:
    hub.get("/api/v1/search?q=redis")
    hub.get("/?q=redis")
    hub.get("/")
    assert value(hub, "exporterhub_search_duration_seconds_count") >= 2
    assert value(hub, "exporterhub_search_duration_seconds_bucket", le="+Inf") >= 2


def test_pages_that_are_handed_in(hub: Any, small_catalog: Path) -> None:
    page = next((small_catalog / "redis" / "recordings").glob("*.prom")).read_bytes()
    for body in (page, b"unheard_of 1\n", b" "):
        hub.post("/api/v1/identify", content=body)
    hub.post("/paste", data={"page": "unheard_of 1\n"})
    assert value(hub, "exporterhub_pages_read_total", result="identified") == 1
    assert value(hub, "exporterhub_pages_read_total", result="unknown") == 2
    assert value(hub, "exporterhub_pages_read_total", result="empty") == 1


def test_refusals_are_counted_by_reason(hub: Any) -> None:
    assert hub.post("/api/v1/identify", content=b"x" * (PAGE_LIMIT + 1)).status_code == 413
    hub.app.state.gate = Gate(0)
    assert hub.post("/api/v1/identify", content=b"x 1\n").status_code == 503
    assert value(hub, "exporterhub_requests_refused_total", reason="too_large") == 1
    assert value(hub, "exporterhub_requests_refused_total", reason="busy") == 1
    assert value(hub, "exporterhub_requests_refused_total", reason="too_slow") == 0


def test_the_catalog(hub: Any, library: Library) -> None:
    tiers = {item.tier for item in library.by_name}
    entries = sum(value(hub, "exporterhub_catalog_entries", tier=tier) for tier in tiers)
    assert entries == 3
    assert value(hub, "exporterhub_catalog_recordings") == library.totals["recordings"]
    assert value(hub, "exporterhub_catalog_findings", severity="error") == 0


def test_a_static_site_and_a_page_elsewhere_have_none(client: Any, library: Library) -> None:
    for app in (make_app(library, static=True), make_app(library, shows_metrics=False)):
        assert type(client)(app).get("/metrics").status_code == 404


def test_steps_of_the_database(library: Library, client: Any) -> None:
    metrics = Metrics()
    hub = type(client)(make_app(library, metrics=metrics))
    assert "exporterhub_database_up" not in {family.name for family in families(hub)}
    stepped = metrics.watch_database()
    stepped(True, 3, 0)
    assert value(hub, "exporterhub_database_up") == 1
    stepped(False, 0, 2)
    assert value(hub, "exporterhub_database_up") == 0
    assert value(hub, "exporterhub_database_errors_total") == 1
    assert value(hub, "exporterhub_views_counted_total") == 3
    assert value(hub, "exporterhub_views_waiting") == 2
    assert abs(value(hub, "exporterhub_database_last_step_timestamp_seconds") - time.time()) < 60


def test_views_reach_the_page_by_way_of_the_database(library: Library, client: Any, tmp_path: Path) -> None:
    hub = type(client)(make_app(library, state=open_state(str(tmp_path / "state.sqlite"))))
    hub.get("/exporters/redis", headers={"user-agent": "Mozilla/5.0"})
    hub.app.state.views.step()
    assert value(hub, "exporterhub_views_counted_total") == 1
    assert value(hub, "exporterhub_database_up") == 1
    (tmp_path / "state.sqlite").write_bytes(b"no database " * 1000)
    hub.get("/exporters/redis", headers={"user-agent": "Mozilla/5.0"})
    hub.app.state.views.step()
    assert value(hub, "exporterhub_database_up") == 0
    assert value(hub, "exporterhub_database_errors_total") == 1
    assert value(hub, "exporterhub_views_waiting") == 1
    hub.app.state.database.close()


def test_tries_to_deliver_webhooks(library: Library, client: Any) -> None:
    metrics = Metrics()
    metrics.delivered(ok=True)
    metrics.delivered(ok=False)
    metrics.delivered(ok=False)
    hub = type(client)(make_app(library, metrics=metrics))
    assert value(hub, "exporterhub_webhook_deliveries_total", result="delivered") == 1
    assert value(hub, "exporterhub_webhook_deliveries_total", result="failed") == 2


def test_who_goes_before_the_answer_is_counted_as_gone(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entered = asyncio.Event()

    async def receive() -> Any:
        entered.set()
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        raise AssertionError(f"nobody is there to be told {message}")

    async def go() -> None:
        scope = {"type": "http", "method": "POST", "path": "/api/v1/identify", "query_string": b"", "headers": []}
        request = asyncio.create_task(hub.app(scope, receive, send))
        await entered.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

    asyncio.run(go())
    assert requests(hub, "api_identify", str(ABORTED)) == 1
    assert value(hub, "exporterhub_http_requests_in_flight") == 1


def many(work: Callable[[], None], threads: int = 8) -> None:
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def test_any_thread_may_count(library: Library, client: Any) -> None:
    metrics = Metrics()

    def work() -> None:
        for _ in range(2000):
            metrics.refused.inc("busy")
            metrics.search.observe(0.001)

    many(work)
    hub = type(client)(make_app(library, metrics=metrics))
    assert value(hub, "exporterhub_requests_refused_total", reason="busy") == 16000
    assert value(hub, "exporterhub_search_duration_seconds_count") == 16000
