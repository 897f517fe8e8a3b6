"""Starting an entry: it passes the checks at once, and never harms what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import check, load, new_entry
from exporterhub.errors import BadInput


def test_a_new_entry_has_only_things_to_do(tmp_path: Path) -> None:
    assert new_entry(tmp_path, "my-queue") == tmp_path / "my-queue"
    catalog = load([tmp_path])
    findings = check(catalog)
    assert {(finding.id, finding.severity) for finding in findings} == {("entry/todo", "warning")}
    assert catalog.entry("my-queue").exporter.technology == "My Queue"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["exporter.yaml", "guide.md", "my-queue"]


def test_what_is_known_is_written(tmp_path: Path) -> None:
    new_entry(tmp_path, "mq", name="MQ", repository="https://example.org/x/mq", port=9419, guide=False)
    exporter = load([tmp_path]).entry("mq").exporter
    assert (exporter.name, exporter.repository, exporter.port) == ("MQ Exporter", "https://example.org/x/mq", 9419)
    assert not (tmp_path / "mq/guide.md").exists()


def test_the_lines_to_uncomment_are_right(tmp_path: Path) -> None:
    path = new_entry(tmp_path, "mq") / "exporter.yaml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(line.removeprefix("# ") for line in lines))
    catalog = load([tmp_path])
    assert catalog.findings == []
    assert catalog.entry("mq").exporter.install.container is not None


@pytest.mark.parametrize("slug", ["", "Redis", "a b", "a/b", "../a", "a--b", "-a", "a_b", "é", "a\n"])
def test_a_slug_that_is_none_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(BadInput, match="is not a slug"):
        new_entry(tmp_path, slug)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for slug in ("redis", "link"):
        with pytest.raises(BadInput, match="exists"):
            new_entry(tmp_path, slug)
    assert list((tmp_path / "redis").iterdir()) == []


def test_nothing_is_left_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(BadInput, match="No space left"):
        new_entry(tmp_path, "redis")
    assert list(tmp_path.iterdir()) == []


def test_a_catalog_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        new_entry(tmp_path / "none", "redis")
