"""Loading: several folders, files overridden one by one, every problem found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.catalog import default_folders, load
from exporterhub.errors import BadInput

Write = Callable[..., Path]


def test_an_entry_has_all_its_files(redis: Path) -> None:
    catalog = load([redis])
    assert catalog.findings == []
    entry = catalog.entry("redis")
    assert entry.folder == redis / "redis"
    assert entry.exporter.technology == "Redis"
    assert entry.guide.startswith("# Redis")
    assert [rule.name for rule in entry.alerts] == ["RedisDown"]
    assert [recording.name for recording in entry.recordings] == ["1.69.0_trixie"]
    assert entry.recording("1.69.0_trixie") is entry.recordings[0]
    assert entry.recording("none") is None
    assert entry.places["port"] == (8, 7)
    assert list(entry.recordings[0].inventory().families)[:1] == ["redis_up"]


def test_a_later_folder_overrides_file_by_file(redis: Path, write: Write, facts: str) -> None:
    rules = "groups: [{name: mine, rules: [{alert: Mine, expr: redis_up == 0}]}]\n"
    more = write({"redis/rules.yaml": rules, "other/exporter.yaml": facts}, "more")
    catalog = load([redis, more])
    assert catalog.findings == []
    assert list(catalog.entries) == ["other", "redis"]
    entry = catalog.entry("redis")
    assert [rule.name for rule in entry.rules] == ["Mine"]
    assert entry.guide.startswith("# Redis")
    assert entry.folder == redis / "redis"
    assert entry.files["rules.yaml"] == more / "redis" / "rules.yaml"
    assert [rule.name for rule in load([more, redis]).entry("redis").rules] == ["RedisDown"]


def test_recordings_of_folders_add_up(redis: Path, write: Write) -> None:
    page = (redis / "redis/recordings/1.69.0_trixie.prom").read_text()
    more = write({"redis/recordings/1.69.0_mine.prom": page, "redis/recordings/notes.txt": "no"}, "more")
    names = [recording.name for recording in load([redis, more]).entry("redis").recordings]
    assert names == ["1.69.0_mine", "1.69.0_trixie"]


def test_all_problems_are_found_and_the_rest_is_read(write: Write, facts: str) -> None:
    folder = write(
        {
            "bad/exporter.yaml": facts.replace("port: 9121", "prot: 9121").replace("Databases", "Database"),
            "bad/rules.yaml": "groups: [{name: a, rules: [{alert: A}]}]\n",
            "bad/lab.yaml": "exporter: x\n",
            "half/exporter.yaml": facts,
            "half/rules.yaml": "groups: [{name: a, rules: [{alert: A}, {alert: B, expr: up == 0}]}]\n",
            "half/evidence.yaml": "rules: [\n",
            "half/recordings/1_x.prom": "a 1\n",
            "none/guide.md": "# Guide\n",
            "README.md": "not an entry\n",
            ".git/exporter.yaml": "not: an entry\n",
        }
    )
    catalog = load([folder])
    assert list(catalog.entries) == ["half"]
    found = sorted((Path(finding.file).relative_to(folder).as_posix(), finding.id) for finding in catalog.findings)
    assert found == [
        ("bad/exporter.yaml", "entry/bad-value"),
        ("bad/exporter.yaml", "entry/unknown-key"),
        ("bad/lab.yaml", "entry/missing-key"),
        ("bad/lab.yaml", "entry/missing-key"),
        ("bad/lab.yaml", "entry/missing-key"),
        ("bad/rules.yaml", "rules/expr"),
        ("half/evidence.yaml", "entry/yaml"),
        ("half/recordings/1_x.prom", "recording/header"),
        ("half/rules.yaml", "rules/expr"),
        ("none", "entry/missing-file"),
    ]
    assert [rule.name for rule in catalog.entry("half").rules] == ["B"]


def test_files_are_shown_as_one_would_type_them(redis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (redis / "redis/exporter.yaml").write_text("name: Redis\n")
    monkeypatch.chdir(redis.parent)
    assert {finding.file for finding in load([redis]).findings} == {"catalog/redis/exporter.yaml"}


def test_a_file_that_is_not_text_is_found(redis: Path) -> None:
    (redis / "redis/exporter.yaml").write_bytes(b"name: \xff\n")
    (redis / "redis/guide.md").write_bytes(b"\xff")
    catalog = load([redis])
    assert [finding.id for finding in catalog.findings] == ["entry/yaml", "entry/yaml"]
    assert len(catalog) == 0


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load([tmp_path / "none"])


def test_an_unknown_entry_names_the_nearest(redis: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load([redis]).entry("redsi")
    assert caught.value.remedy == "did you mean 'redis'?"


def test_the_catalog_of_the_repository_is_the_default(catalog_folder: Path) -> None:
    assert default_folders() == [catalog_folder]


def test_the_catalog_of_the_repository_loads_without_a_problem(catalog_folder: Path) -> None:
    catalog = load([catalog_folder])
    assert [str(finding) for finding in catalog.findings] == []
    assert len(catalog) >= 15
