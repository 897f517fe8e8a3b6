"""What holds on every page: colours, contrast, keys, phones, weight, and working without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from .conftest import speaks_korean

MAIN = ["/", "/?q=redis", "/exporters/redis", "/exporters/postgres", "/paste", "/host", "/tiers", "/api"]


def test_dark_and_light(contexts: Callable[..., BrowserContext]) -> None:
    def background(page: Page) -> int:
        colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        return sum(int(number) for number in re.findall(r"\d+", colour)[:3])

    page = contexts(color_scheme="dark").new_page()
    page.goto("/")
    assert background(page) < 150
    switch = page.get_by_role("button", name="Colour scheme: automatic")
    switch.click()
    expect(page.get_by_role("button", name="Colour scheme: light")).to_be_focused()
    assert background(page) > 600
    # The choice is there before anything of the next page is drawn.
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => window.early = document.documentElement.dataset.theme)"
    )
    page.goto("/tiers")
    assert page.evaluate("window.early") == "light"
    assert background(page) > 600
    page.get_by_role("button", name="Colour scheme: light").click()
    page.get_by_role("button", name="Colour scheme: dark").click()
    assert page.evaluate("document.documentElement.dataset.theme ?? 'none'") == "none"


SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=tab]")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".skip, .visually-hidden"))
  .filter((e) => {
    // A link in a sentence is as high as its line (the exception "inline" of the criterion).
    const alone = e.parentElement.textContent.trim() === e.textContent.trim();
    const inline = getComputedStyle(e).display === "inline" && !alone;
    const area = getComputedStyle(e, "::after").position === "absolute" ? e.closest("tr") ?? e : e;
    const box = area.getBoundingClientRect();
    return !inline && (box.width < 24 || box.height < 24);
  })
  .map((e) => `${e.outerHTML.slice(0, 100)} ${e.offsetWidth} x ${e.offsetHeight}`)"""


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_shows_it_without_scrolling_sideways(
    contexts: Callable[..., BrowserContext], address: str, width: int
) -> None:
    page = contexts(viewport={"width": width, "height": 844}, device_scale_factor=2, has_touch=True).new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("root", ["", "/ko"], ids=["english", "korean"])
def test_a_finger_can_hit_it(phone: Page, address: str, root: str) -> None:
    """WCAG 2.2, 2.5.8: 24 pixels each way."""
    if root and not speaks_korean():
        pytest.skip("needs a font with Korean letters: without one, words are as narrow as their boxes")
    phone.goto(f"{root}{address}")
    assert phone.evaluate(SMALL) == []


def test_focus_can_be_seen(page: Page) -> None:
    page.goto("/exporters/redis")
    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const style = (element, part) => getComputedStyle(element, part);
              const element = document.activeElement;
              const drawn = (s) => s.outlineStyle !== 'none' && s.outlineWidth !== '0px';
              return [style(element), style(element, '::after')].some(drawn);
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_everything_that_shows_works_without_javascript(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("redis")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Redis Exporter").click()
    expect(page.get_by_role("heading", name="Debian", exact=True)).to_be_visible()
    expect(page.locator("#install-binary")).to_be_visible()
    expect(page.locator(".copy")).to_have_count(0)
    expect(page.locator(".theme")).to_be_hidden()
    page.get_by_label("Target address").fill("db.example.org")
    page.get_by_role("button", name="Update commands").click()
    expect(page.locator("#install-debian")).to_contain_text("db.example.org:6379")
    page.get_by_role("searchbox", name="Filter metrics").fill("connected_clients")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#metrics tbody tr").first).to_contain_text("redis_connected_clients")
    page.goto("/exporters/redis?metrics=all")
    assert page.locator("#metrics table.metrics").first.locator("tbody tr").count() > 100
    page.goto("/paste")
    page.get_by_label("The page").fill("redis_up 1\n")
    page.get_by_role("button", name="Identify").click()
    expect(page.locator(".verdict")).to_contain_text("Redis Exporter")


def scroll_through(page: Page) -> None:
    """Look at all of the page, so that what is made when it is seen is made."""
    page.evaluate(
        """async () => {
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
            scrollTo(0, y);
            await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          }
        }"""
    )
    page.wait_for_load_state("networkidle")


def test_a_page_is_light(page: Page, address: str) -> None:
    """Under 150 KB as it is sent, all that it loads counted, charts and their library too."""
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto(address, wait_until="networkidle")
    scroll_through(page)
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert len(sizes) >= 4
    assert sum(sizes.values()) < 150_000, sizes


def test_the_answer_to_a_pasted_page_is_light(page: Page, redis_page: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    page.goto("/paste")
    page.get_by_label("The page").fill(redis_page)
    page.get_by_role("button", name="Identify").click()
    expect(page.get_by_role("link", name="rules.yaml", exact=True)).to_be_visible()
    page.wait_for_load_state("networkidle")
    sent = [max(0, answer.request.sizes()["responseBodySize"]) for answer in answers]
    assert 0 < sum(sent) < 150_000


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255, 255];
  };
  const weak = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility() || element.closest(".visually-hidden, .live, .skip")) continue;
    const style = getComputedStyle(element);
    if (style.fontSize === "0px") continue;
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) weak.push(`${text.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(weak)].slice(0, 20);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(contexts: Callable[..., BrowserContext], scheme: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, 3 to 1 for large text."""
    page = contexts(color_scheme=scheme).new_page()
    for path in MAIN:
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], path


def test_every_field_has_a_name(page: Page) -> None:
    for path in MAIN:
        page.goto(path)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a")]
              .filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim()))
              .map((e) => e.outerHTML.slice(0, 100))"""
        )
        assert nameless == [], path
