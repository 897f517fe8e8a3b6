"""Pictures of the main pages, kept in ``docs/images`` with ``--screenshots``; none shows the machine they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import speaks_korean

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
COMPARED = "/compare?exporters=haproxy&exporters=haproxy-exporter"
QUERY = "/explain?q=redis_memory_used_bytes+%2F+redis_memory_max_bytes+%3E+0.9"
SCREENS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "home-light": ("/", "", {}),
    "home-dark": ("/?q=replica+lag", "", {"color_scheme": "dark"}),
    "home-korean": ("/ko/", "", {}),
    "home-phone": ("/", "", PHONE),
    "entry-light": ("/exporters/redis", "", {}),
    "entry-phone": ("/exporters/redis", "", PHONE),
    "alerts-light": ("/exporters/redis", "#alerts", {}),
    "dashboard-light": ("/exporters/redis", "#dashboard", {}),
    "dashboard-dark": ("/exporters/redis", "#dashboard", {"color_scheme": "dark"}),
    "dashboard-phone": ("/exporters/redis", "#dashboard", PHONE),
    "metrics-dark": ("/exporters/redis", "#metrics", {"color_scheme": "dark"}),
    "compare-light": (COMPARED, "", {}),
    "explain-light": (QUERY, "", {}),
}
SMALLEST, LARGEST = 20_000, 200_000
"""Bytes: an empty page is smaller, and a larger one is no picture for a README."""


@pytest.fixture
def keep(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], None]:
    """Takes the picture of a page."""
    folder = IMAGES if request.config.getoption("--screenshots", default=False) else tmp_path

    def take(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.png"
        page.screenshot(path=file, animations="disabled")
        assert SMALLEST < file.stat().st_size < LARGEST

    return take


@pytest.mark.parametrize("name", SCREENS)
def test_screens_can_be_drawn(
    contexts: Callable[..., BrowserContext], keep: Callable[[Page, str], None], name: str
) -> None:
    path, place, options = SCREENS[name]
    if "/ko/" in path and not speaks_korean():
        pytest.skip("needs a font with Korean letters")
    page = contexts(**options).new_page()
    page.goto(path + place, wait_until="networkidle")
    if place == "#dashboard":
        expect(page.locator("[data-panel] canvas").nth(2)).to_be_visible()
    keep(page, name)


def test_the_verdict_can_be_drawn(page: Page, keep: Callable[[Page, str], None], redis_page: str) -> None:
    page.goto("/paste")
    page.get_by_label("The page").fill(redis_page)
    page.get_by_role("button", name="Identify").click()
    expect(page.get_by_role("link", name="rules.yaml", exact=True)).to_be_visible()
    keep(page, "paste-light")
