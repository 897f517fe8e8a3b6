"""The operator's webhooks in a browser: entered, tried out, previewed, removed; keyboard, phone, accessibility."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

OPERATOR = {"username": "operator", "password": "correct horse"}


@pytest.fixture(scope="module")
def hub(small_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a hub with an operator."""
    folder = tmp_path_factory.mktemp("operated")
    (folder / "password").write_text("correct horse\n")
    command = [sys.executable, "-m", "exporterhub.cli", "serve", "-q", "--listen", "127.0.0.1:0"]
    command += ["--database", f"{folder}/state.sqlite", "--operator-password-file", f"{folder}/password"]
    environment = {"EXPORTERHUB_CATALOG": str(small_catalog), "XDG_CACHE_HOME": str(folder)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
    assert process.stdout is not None
    try:
        yield process.stdout.readline().rpartition(" ")[2].strip().rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.fixture(scope="module")
def receiver() -> Iterator[str]:
    """``http://127.0.0.1:port``; it takes what is sent to any path but ``/bad``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            bad = self.path.startswith("/bad")
            self.send_response(500 if bad else 200)
            self.end_headers()
            self.wfile.write(b"<script>alert(1)</script> no such channel" if bad else b"ok")

        def log_message(self, *_: object) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def enter(page: Page, name: str, url: str, template: str = "slack") -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Template", exact=True).select_option(template)
    page.get_by_label("Address").fill(url)
    page.get_by_label("Plain http is meant").check()


def add(page: Page, name: str, url: str, template: str = "slack") -> None:
    page.goto("/webhooks")
    if page.get_by_role("heading", name=name, exact=True).count():
        return
    enter(page, name, url, template)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"{name} was added.")).to_be_visible()


def test_a_webhook_from_the_form_to_its_end(contexts: Callable[..., BrowserContext], receiver: str) -> None:
    page = contexts(http_credentials=OPERATOR).new_page()
    page.goto("/")
    page.get_by_role("link", name="Webhooks").click()
    enter(page, "first", f"{receiver}/T0KENT0KEN")
    page.get_by_label("tier changes").uncheck()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="What it would send")).to_be_in_viewport()
    expect(page.get_by_text('"text": "Test: Redis Exporter 1.70.0 is recorded.')).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("first was added.")).to_be_visible()
    page.get_by_role("button", name="Test first with a new version").click()
    expect(page.get_by_role("status").filter(has_text="Test of first")).to_contain_text("Status 200")
    assert "T0KEN" not in page.content()
    page.reload()
    expect(page.get_by_role("row", name="first")).to_have_count(1)
    page.get_by_role("listitem").filter(has_text="first").get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove first for good").click()
    expect(page.get_by_text("first was removed.")).to_be_visible()
    expect(page.get_by_role("heading", name="first")).to_have_count(0)


def test_a_failed_test_shows_the_answer_as_text(contexts: Callable[..., BrowserContext], receiver: str) -> None:
    page = contexts(http_credentials=OPERATOR).new_page()
    add(page, "bad", f"{receiver}/bad", "ntfy")
    page.get_by_role("button", name="Test bad with a tier change").click()
    said = page.get_by_role("status").filter(has_text="Test of bad")
    expect(said).to_contain_text("Status 500")
    expect(said).to_contain_text("<script>alert(1)</script> no such channel")
    expect(page.get_by_text("failing since").first).to_be_visible()


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
    "without JavaScript": {"java_script_enabled": False},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_it_looks_right_and_axe_finds_nothing_serious(
    contexts: Callable[..., BrowserContext], receiver: str, look: dict[str, Any]
) -> None:
    page = contexts(http_credentials=OPERATOR, bypass_csp=True, **look).new_page()
    add(page, "good", f"{receiver}/good", "json")
    add(page, "bad", f"{receiver}/bad", "ntfy")
    page.get_by_role("button", name="Test bad with a tier change").click()
    enter(page, "own", f"{receiver}/own", "custom")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="What it would send")).to_be_visible()
    expect(page.get_by_label("Template of your own")).to_be_visible()
    if look.get("java_script_enabled") is False:
        return
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


def test_with_the_keyboard_alone(contexts: Callable[..., BrowserContext], receiver: str) -> None:
    page = contexts(http_credentials=OPERATOR).new_page()
    add(page, "good", f"{receiver}/good", "json")
    button = page.get_by_role("button", name="Test good with a new version")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Test of good")).to_contain_text("Status 200")
