"""Finding an exporter: words, facets, order, keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def results(page: Page) -> list[str]:
    return page.locator(".row-link").all_inner_texts()


def test_search_as_you_type(page: Page) -> None:
    page.goto("/")
    everything = page.locator(".row-link").count()
    page.get_by_role("searchbox", name="Search exporters").press_sequentially("rediss", delay=15)
    expect(page.locator(".row-link")).not_to_have_count(everything)
    expect(page.locator(".row-link").first).to_contain_text("Redis")
    expect(page).to_have_url(re.compile(r"\?q=rediss$"))
    assert 0 < len(results(page)) < everything
    expect(page.locator("[data-live]")).to_contain_text("found")
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".row-link")).to_have_count(everything)
    expect(page).to_have_url(re.compile(r"/$"))


def test_a_metric_name_finds_its_exporter_and_says_why(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("redis_up", delay=15)
    expect(page.locator(".why-hit").first).to_contain_text("redis_up")
    expect(page.locator(".row-link").first).to_contain_text("Redis")


def test_nothing_found(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("qqqqzzzz", delay=15)
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()


def test_facets_narrow_and_can_be_taken_back(page: Page) -> None:
    page.goto("/")
    facets = page.get_by_role("navigation", name="Filters")
    facets.get_by_role("link", name=re.compile("^Databases")).click()
    expect(page.locator(".chosen")).to_contain_text("Databases")
    assert set(page.locator("tbody .cat").all_inner_texts()) == {"Databases"}
    page.get_by_role("searchbox").fill("post")
    expect(page).to_have_url(re.compile("category=Databases"))
    expect(page.locator(".row-link").first).to_contain_text("PostgreSQL")
    page.get_by_role("link", name="Remove filter Databases").click()
    expect(page.locator(".chosen")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?q=post$"))
    page.go_back()
    expect(page.locator(".chosen")).to_contain_text("Databases")


def test_sorting(page: Page) -> None:
    page.goto("/")
    page.locator(".sorts").get_by_role("link", name="name").click()
    expect(page.locator('.sorts [aria-current="true"]')).to_have_text("name")
    names = results(page)
    assert names == sorted(names, key=str.lower)
    page.locator(".sorts").get_by_role("link", name="metrics").click()
    expect(page.locator('.sorts [aria-current="true"]')).to_have_text("metrics")
    shown = page.locator("tbody td:nth-child(6)").all_inner_texts()
    numbers = [int(text.replace(",", "")) if text != "–" else 0 for text in shown]
    assert numbers == sorted(numbers, reverse=True)


def test_filters_open_on_a_phone(phone: Page) -> None:
    page = phone
    page.goto("/")
    link = page.get_by_role("navigation", name="Filters").get_by_role("link", name=re.compile("^Databases"))
    expect(link).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    link.click()
    expect(page.locator(".chosen")).to_contain_text("Databases")


def test_keyboard_only(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("redis")
    expect(page).to_have_url(re.compile("q=redis$"))
    expect(page.locator(".row-link").first).to_contain_text("Redis")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".row-link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/exporters/redis$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Redis Exporter")
