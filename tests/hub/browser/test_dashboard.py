"""The dashboard on an entry's page: drawn with what the lab saw, hovered, and read without seeing or scripts."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, place) => place % 4 === 3 && value > 0);
}"""


def test_panels_are_drawn_when_they_come_into_view(page: Page) -> None:
    page.goto("/exporters/redis")
    panel = page.locator("#panel-memory")
    expect(panel.locator("canvas")).to_have_count(0)
    panel.scroll_into_view_if_needed()
    expect(panel.locator("canvas")).to_have_count(1)
    page.wait_for_function(f"({INK})(document.querySelector('#panel-memory canvas'))")


def test_how_long_a_panel_took_can_be_asked_of_the_browser(page: Page) -> None:
    page.goto("/exporters/redis#panel-memory")
    expect(page.locator("#panel-memory canvas")).to_have_count(1)
    page.wait_for_function("performance.getEntriesByName('panel').some(({ detail }) => detail === 'panel-memory')")
    drawn = page.locator("[data-panel] canvas").count()
    assert page.evaluate("performance.getEntriesByName('panel').length") == drawn


def test_the_lines_are_named_in_their_colours(page: Page) -> None:
    page.goto("/exporters/redis")
    panel = page.get_by_role("figure").filter(has_text="Can the Sentinels agree on a failover")
    panel.scroll_into_view_if_needed()
    expect(panel.locator("canvas")).to_have_count(1)
    names = panel.locator(".legend li").all_inner_texts()
    panel.locator(".u-over").hover(position={"x": 40, "y": 20})
    said = panel.locator(".chart-tip span")
    assert [line.rpartition(":")[0] for line in said.all_inner_texts()] == names
    dots = said.locator("i").evaluate_all("(dots) => dots.map((dot) => getComputedStyle(dot).backgroundColor)")
    marks = panel.locator(".legend li").evaluate_all(
        "(items) => items.map((item) => getComputedStyle(item, '::before').backgroundColor)"
    )
    assert dots == marks


def test_hovering_tells_values_and_what_happened(page: Page) -> None:
    page.goto("/exporters/redis#panel-server")
    panel = page.locator("#panel-server")
    expect(panel.locator("canvas")).to_have_count(1)
    panel.scroll_into_view_if_needed()
    panel.locator(".u-over").hover(position={"x": 5, "y": 20})
    expect(panel.locator(".chart-tip")).to_contain_text("healthy")
    expect(panel.locator(".chart-tip")).to_contain_text("Server: up")


def test_the_table_says_it_without_scripts(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/exporters/redis#dashboard")
    panel = page.locator("#panel-server")
    panel.get_by_text("Values and queries").click()
    expect(panel.locator("thead")).to_contain_text("healthy")
    expect(panel.locator("tbody tr").first).to_contain_text("up")
    expect(panel.locator("code")).to_contain_text("min(redis_up)")


def test_the_download_is_what_grafana_imports(page: Page) -> None:
    page.goto("/exporters/redis#dashboard")
    with page.expect_download() as download:
        page.get_by_role("link", name="Grafana JSON").click()
    data = json.loads(download.value.path().read_text())
    assert download.value.suggested_filename == "redis.dashboard.json"
    assert data["uid"] == "exporterhub-redis"


def test_what_a_panel_draws_is_bounded(page: Page) -> None:
    page.goto("/exporters/redis")
    drawn = page.evaluate(
        """async () => {
          const answer = await fetch(document.querySelector("[data-dashboard]").dataset.dashboard);
          const { panels } = await answer.json();
          return Object.values(panels).map((panel) => panel.series.reduce((n, s) => n + s.values.length, 0));
        }"""
    )
    assert len(drawn) > 5
    assert 0 < max(drawn) < 5000
