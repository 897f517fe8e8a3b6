"""axe-core finds nothing serious on the main pages, in both colour schemes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

PAGES = (
    "/",
    "/?q=redis",
    "/exporters/redis",
    "/explain?q=redis_up",
    "/compare?exporters=redis&exporters=postgres",
    "/paste",
    "/tiers",
    "/api",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious(contexts: Callable[..., BrowserContext], path: str, scheme: str) -> None:
    # axe is put into the page by the browser's own means, which the page's policy would refuse
    page = contexts(color_scheme=scheme, bypass_csp=True).new_page()
    page.goto(path)
    found = Axe().run(page).response["violations"]
    serious = {
        one["id"]: [node["html"][:120] for node in one["nodes"][:3]]
        for one in found
        if one["impact"] in ("serious", "critical")
    }
    assert serious == {}
