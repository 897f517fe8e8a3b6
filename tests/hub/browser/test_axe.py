"""axe-core finds nothing serious on any kind of page: light, dark, as wide as a phone, and in Korean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
    "korean": {"locale": "ko-KR"},
}


@pytest.fixture(params=LOOKS.values(), ids=LOOKS.keys())
def seen(request: pytest.FixtureRequest, contexts: Callable[..., BrowserContext]) -> Page:
    """A page in one of the looks."""
    # axe is put into the page by the browser's own means, which the page's policy would refuse
    return contexts(**request.param, bypass_csp=True).new_page()


def serious(page: Page) -> dict[str, list[str]]:
    """What axe-core calls serious or critical, with the first places of each."""
    return {
        one["id"]: [node["html"][:120] for node in one["nodes"][:3]]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    }


def test_nothing_serious(seen: Page, address: str) -> None:
    seen.goto(address)
    if seen.locator("[data-dashboard]").count():
        seen.locator("[data-panel]").first.scroll_into_view_if_needed()
        expect(seen.locator("[data-panel] canvas").first).to_be_visible()
    assert serious(seen) == {}


def test_nothing_serious_in_the_answer_to_a_pasted_page(seen: Page, redis_page: str) -> None:
    seen.goto("/paste")
    seen.get_by_role("textbox").fill(redis_page)
    seen.locator("form", has=seen.get_by_role("textbox")).locator("[type=submit]").click()
    expect(seen.get_by_role("link", name="Redis Exporter").first).to_be_visible()
    assert serious(seen) == {}
