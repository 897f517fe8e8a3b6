"""In a container without the host's root, the disks are the container's: that is said loudly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.node import Paths, exporter
from exporterhub.node.container import container_without_root
from exporterhub.toolkit import ScrapeRequest


def found(folder: Path, environment: dict[str, str] | None = None, rootfs: str = "/") -> str:
    return container_without_root(
        Paths(rootfs=rootfs), root=str(folder), process=str(folder / "proc"), environment=environment or {}
    )


def test_an_ordinary_host(tmp_path: Path) -> None:
    (tmp_path / "proc/1").mkdir(parents=True)
    (tmp_path / "proc/1/cgroup").write_text("0::/init.scope\n")
    assert found(tmp_path, {"PATH": "/bin"}) == ""


@pytest.mark.parametrize("mark", [".dockerenv", "run/.containerenv"])
def test_the_files_of_docker_and_podman(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).parent.mkdir(exist_ok=True)
    (tmp_path / mark).touch()
    assert mark in found(tmp_path)
    assert found(tmp_path, rootfs="/host") == ""


def test_variables_and_control_groups(tmp_path: Path) -> None:
    assert "KUBERNETES_SERVICE_HOST" in found(tmp_path, {"KUBERNETES_SERVICE_HOST": "10.0.0.1"})
    assert "container" in found(tmp_path, {"container": "lxc"})
    (tmp_path / "proc/1").mkdir(parents=True)
    (tmp_path / "proc/1/cgroup").write_text("12:pids:/kubepods/burstable/pod1/abc\n")
    assert "kubepods" in found(tmp_path)


def test_it_is_logged_and_on_the_page(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, pages: Any, tree: Any
) -> None:
    family = "exporterhub_node_filesystems_of_container"
    monkeypatch.setattr("exporterhub.node.build.container_without_root", lambda _: "/.dockerenv exists")
    page = exporter(["loadavg"], {"path.procfs": str(tree.proc)}).page(ScrapeRequest()).body.decode()
    assert pages.families(page)[family].value() == 1
    said = [record for record in caplog.records if "--path.rootfs=/host" in record.getMessage()]
    assert [record.levelname for record in said] == ["ERROR"]
    monkeypatch.setattr("exporterhub.node.build.container_without_root", lambda _: "")
    page = exporter(["loadavg"], tree.flags()).page(ScrapeRequest()).body.decode()
    assert pages.families(page)[family].value() == 0
