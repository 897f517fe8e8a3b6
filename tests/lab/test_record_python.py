"""A program of a lab that is this very ExporterHub, on the root of another release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exporterhub import __version__
from exporterhub.catalog import load, read_recording
from exporterhub.catalog.models import Lab
from exporterhub.lab import record

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]
LAB = {
    "exporter": "host",
    "programs": {
        "host": {
            "python": "exporterhub",
            "packages": ["hostname"],
            "run": "exec exporterhub node --web.listen-address=127.0.0.1:9100 {flags}",
            "ready": {"http": "http://127.0.0.1:9100/metrics", "families": 20},
        }
    },
    "scrapes": [{"url": "http://127.0.0.1:9100/metrics"}],
    "runs": [{"name": "sid", "suites": "sid", "flags": "--collector.disable-defaults --collector.meminfo"}],
}


def test_its_version_is_this_one(catalog_folder: Path, tmp_path: Path) -> None:
    lab = Lab.model_validate(LAB)
    entry = replace(load([catalog_folder]).entries["redis"], lab=lab)
    (written,) = record(entry, lab.runs[0], folder=tmp_path)
    recording, findings = read_recording(written)
    assert findings == []
    assert recording is not None
    assert (recording.exporter, recording.version, recording.suite) == ("exporterhub", __version__, "sid")
    assert {"exporterhub_build_info", "node_memory_MemFree_bytes"} <= set(recording.inventory().families)
