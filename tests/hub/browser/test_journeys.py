"""What people come for, done as they would do it: by mouse, by keyboard alone, on a phone, and without JavaScript."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from exporterhub.programs import debian_root, run_tool

UNKNOWN = """\
# HELP acme_up Whether Acme answers.
# TYPE acme_up gauge
acme_up 1
# HELP acme_jobs_total Jobs that were done.
# TYPE acme_jobs_total counter
acme_jobs_total{queue="mail"} 1207
# HELP acme_job_failures_total Jobs that failed.
# TYPE acme_job_failures_total counter
acme_job_failures_total{queue="mail"} 3
# HELP acme_disk_used_bytes Space that is taken.
# TYPE acme_disk_used_bytes gauge
acme_disk_used_bytes 4.1e+09
# HELP acme_disk_size_bytes Space that there is.
# TYPE acme_disk_size_bytes gauge
acme_disk_size_bytes 1.2e+10
"""
FOCUS = """() => {
  const element = document.activeElement;
  const seen = (part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && style.outlineWidth !== "0px";
  };
  const box = element.getBoundingClientRect();
  return {
    what: `${element.tagName} ${element.textContent.trim().slice(0, 40)} ${element.outerHTML.slice(0, 120)}`,
    drawn: element === document.body || seen(undefined) || seen("::after"),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def copied(page: Page, block: Locator) -> str:
    """What is on the clipboard after the block's button was used."""
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    return str(page.evaluate("navigator.clipboard.readText()"))


def install_texts(page: Page, slug: str) -> list[str]:
    """Every command that the API gives for an entry."""
    methods = page.request.get(f"/api/v1/exporters/{slug}/install").json()["methods"]
    return [block["text"] for method in methods for block in method["blocks"]]


@pytest.mark.parametrize(
    ("symptom", "exporter", "slug", "alert"),
    [
        ("replica lag", "Redis Exporter", "redis", "RedisReplicaLagging"),
        ("disk full", "Node Exporter", "node", "NodeFilesystemFull"),
        ("certificate expires", "Blackbox Exporter", "blackbox", "BlackboxCertificateExpiresSoon"),
    ],
)
def test_from_a_symptom_to_a_copied_command(
    visitor: Callable[..., Page], symptom: str, exporter: str, slug: str, alert: str
) -> None:
    page = visitor()
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially(symptom, delay=15)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=exporter, exact=True))
    row.get_by_role("link", name=re.compile(alert)).click()
    expect(page).to_have_url(re.compile(f"/exporters/{slug}#rule-{alert}$"))
    rule = page.get_by_role("article").filter(has=page.get_by_role("heading", name=alert))
    expect(rule).to_be_in_viewport()
    assert copied(page, rule.locator(".code")) == rule.locator("pre").text_content()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Install").click()
    page.get_by_role("tab", name="Debian").click()
    block = page.get_by_role("tabpanel", name="Debian").locator(".code").first
    expect(block).to_be_in_viewport()
    command = copied(page, block)
    assert command in install_texts(page, slug)
    assert re.search(r"apt(-get)? install", command)


def test_from_a_technology_to_a_recommendation(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("haproxy", delay=15)
    page.get_by_role("link", name="HAProxy Exporter", exact=True).click()
    page.get_by_role("link", name="Compare with HAProxy, built in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare")
    said = page.locator("main").get_by_text(re.compile("^Take"))
    expect(said).to_contain_text("HAProxy, built in")
    expect(said).to_contain_text("it is maintained")
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_count(3)
    state = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="State"))
    assert {" ".join(text.split()) for text in state.get_by_role("cell").all_inner_texts()} == {
        "maintained (better)",
        "archived",
    }
    said.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/exporters/haproxy$"))


def test_choosing_in_the_form_of_the_comparison(page: Page) -> None:
    page.goto("/compare")
    page.get_by_label("First").select_option("HAProxy Exporter")
    page.get_by_label("Second").select_option("HAProxy, built in")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_label("First").locator("option:checked")).to_have_text("HAProxy Exporter")
    expect(page.locator("main").get_by_text(re.compile("^Take"))).to_contain_text("HAProxy, built in")
    page.goto("/compare")
    page.get_by_role("link", name="HAProxy", exact=True).click()
    expect(page.get_by_role("table")).to_contain_text("archived")


def pasted(page: Page, text: str) -> None:
    """Paste a page and ask."""
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Identify").click()
    page.get_by_label("The page").fill(text)
    page.get_by_role("button", name="Identify").click()


