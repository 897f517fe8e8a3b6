"""Pictures of the main pages, kept in ``docs/images`` with ``--screenshots``."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
SCREENS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("home-light", "/", "", {}),
    ("home-dark", "/?q=postgres", "", {"color_scheme": "dark"}),
    ("entry-light", "/exporters/redis", "", {}),
    ("alerts-light", "/exporters/redis", "#alerts", {}),
    ("metrics-dark", "/exporters/redis", "#metrics", {"color_scheme": "dark"}),
    ("host-light", "/host", "", {}),
    ("host-dark", "/host", "#metrics", {"color_scheme": "dark"}),
    ("host-phone", "/host", "", {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}),
    ("home-phone", "/", "", {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}),
    ("entry-phone", "/exporters/redis", "", {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}),
]


@pytest.mark.parametrize(("name", "path", "place", "options"), SCREENS, ids=[screen[0] for screen in SCREENS])
def test_screens_can_be_drawn(
    contexts: Callable[..., BrowserContext],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    name: str,
    path: str,
    place: str,
    options: dict[str, Any],
) -> None:
    """Pictures of the main pages; kept in ``docs/images`` with ``--screenshots``."""
    page = contexts(**options).new_page()
    page.goto(path, wait_until="networkidle")
    if place:
        page.evaluate("(place) => document.querySelector(place).scrollIntoView()", place)
    folder = IMAGES if request.config.getoption("--screenshots", default=False) else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", animations="disabled")
    assert (folder / f"{name}.png").stat().st_size > 20_000


def test_the_verdict_can_be_drawn(
    contexts: Callable[..., BrowserContext], request: pytest.FixtureRequest, tmp_path: Path, catalog_folder: Path
) -> None:
    """The paste page with an answer."""
    recording = max((catalog_folder / "postgres" / "recordings").glob("*.prom"))
    text = "".join(line for line in recording.read_text().splitlines(True) if not re.match(r"# [a-z-]+: ", line))
    page = contexts().new_page()
    page.goto("/paste")
    page.get_by_label("The page").fill(text)
    page.get_by_role("button", name="Identify").click()
    expect(page.locator(".verdict")).to_be_visible()
    folder = IMAGES if request.config.getoption("--screenshots", default=False) else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / "paste-light.png", animations="disabled")
