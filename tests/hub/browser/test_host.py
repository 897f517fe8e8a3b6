"""This host in a browser: found from the navigation, filtered as one types, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect


def test_this_host_is_filtered_as_one_types(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="This host").click()
    expect(page.get_by_role("heading", name="This host")).to_be_visible()
    rows = page.locator("table.metrics tbody tr")
    shown = rows.filter(visible=True)
    total = rows.count()
    field = page.get_by_role("searchbox", name="Filter families")
    field.press_sequentially("memtotal")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("iB")
    field.press("ControlOrMeta+a")
    field.press("Delete")
    expect(shown).to_have_count(total)


def test_the_filter_works_without_javascript(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/host")
    shown = page.locator("table.metrics tbody tr").filter(visible=True)
    page.get_by_role("searchbox", name="Filter families").fill("node_load")
    page.get_by_role("button", name="Filter").click()
    expect(shown).to_have_count(3)
    page.get_by_role("link", name="Read again").click()
    expect(shown).to_have_count(3)