def check_rules(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What ``exporterhub rules check`` says of a file."""
    command = [sys.executable, "-m", "exporterhub.cli", "rules", "check", str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.debian
@pytest.mark.sandbox
@pytest.mark.parametrize("known", [True, False], ids=["redis", "unknown"])
def test_a_pasted_page_gives_rules_to_take_home(page: Page, redis_page: str, known: bool, tmp_path: Path) -> None:
    text = redis_page if known else UNKNOWN
    pasted(page, text)
    verdict = page.get_by_role("heading", level=2).first
    expect(verdict).to_have_text(re.compile("Redis Exporter" if known else "No exporter of the catalog fits well"))
    for name in ("rules.yaml", "rules.test.yaml"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    (tmp_path / "page.prom").write_text(text)
    shown = page.locator("figure").filter(has_text="rules.yaml").locator("pre").first.text_content()
    assert (tmp_path / "rules.yaml").read_text() == shown
    done = check_rules(tmp_path / "rules.yaml", "--against", str(tmp_path / "page.prom"))
    assert done.returncode == 0, done.stdout + done.stderr
    promtool = debian_root(["promtool"], "trixie")
    for command in (["check", "rules", "rules.yaml"], ["test", "rules", "rules.test.yaml"]):
        judged = run_tool(promtool, ["promtool", *command], folder=tmp_path)
        assert judged.returncode == 0, judged.stdout + judged.stderr


def test_the_rules_can_be_copied_as_well(visitor: Callable[..., Page], tmp_path: Path) -> None:
    page = visitor()
    pasted(page, UNKNOWN)
    file = page.get_by_role("figure").filter(has_text="The rule file")
    (tmp_path / "rules.yaml").write_text(copied(page, file.locator(".code")))
    assert check_rules(tmp_path / "rules.yaml").returncode == 0


def test_on_a_phone(visitor: Callable[..., Page], redis_page: str) -> None:
    page = visitor(viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True)
    page.goto("/")
    page.get_by_role("searchbox").tap()
    page.get_by_role("searchbox").press_sequentially("replica lag", delay=15)
    page.get_by_role("link", name=re.compile("RedisReplicaLagging")).tap()
    expect(page.get_by_role("heading", name="RedisReplicaLagging")).to_be_in_viewport()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Dashboard").tap()
    panel = page.get_by_role("figure").filter(has_text="Does the server answer its exporter?")
    expect(panel.locator("canvas")).to_be_in_viewport()
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Install").tap()
    page.get_by_role("tab", name="Debian").tap()
    block = page.get_by_role("tabpanel", name="Debian").locator(".code").first
    block.get_by_role("button", name="Copy").tap()
    expect(block.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") in install_texts(page, "redis")
    pasted(page, redis_page)
    expect(page.get_by_role("link", name="rules.yaml", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def press(page: Page, key: str) -> None:
    """Press a key, and see to it that one can see where one is."""
    page.keyboard.press(key)
    focus = page.evaluate(FOCUS)
    assert focus["drawn"], f"no focus can be seen on {focus['what']}"
    assert focus["inside"], f"the focus is out of sight: {focus['what']}"


def walk(page: Page, target: Locator, *, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the target has the focus."""
    for _ in range(most):
        press(page, key)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{most} times {key}, and {target} has not been reached")


def test_by_keyboard_alone(visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.goto("/")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    press(page, "Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("replica lag")
    expect(page).to_have_url(re.compile("q=replica"))
    press(page, "ArrowDown")
    redis = page.get_by_role("link", name="Redis Exporter", exact=True)
    walk(page, redis, key="ArrowDown")
    press(page, "Tab")
    expect(page.get_by_role("link", name=re.compile("RedisReplicaLagging"))).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Redis Exporter")
    walk(page, page.get_by_role("tab", selected=True))
    for name in ("Kubernetes", "Debian"):
        press(page, "ArrowRight")
        expect(page.get_by_role("tab", name=name)).to_be_focused()
    panel = page.get_by_role("tabpanel", name="Debian")
    expect(panel).to_be_visible()
    walk(page, panel.get_by_role("button", name="Copy").first)
    page.keyboard.press("Enter")
    expect(panel.get_by_role("button").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") in install_texts(page, "redis")


def test_no_page_keeps_the_focus(contexts: Callable[..., BrowserContext], address: str) -> None:
    """Tab comes to every control in the order of the page, and leaves the last one."""
    page = contexts().new_page()
    page.goto(address)
    page.evaluate("addEventListener('focusin', (event) => (event.target.dataset.reached = ''))")
    most = page.locator("a, button, input, select, textarea, summary, [tabindex]").count() + 5
    for _ in range(most):
        press(page, "Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    else:
        raise AssertionError("the focus never left the page")
    missed = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
          .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
          .filter((e) => !("reached" in e.dataset))
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert missed == []


def test_reading_without_javascript(contexts: Callable[..., BrowserContext]) -> None:
    page = contexts(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("replica lag")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Redis Exporter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Redis Exporter")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Guide").click()
    expect(page.get_by_role("heading", name="Guide")).to_be_in_viewport()
    page.get_by_role("link", name="Dashboard").click()
    panel = page.get_by_role("figure").filter(has_text="Does the server answer its exporter?")
    panel.get_by_text("Values and queries").click()
    expect(panel.get_by_role("columnheader", name="healthy")).to_be_visible()
    expect(panel.get_by_role("cell", name="up").first).to_be_visible()
    page.goto("/exporters/haproxy-exporter")
    page.get_by_role("link", name="Compare with HAProxy, built in").click()
    expect(page.locator("main").get_by_text(re.compile("^Take"))).to_contain_text("HAProxy, built in")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Explain").click()
    page.get_by_label("Metric, alert or PromQL").fill("RedisReplicaLagging")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_role("heading", name="RedisReplicaLagging")).to_be_visible()
    page.goto("/paste")
    page.get_by_label("The page").fill(UNKNOWN)
    page.get_by_role("button", name="Identify").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="rules.yaml", exact=True).click()
    assert "alert: AcmeDown" in download.value.path().read_text()
