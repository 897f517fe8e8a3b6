"""The marks of technologies are drawn, in the colour of the text, and keep their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

DRAWN = """() => [...document.querySelectorAll(".tile use")].map((use) => {
  const tile = use.closest(".tile");
  const box = use.getBBox();
  return {
    drawn: box.width > 0 && box.height > 0,
    colour: getComputedStyle(use).fill === getComputedStyle(tile).color,
    width: tile.getBoundingClientRect().width,
  };
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_drawn_in_the_colour_of_the_text(contexts: Callable[..., BrowserContext], scheme: str) -> None:
    page = contexts(color_scheme=scheme).new_page()
    for path, least in (("/", 20), ("/exporters/redis", 1), ("/compare?exporters=redis&exporters=postgres", 2)):
        page.goto(path, wait_until="networkidle")
        found = page.evaluate(DRAWN)
        assert len(found) >= least, path
        assert all(one["drawn"] and one["colour"] for one in found), (path, found)
        assert len({one["width"] for one in found}) == 1, "each tile is as wide as the others"
    page.goto("/")
    page.get_by_role("searchbox").fill("postgres")
    expect(page.locator(".row-link").first).to_contain_text("PostgreSQL")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(DRAWN)[0]["drawn"], "what a search draws anew, too"


def test_the_file_of_marks_is_fetched_once(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert sum("/static/icons." in url for url in asked) == 1
