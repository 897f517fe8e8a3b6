"""The site as files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.hub.export import export
from exporterhub.hub.library import Library, open_library


@pytest.fixture
def library(small_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return open_library([small_catalog])


def test_every_local_link_leads_to_a_file(library: Library, tmp_path: Path) -> None:
    site = tmp_path / "site"
    count = export(library, site)
    files = [path for path in site.rglob("*") if path.is_file()]
    assert len(files) == count + 1  # and the mark of an export
    broken = set()
    for page in site.rglob("*.html"):
        for link in re.findall(r'(?:href|src|data-dashboard|data-charts)="(/[^"#?]*)', page.read_text()):
            target = site / link.strip("/")
            if not (target.is_file() or (target / "index.html").is_file() or (target / "index.json").is_file()):
                broken.add((page.relative_to(site).as_posix(), link))
    assert broken == set()


def test_search_words_have_metrics_and_alerts(library: Library, tmp_path: Path) -> None:
    export(library, tmp_path / "site")
    words = json.loads((tmp_path / "site" / "search.json").read_text())
    assert "redis_up" in words["redis"]
    assert "redisdown" in words["redis"]
    home = (tmp_path / "site" / "index.html").read_text()
    assert home.count('class="row-link"') == len(words)


def test_a_later_export_takes_the_place_of_an_earlier_one(library: Library, tmp_path: Path) -> None:
    site = tmp_path / "site"
    export(library, site)
    (site / "left-over").write_text("x")
    export(library, site)
    assert not (site / "left-over").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("site")] == ["site"]


def test_what_is_no_export_is_not_touched(library: Library, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x")
    with pytest.raises(BadInput, match="something else"):
        export(library, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter").read_text() == "x"
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="something else"):
        export(library, tmp_path / "file")


def test_an_export_that_fails_leaves_nothing_half_written(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    export(library, site)
    before = sorted(path.name for path in site.iterdir())

    def broken(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exporterhub.hub.export._write", broken)
    with pytest.raises(BadInput, match="No space left"):
        export(library, site)
    assert sorted(path.name for path in site.iterdir()) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("site")] == ["site"]
