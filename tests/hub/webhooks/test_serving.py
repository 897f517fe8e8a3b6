"""The whole of it: a hub that is served tells what changed since the last one, and the operator can look."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from exporterhub.hub.state import State
from exporterhub.hub.state.tables import catalog_tiers
from exporterhub.hub.webhooks import Webhook, entries_now, notice, recent


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, with a deadline."""
    ends, pause = time.monotonic() + 30, threading.Event()
    while not condition():
        assert time.monotonic() < ends
        pause.wait(0.05)


def served(catalog: Path, database: str, folder: Path, *more: str) -> tuple[subprocess.Popen[str], str]:
    (folder / "password").write_text("correct horse\n")
    command = [sys.executable, "-m", "exporterhub.cli", "serve", "-q", "--listen", "127.0.0.1:0", *more]
    environment = {
        **os.environ,
        "EXPORTERHUB_CATALOG": str(catalog),
        "EXPORTERHUB_DATABASE": database,
        "XDG_CACHE_HOME": str(folder),
    }
    process = subprocess.Popen(
        [*command, "--operator-password-file", str(folder / "password")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().rpartition(" ")[2].strip()


def test_two_workers_tell_a_change_once(
    state: State, database: str, hook: Webhook, receiver: Any, small_catalog: Path, tmp_path: Path
) -> None:
    from exporterhub.catalog import load

    entries = entries_now(load([small_catalog]))
    notice(state, entries, 1)
    now = next(entry for entry in entries if entry.slug == "redis").tier
    before = "listed" if now != "listed" else "proven"
    with state.write() as connection:
        connection.execute(update(catalog_tiers).where(catalog_tiers.c.slug == "redis").values(tier=before))
    process, url = served(
        small_catalog, database, tmp_path, "--workers", "2", "--public-url", "https://hub.example.org"
    )
    try:
        assert receiver.came.wait(60)
        with httpx.Client(base_url=url, trust_env=False) as client:
            assert client.get("/webhooks").status_code == 401
            page = client.get("/webhooks", auth=("operator", "correct horse"))
            assert page.status_code == 200
            assert "team" in page.text
            assert receiver.token not in page.text
            until(lambda: 'webhook_deliveries_total{result="delivered"} 1' in client.get("/metrics").text)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert receiver.token not in errors
    assert len(receiver.received) == 1
    assert f'"to": "{now}"'.encode() in receiver.received[0].body
    assert b"https://hub.example.org/exporters/redis" in receiver.received[0].body
    assert [one.result for one in recent(state)] == ["sent"]


@pytest.mark.parametrize("text", ["", "a\nb", "$2b$10$short"])
def test_a_password_file_that_is_no_good_ends_it_with_2(small_catalog: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "password").write_text(text)
    command = [sys.executable, "-m", "exporterhub.cli", "serve", "--listen", "127.0.0.1:0", "--database", "none"]
    done = subprocess.run(
        [*command, "--operator-password-file", str(tmp_path / "password")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "EXPORTERHUB_CATALOG": str(small_catalog), "XDG_CACHE_HOME": str(tmp_path)},
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: --operator-password-file: ")
