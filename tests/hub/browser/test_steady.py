"""What stays where it is and as dark as it is: nothing moves while a page loads, nothing flashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }
}"""
SLOW = {"offline": False, "latency": 40, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
LIGHTEST = """async (pictures) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const shares = [];
  for (const picture of pictures) {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    canvas.canvas.width = image.width;
    canvas.canvas.height = image.height;
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let light = 0;
    for (let place = 0; place < data.length; place += 4) light += data[place] + data[place + 1] + data[place + 2] > 480;
    shares.push(light / (data.length / 4));
  }
  return shares;
}"""
"""The share of light pixels in each picture."""


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 390, "height": 844}}], ids=["desktop", "phone"])
def test_nothing_moves(contexts: Callable[..., BrowserContext], address: str, options: dict[str, Any]) -> None:
    """While it loads and while one scrolls through it: icons, charts and scripts have their places from the start."""
    context = contexts(**options)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)  # a page comes piece by piece
    page.goto(address, wait_until="networkidle")
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    if page.locator("[data-dashboard]").count():
        expect(page.locator("[data-panel] canvas")).to_have_count(page.locator("[data-panel]").count())
    assert page.evaluate("window.shifts.reduce((sum, value) => sum + value, 0)") < 0.01


def test_nothing_moves_when_the_answer_to_a_pasted_page_comes(page: Page, redis_page: str) -> None:
    page.goto("/paste")
    page.get_by_label("The page").fill(redis_page)
    page.get_by_role("button", name="Identify").click()
    expect(page.get_by_role("link", name="rules.yaml", exact=True)).to_be_visible()
    page.evaluate(SCROLL)
    assert page.evaluate("window.shifts.reduce((sum, value) => sum + value, 0)") < 0.01


@pytest.mark.parametrize("chosen", [False, True], ids=["by-the-system", "by-the-reader"])
def test_no_white_flash_in_the_dark(contexts: Callable[..., BrowserContext], chosen: bool) -> None:
    """Every frame that is shown on the way through the site is dark, in which way dark was chosen."""
    context = contexts(color_scheme="light" if chosen else "dark")
    page = context.new_page()
    page.goto("/")
    if chosen:
        page.evaluate("localStorage.setItem('theme', 'dark')")
        page.reload()
    frames: list[str] = []
    session = context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        frames.append(event["data"])
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png", "maxWidth": 320, "maxHeight": 225, "everyNthFrame": 1})
    for path in ("/exporters/redis", "/compare", "/explain?q=redis_up", "/paste", "/tiers", "/api", "/"):
        page.goto(path, wait_until="networkidle")
    page.go_back(wait_until="networkidle")
    session.send("Page.stopScreencast")
    assert len(frames) >= 8
    viewer = context.browser.new_page()  # type: ignore[union-attr]
    shares = viewer.evaluate(LIGHTEST, frames)
    viewer.close()
    assert max(shares) < 0.25, [round(share, 2) for share in shares]
