"""docs/node.md says what exists where, and what does not."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from exporterhub.node import exporter, load, names
from exporterhub.node.systems import DARWIN, SYSTEMS, WINDOWS, System
from exporterhub.node.windows import _host
from exporterhub.toolkit import ScrapeRequest

PAGE = Path(__file__).parents[2] / "docs/node.md"


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[2:]]


def test_the_table_of_collectors_and_systems() -> None:
    every = sorted({name for system in SYSTEMS for name in names(system)})
    expected = []
    for name in every:
        system = next(system for system in SYSTEMS if name in names(system))
        about = import_module(f"exporterhub.node.{system.folder}.{name}").__doc__ or ""
        there = ["yes" if name in names(system) else "no" for system in SYSTEMS]
        expected.append([f"{name}: {about.splitlines()[0]}", *there])
    assert rows("## What exists where") == expected


@pytest.mark.parametrize("system", [DARWIN, WINDOWS], ids=lambda system: system.name)
def test_the_families_of_each_collector(
    system: System, pages: Any, doubles: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_host, "version", lambda: _host.Version("Windows 11", 10, 0, 26100, 1))
    monkeypatch.setattr(_host, "names", lambda: _host.Names("a", "b", "a.b"))
    monkeypatch.setattr(_host, "time_zone", lambda: "UTC")
    double = doubles.Mac() if system is DARWIN else doubles.Windows()
    (tmp_path / "a.prom").write_text("made_up 1\n")
    plist = tmp_path / "System/Library/CoreServices/SystemVersion.plist"
    plist.parent.mkdir(parents=True)
    plist.write_text("<plist><dict><key>ProductVersion</key><string>15.1</string></dict></plist>")
    folder = str(tmp_path)
    given = {
        DARWIN: {"path.rootfs": folder, "collector.textfile.directory": [folder]},
        WINDOWS: {"collector.textfile.directories": folder},
    }[system]
    table = rows(f"### {system.name}")
    told = {name.removesuffix(" (off)"): (families, " (off)" in name) for name, families, _ in table}
    assert set(names(system)) | {"thermal" if system is DARWIN else "pagefile"} == set(told)
    for name in names(system):
        source = exporter([name], given, platform=system.platform, reader=double)
        page = pages.families(source.page(ScrapeRequest()).body.decode())
        own = {family for family in page if re.match(r"(node|windows)_(?!exporter_|scrape_)", family)}
        families, off = told[name]
        assert set(re.findall(r"`(\w+)`", families)) == own, name
        assert off is not load(name, system).default


def test_the_versions_of_the_source_are_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for system in (DARWIN, WINDOWS):
        assert f"{system.model} {system.version}" in text


def test_it_says_that_two_systems_are_tested_with_doubles_only() -> None:
    assert "**These two are tested with doubles only.**" in PAGE.read_text(encoding="utf-8")
