"""The families of macOS and Windows: names, types, labels and help texts, as they were read in the Go programs' source.

The goldens are the contract: a change of one is a change of what dashboards and rules find.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.exposition import inventory
from exporterhub.node import exporter, names
from exporterhub.node.systems import DARWIN, WINDOWS, System
from exporterhub.node.windows import _host
from exporterhub.toolkit import ScrapeRequest

CASES = Path(__file__).parent / "cases"
PLIST = (
    "<plist><dict><key>ProductName</key><string>macOS</string>"
    "<key>ProductVersion</key><string>15.1</string></dict></plist>"
)


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[System, dict[str, Any]]:
    """Flags, so that every collector has something to say."""
    monkeypatch.setattr(_host, "version", lambda: _host.Version("Windows 11", 10, 0, 26100, 1))
    monkeypatch.setattr(_host, "names", lambda: _host.Names("a", "b", "a.b"))
    monkeypatch.setattr(_host, "time_zone", lambda: "UTC")
    plist = tmp_path / "System/Library/CoreServices/SystemVersion.plist"
    plist.parent.mkdir(parents=True)
    plist.write_text(PLIST)
    (tmp_path / "a.prom").write_text("made_up 1\n")
    (tmp_path / "broken.prom").write_text("broken{\n")
    folder = str(tmp_path)
    return {
        DARWIN: {
            "path.rootfs": folder,
            "collector.textfile.directory": [folder],
            "collector.netdev.address-info": True,
        },
        WINDOWS: {"collector.textfile.directories": folder},
    }


@pytest.mark.parametrize("system", [DARWIN, WINDOWS], ids=lambda system: system.name)
def test_the_families_are_those_of_the_source(
    system: System, given: dict[System, dict[str, Any]], doubles: Any, golden: Callable[[Path, str], None]
) -> None:
    double = doubles.Mac() if system is DARWIN else doubles.Windows()
    source = exporter(names(system), given[system], platform=system.platform, reader=double)
    page = source.page(ScrapeRequest())
    families = inventory(page.body, page.content_type).families.values()
    assert all(family.help for family in families if family.name.startswith(system.metrics))
    lines = [
        f"{family.name} {family.type} {{{','.join(family.labels)}}} {family.help}"
        for family in sorted(families, key=lambda family: family.name)
        if family.name.startswith(f"{system.metrics}_")
    ]
    golden(CASES / f"{system.folder}.families", "\n".join(lines) + "\n")
