"""Every dashboard against the schema that Grafana publishes. Needs npm and what it fetches; skipped without."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = ".cache/grafana/node_modules"


def test_every_dashboard_fits() -> None:
    if not shutil.which("npm") or not shutil.which("make"):
        pytest.skip("needs npm")
    fetched = subprocess.run(
        ["make", "-s", MODULES], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
    )
    if fetched.returncode:
        pytest.skip(f"needs Grafana's types from npm: {fetched.stderr[-200:]}")
    checked = subprocess.run(
        [sys.executable, "tools/grafana_schema.py", MODULES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
    assert " dashboards fit the schema of Grafana " in checked.stderr
