"""Where the Debian archive is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.errors import Missing
from exporterhub.programs import MIRROR_SETTING, mirror

DEB822 = """\
Types: deb
URIs: https://mirror.example/debian-security
Suites: bookworm-security

# a comment
Enabled: no
Types: deb
URIs: https://disabled.example/debian
Suites: bookworm

Types: deb deb-src
URIs: https://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main
"""


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MIRROR_SETTING, raising=False)


def test_deb822_sources_skip_security_and_disabled_stanzas(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(DEB822)
    assert mirror(tmp_path) == "https://mirror.example/debian"


def test_one_line_sources_with_options(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text(
        "# deb http://old.example/debian bookworm main\n"
        "deb http://mirror.example/debian-security bookworm-security main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian trixie main contrib\n"
    )
    assert mirror(tmp_path) == "http://mirror.example/debian"


def test_other_archives_are_not_taken_for_debian(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("deb https://packages.example/node nodistro main\n")
    with pytest.raises(Missing, match=MIRROR_SETTING):
        mirror(tmp_path)


def test_the_setting_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MIRROR_SETTING, "https://closed.example/debian/")
    assert mirror(tmp_path) == "https://closed.example/debian"
