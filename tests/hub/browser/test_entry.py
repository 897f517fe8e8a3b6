"""An exporter: tabs, commands that follow the form, copying, the metrics filter; and the page that names pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect


def test_tabs_are_tabs(page: Page) -> None:
    page.goto("/exporters/redis")
    debian = page.get_by_role("tab", name="Debian")
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    debian.click()
    expect(debian).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Debian")).to_be_visible()
    expect(page.locator("#install-container")).to_be_hidden()
    debian.press("ArrowRight")
    expect(page.get_by_role("tab", name="Binary")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Binary")).to_contain_text("sha256sum --check")
    page.keyboard.press("Home")
    expect(page.get_by_role("tab").first).to_have_attribute("aria-selected", "true")
    page.goto("/exporters/redis#install-debian")
    page.reload()
    expect(page.get_by_role("tabpanel", name="Debian")).to_be_visible()


def test_commands_follow_the_form(page: Page) -> None:
    page.goto("/exporters/redis")
    page.get_by_role("tab", name="Debian").click()
    field = page.get_by_label("Target address")
    field.fill("")
    field.press_sequentially("db.example.org", delay=10)
    expect(page.get_by_role("tabpanel")).to_contain_text("db.example.org:6379")
    expect(page.get_by_role("tab", name="Debian")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Target address")).to_be_focused()
    expect(page.get_by_label("Target address")).to_have_value("db.example.org")
    page.get_by_label("Exporter listens on").fill("10.0.0.1:9999")
    expect(page.locator("#scrape")).to_contain_text("10.0.0.1:9999")
    expect(page).to_have_url(re.compile("host=db.example.org"))
    page.get_by_label("Target port").fill("70000")
    expect(page.get_by_text("give a port number from 1 to 65535")).to_be_visible()
    expect(page.get_by_label("Target port")).to_have_attribute("aria-invalid", "true")


def test_copy_buttons_copy_what_is_shown(contexts: Callable[..., BrowserContext], hub: str) -> None:
    context = contexts()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=hub)
    page = context.new_page()
    page.goto("/exporters/redis")
    blocks = page.locator(".code:visible")
    assert blocks.count() == page.locator(".code:visible .copy").count() > 3
    for number in (0, 1, blocks.count() - 1):
        block = blocks.nth(number)
        block.get_by_role("button").click()
        expect(block.get_by_role("button")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").text_content()
    expect(blocks.first.get_by_role("button")).to_have_text("Copy")


def test_the_metrics_filter(page: Page) -> None:
    page.goto("/exporters/redis")
    total = len(page.request.get("/api/v1/exporters/redis/metrics").json())
    field = page.get_by_role("searchbox", name="Filter metrics")
    field.fill("memory bytes")
    expect(page.locator("[data-filter-count]")).to_contain_text(f"of {total}")
    rows = page.locator("#metrics table.metrics tbody tr:visible")
    expect(rows.filter(has_not_text=re.compile("memory", re.IGNORECASE))).to_have_count(0)
    assert 0 < rows.count() < total
    assert all("memory" in text.lower() and "bytes" in text.lower() for text in rows.all_inner_texts())
    field.fill("")
    expect(page.locator("[data-filter-count]")).to_contain_text(f"{total} in all")


def test_a_pasted_page_is_named(page: Page, catalog_folder: Path) -> None:
    recording = max((catalog_folder / "redis" / "recordings").glob("*.prom"))
    text = "".join(line for line in recording.read_text().splitlines(True) if not re.match(r"# [a-z-]+: ", line))
    page.goto("/paste")
    page.get_by_label("The page").fill(text + "a{ 1\n")
    page.get_by_role("button", name="Identify").click()
    expect(page.get_by_role("link", name="Redis Exporter").first).to_be_visible()
    expect(page.locator(".verdict .version")).to_have_text(recording.name.partition("_")[0])
    expect(page.locator(".finding.error")).to_have_count(1)
    page.get_by_role("searchbox", name="Filter families").fill("redis_up")
    expect(page.locator("#inventory table.metrics tbody tr:visible").first).to_contain_text("redis_up")


def test_a_file_can_be_chosen(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("redis_up 1\n")
    page.goto("/paste")
    page.set_input_files("#file", file)
    expect(page.get_by_label("The page")).to_have_value("redis_up 1\n")


def test_the_api_and_the_site_say_the_same(page: Page) -> None:
    document = json.loads(page.request.get("/api/v1/exporters/redis").text())
    page.goto("/exporters/redis")
    expect(page.get_by_role("heading", level=1)).to_have_text(document["name"])
    assert page.locator(".rule h3").all_inner_texts() == [rule["name"] for rule in document["rules"]]
    assert page.locator(".recordings tbody tr").count() == len(document["recorded"])
