"""The same journeys in Korean, from a browser that asks for it to commands, a recommendation and rules."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

HANGUL = re.compile("[가-힣]")


def stays_korean(page: Page) -> None:
    """What is read, and what screen readers are told of it, is Korean."""
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    names = page.get_by_role("navigation").first.get_by_role("link").all_inner_texts()
    assert sum(bool(HANGUL.search(name)) for name in names) >= len(names) - 1, names


def test_from_a_symptom_to_a_copied_command(visitor: Callable[..., Page]) -> None:
    page = visitor(locale="ko-KR")
    page.goto("/")
    stays_korean(page)
    page.get_by_role("searchbox", name="익스포터, 메트릭, 알림 검색").press_sequentially("replica lag", delay=15)
    page.get_by_role("link", name="알림 RedisReplicaLagging").click()
    expect(page).to_have_url(re.compile("/exporters/redis#rule-RedisReplicaLagging$"))
    stays_korean(page)
    expect(page.get_by_role("heading", name="RedisReplicaLagging")).to_be_in_viewport()
    page.get_by_role("navigation", name="이 페이지의 내용").get_by_role("link", name="설치").click()
    page.get_by_role("tab", name="Debian").click()
    block = page.get_by_role("tabpanel", name="Debian").locator(".code").first
    block.get_by_role("button", name="복사").click()
    expect(block.get_by_role("button")).to_have_text("복사됨")
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").text_content()


def test_from_a_technology_to_a_recommendation(page: Page) -> None:
    page.goto("/ko/exporters/haproxy-exporter")
    page.get_by_role("link", name=re.compile("HAProxy, built in.*비교")).click()
    expect(page).to_have_url(re.compile("/ko/compare"))
    stays_korean(page)
    said = page.get_by_role("main").get_by_text(re.compile("^추천"))
    expect(said).to_contain_text("HAProxy, built in")
    expect(said).to_contain_text("유지 관리 중")
    headers = page.get_by_role("rowheader").all_inner_texts()
    assert all(map(HANGUL.search, headers)), headers
    said.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/ko/exporters/haproxy$"))


def test_a_pasted_page_gives_rules_to_take_home(page: Page, redis_page: str) -> None:
    page.goto("/ko/paste")
    page.get_by_label("페이지").fill(redis_page)
    page.get_by_role("button", name="식별").click()
    expect(page).to_have_url(re.compile("/ko/paste$"))
    stays_korean(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="rules.yaml", exact=True).click()
    assert "alert: RedisDown" in download.value.path().read_text()
    page.get_by_role("navigation").first.get_by_role("link", name="해설").click()
    page.get_by_label("메트릭, 알림 또는 PromQL").fill("redis_up")
    page.get_by_role("button", name="해설").click()
    expect(page.get_by_role("heading", name="redis_up")).to_be_visible()
    stays_korean(page)


@pytest.mark.parametrize("place", ["dates", "numbers"])
def test_dates_and_numbers_are_written_as_in_korea(page: Page, place: str) -> None:
    page.goto("/ko/exporters/redis#recordings")
    text = page.get_by_role("region", name="기록").first.inner_text()
    assert re.search(r"\b20\d\d\. \d{1,2}\. \d{1,2}\." if place == "dates" else r"\d,\d{3}\b", text)


def test_a_reader_without_javascript_gets_korean(visitor: Callable[..., Page]) -> None:
    page = visitor(locale="ko-KR", java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("replica lag")
    page.get_by_role("button", name="검색").click()
    page.get_by_role("link", name="Redis Exporter", exact=True).click()
    stays_korean(page)
    panel = page.get_by_role("figure").filter(has_text="Does the server answer its exporter?")
    panel.get_by_text("값과 쿼리").click()
    expect(panel.get_by_role("columnheader").nth(1)).to_have_text(HANGUL)
