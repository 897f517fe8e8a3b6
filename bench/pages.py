"""What a reader waits for, measured in Chromium on loopback: the first content of a page, and its charts."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench import Row
from bench.hub import hub

PATHS = {
    "home": "/",
    "search": "/?q=replica+lag",
    "entry": "/exporters/redis",
    "compare": "/compare?exporters=haproxy&exporters=haproxy-exporter",
    "explain": "/explain?q=redis_up",
    "paste": "/paste",
    "home in Korean": "/ko/",
}
FIRST_CONTENT = 500.0
"""Milliseconds to the first text or picture (Paint Timing, first-contentful-paint)."""
CHART = 100.0
"""Milliseconds to draw one panel, from its data to its pixels."""
CHARTS = ("redis", "mysqld", "node")
TURNS = 5
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""
PAINT = """() => new Promise((seen) => new PerformanceObserver((list, observer) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") {
    observer.disconnect();
    seen(entry.startTime);
  }
}).observe({ type: "paint", buffered: true }))"""
SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }
}"""


def run() -> Iterator[Row]:
    """Nothing is in the browser's cache when a page is asked for."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        yield Row("pages in a browser: not measured, Chromium is not here", "", "", 0.0, "", met=False)
        return
    with hub() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for name, path in PATHS.items():
            yield first_content(browser, name, url + path)
        for slug in CHARTS:
            yield charts(browser, slug, f"{url}/exporters/{slug}")
        browser.close()


def first_content(browser: Browser, name: str, url: str) -> Row:
    """The median of some turns, and what was sent for it."""
    turns = [seen(browser, url) for _ in range(TURNS)]
    took = statistics.median(paint for paint, _ in turns)
    weight = max(weight for _, weight in turns)
    return Row(
        f"first content: {name}, {weight / 1000:.0f} KB sent",
        f"{took:.0f} ms",
        f"{FIRST_CONTENT:g} ms",
        took / FIRST_CONTENT,
        "at most 1",
        took <= FIRST_CONTENT,
    )


def seen(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds to the first content, and bytes of bodies as they were sent."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    found: tuple[float, float] = page.evaluate(PAINT), page.evaluate(WEIGHT)
    context.close()
    return found


def charts(browser: Browser, slug: str, url: str) -> Row:
    """The slowest panel of an entry, in the slowest of some turns."""
    slowest, drawn = 0.0, 0
    for _ in range(TURNS):
        page = browser.new_page()
        page.goto(url, wait_until="networkidle")
        page.evaluate(SCROLL)
        page.wait_for_load_state("networkidle")
        measures: list[dict[str, Any]] = page.evaluate("performance.getEntriesByName('panel').map((m) => m.toJSON())")
        drawn = len(measures)
        slowest = max([slowest, *(measure["duration"] for measure in measures)])
        page.close()
    return Row(
        f"charts: {slug}, the slowest of {drawn} panels",
        f"{slowest:.1f} ms",
        f"{CHART:g} ms",
        slowest / CHART,
        "at most 1",
        drawn > 0 and slowest <= CHART,
    )
