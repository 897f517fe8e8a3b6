"""Korean: the switch, what scripts say, and whether the longer or shorter words still fit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

HANGUL = re.compile("[가-힣]")


def test_the_switch_leads_to_the_same_search(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="한국어").click()
    expect(page).to_have_url(re.compile(r"/ko/$"))
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_role("searchbox", name="익스포터, 메트릭, 알림 검색").press_sequentially("redis", delay=15)
    expect(page).to_have_url(re.compile(r"/ko/\?q=redis$"))
    expect(page.locator("[data-live]")).to_contain_text("찾았습니다")
    page.get_by_role("navigation", name="필터").get_by_role("link", name=re.compile("^데이터베이스")).click()
    expect(page).to_have_url(re.compile(r"/ko/\?q=redis&category=Databases$"))
    expect(page.locator(".row-link").first).to_have_attribute("href", "/ko/exporters/redis")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/en/\?q=redis&category=Databases$"))
    expect(page.get_by_role("searchbox")).to_have_value("redis")
    expect(page.locator(".chosen")).to_contain_text("Databases")


def test_scripts_speak_korean(page: Page) -> None:
    page.goto("/ko/exporters/redis")
    expect(page.locator("[data-theme-switch]")).to_have_attribute("aria-label", "화면 모드: 자동")
    expect(page.locator(".copy:visible").first).to_have_text("복사")
    expect(page.get_by_role("tablist", name="설치 방법")).to_be_visible()
    page.get_by_label("대상 주소").fill("db.example")
    expect(page.locator(".tab-panel:visible")).to_contain_text("db.example:6379")
    expect(page).to_have_url(re.compile(r"/ko/exporters/redis\?.*host=db\.example"))
    expect(page.get_by_label("대상 주소")).to_have_value("db.example")
    page.get_by_role("searchbox", name="메트릭 필터").fill("memory_max")
    expect(page.locator("[data-filter-count]")).to_have_text(re.compile(r"^\d+개 중 \d+개$"))
    chart = page.locator("#panel-memory .chart")
    chart.scroll_into_view_if_needed()
    expect(page.locator("#panel-memory canvas")).to_have_count(1)
    chart.hover()
    expect(page.locator("#panel-memory .chart-tip b")).to_contain_text(re.compile(r"^\d+초"))


def test_the_browser_chooses_and_the_switch_needs_no_script(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(locale="ko-KR", java_script_enabled=False).new_page()
    page.goto("/tiers")
    expect(page.get_by_role("heading", level=1)).to_have_text("등급의 의미")
    expect(page).to_have_url(re.compile(r"/tiers$"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the tiers mean")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Exporters").click()
    expect(page).to_have_url(re.compile(r"/en/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_overflows_in_korean(phone: Page, address: str) -> None:
    phone.goto(f"/ko{address}")
    assert HANGUL.search(phone.locator("main").inner_text())
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(wider) <= 0


@pytest.mark.parametrize(
    "path", ["/ko/", "/ko/exporters/redis", "/ko/compare?exporters=haproxy&exporters=haproxy-exporter", "/ko/paste"]
)
def test_axe_finds_nothing_serious_in_korean(contexts: Callable[..., BrowserContext], path: str) -> None:
    # axe is put into the page by the browser's own means, which the page's policy would refuse
    page = contexts(bypass_csp=True).new_page()
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
