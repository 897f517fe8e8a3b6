"""The command on the catalog of this repository: what the hub promises to people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Recording, load, read_recording

CATALOG = Path(__file__).resolve().parents[2] / "catalog"
RECORDINGS = sorted(CATALOG.glob("*/recordings/*.prom"))


@pytest.fixture(autouse=True)
def real_catalog(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTERHUB_CATALOG", str(CATALOG))


def test_search_postgres(cli: Callable[..., Any]) -> None:
    result = cli("search", "postgres", "--json")
    assert result.code == 0
    first = json.loads(result.out)[0]
    assert first["slug"] == "postgres"
    assert first.keys() >= {"slug", "name", "category", "tier"}


def test_show_redis(cli: Callable[..., Any]) -> None:
    result = cli("show", "redis")
    assert result.code == 0
    assert "REDIS_ADDR" in result.out
    assert "redis_up" in result.out


def test_the_catalog_has_no_errors(cli: Callable[..., Any]) -> None:
    result = cli("catalog", "check", "--json")
    findings = json.loads(result.out)["findings"]
    assert [finding for finding in findings if finding["severity"] == "error"] == []


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_scrape_names_exporter_and_version(path: Path, cli: Callable[..., Any]) -> None:
    slug = path.parent.parent.name
    recording, _ = read_recording(path)
    assert recording is not None
    result = cli("scrape", str(path), "--json")
    answer = json.loads(result.out)
    assert answer["exporter"] is not None, answer["candidates"]
    assert answer["exporter"]["slug"] == slug, answer["candidates"]
    assert answer["exporter"]["version"] == recording.version
    if tells_version(slug, recording):
        assert "header" not in " ".join(answer["candidates"][0]["reasons"])


def tells_version(slug: str, recording: Recording) -> bool:
    """Whether the page carries a version where the entry says that it stands; found without the code under test."""
    mark = load([CATALOG]).entry(slug).exporter.fingerprint
    names = "|".join(filter(None, (mark.build_info, *mark.build_info_old))) or "$"
    line = rf'^({names}){{(.*,)?{mark.version_label}="[^"]'
    return re.search(line, recording.page().decode(), re.MULTILINE) is not None
