"""The exported site in the browser, behind a server that only serves files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from exporterhub.hub.export import export
from exporterhub.hub.library import open_library

CATALOG = Path(__file__).resolve().parents[3] / "catalog"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("export") / "site"
    # in a thread of its own: the browser's driver has an event loop in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: export(open_library([CATALOG]), folder)).result()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_search_works_without_a_server(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/")
    everything = page.locator("table.exporters tbody tr").count()
    assert everything > 100
    page.get_by_role("searchbox").fill("redis_memory_max_bytes")
    expect(page.locator("table.exporters tbody tr:visible")).to_have_count(1)
    page.get_by_role("link", name="Redis Exporter").click()
    page.locator("#panel-memory").scroll_into_view_if_needed()
    expect(page.locator("#panel-memory canvas")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("redis_memory_max_bytes")
    expect(page.locator("table.exporters tbody tr:visible")).to_have_count(1)


def test_files_speak_korean_too(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/")
    page.get_by_role("searchbox").fill("redis_memory_max_bytes")
    expect(page).to_have_url(f"{site}/?q=redis_memory_max_bytes")  # the address follows the search
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("searchbox")).to_have_value("redis_memory_max_bytes")
    expect(page.locator("table.exporters tbody tr:visible")).to_have_count(1)
    expect(page.locator("[data-found]")).to_contain_text("개 중 1개")
    page.get_by_role("link", name="Redis Exporter").click()
    expect(page.locator("#facts-title")).to_have_text("기본 정보")
    page.get_by_role("link", name="English").click()
    expect(page.locator("#facts-title")).to_have_text("Facts")
