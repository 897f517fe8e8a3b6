"""A hub over the catalog of this repository, and a real browser that looks at it.

The browser is the system's Chromium, else Debian's package unpacked into the cache and run in a sandbox. Each test ends
with the same questions: did the console stay empty, did no request go to another host, did nothing move.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from exporterhub.catalog import read_recording
from exporterhub.errors import ExporterHubError
from exporterhub.programs import debian_root, tool_command

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Request

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAM = """
import sys
from pathlib import Path
from exporterhub.hub import serve
serve("127.0.0.1:0", [Path(sys.argv[1])], node=sys.argv[2])
"""
KINDS = {
    "home": "/",
    "results": "/?q=replica+lag",
    "nothing-found": "/?q=qqqqzzzz",
    "entry": "/exporters/redis",
    "entry-listed": "/exporters/pihole",
    "compare-empty": "/compare",
    "compare": "/compare?exporters=haproxy&exporters=haproxy-exporter",
    "explain-empty": "/explain",
    "explain": "/explain?q=redis_memory_used_bytes+%2F+redis_memory_max_bytes+%3E+0.9",
    "paste": "/paste",
    "host": "/host",
    "tiers": "/tiers",
    "api": "/api",
    "not-found": "/exporters/nothing-of-the-kind",
}
"""An address of every kind of page."""
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is for one worker: the hub is started once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


def speaks_korean() -> bool:
    """Whether the machine has a font for it, as fontconfig knows."""
    try:
        found = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return False
    return bool(found.stdout.strip())


def chromium(folder: Path) -> str:
    """The path of an executable; ``folder`` takes the script that starts an unpacked one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None) or unpacked(folder)


def unpacked(folder: Path) -> str:
    """Chromium from the Debian archive. Skips the test where that cannot be reached or no sandbox can be made."""
    try:
        root = debian_root(["chromium", "fonts-liberation"], "bookworm")
        command = tool_command(root, ["/usr/bin/chromium"], folder=folder, environment={"HOME": str(folder)})
    except ExporterHubError as error:
        pytest.skip(f"needs Chromium: {error}")
    script = folder / "chromium"
    script.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
    script.chmod(0o755)
    return str(script)


@pytest.fixture(scope="session")
def hub(catalog_folder: Path, node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a hub that runs on granian, a host exporter beside it."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(catalog_folder), node],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))},
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().rpartition(" ")[2].strip().rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium; gone with each module, since Playwright keeps an event loop running in the thread."""
    executable = chromium(tmp_path_factory.mktemp("chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def contexts(browser: Browser, hub: str) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, and watches all of them for the whole test."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def watch(page: Page) -> None:
        def on_console(message: ConsoleMessage) -> None:
            # Chromium says of a page that is "not found" that it was: that is no message of ours.
            if "status of 404" not in message.text or message.location["url"] != page.url:
                problems.append(f"console: {message.type}: {message.text} at {page.url}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((hub, "data:")):
                problems.append(f"request to another host: {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
        page.on("request", on_request)

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=hub, **{"viewport": {"width": 1280, "height": 900}, **options})
        context.set_default_timeout(15_000)
        context.add_init_script(SHIFTS)
        context.on("page", watch)
        opened.append(context)
        return context

    yield make
    for context in opened:
        for page in context.pages:
            moved = page.evaluate("() => (window.shifts ?? []).reduce((sum, value) => sum + value, 0)")
            if moved > 0.01:
                problems.append(f"layout shift of {moved:.3f} at {page.url}")
        context.close()
    assert problems == []


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def address(request: pytest.FixtureRequest) -> str:
    """Each kind of page in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def redis_page(catalog_folder: Path) -> str:
    """What a Redis exporter answered, as a person would copy it."""
    recording, problems = read_recording(max((catalog_folder / "redis" / "recordings").glob("*.prom")))
    assert recording, problems
    return recording.page().decode()


@pytest.fixture
def page(contexts: Callable[..., BrowserContext]) -> Page:
    """A desktop page."""
    return contexts().new_page()


@pytest.fixture
def visitor(contexts: Callable[..., BrowserContext], hub: str) -> Callable[..., Page]:
    """Makes pages that may use the clipboard, as one that a person looks at may."""

    def make(**options: Any) -> Page:
        context = contexts(**options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=hub)
        return context.new_page()

    return make


@pytest.fixture
def phone(contexts: Callable[..., BrowserContext]) -> Page:
    """A phone's page."""
    return contexts(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True).new_page()
