"""Where the Debian archive is: a setting, or what the system's own apt sources name. Never an address of our own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from exporterhub.errors import Missing

MIRROR_SETTING = "EXPORTERHUB_DEBIAN_MIRROR"

_ONE_LINE = re.compile(r"^deb\s+(?:\[[^\]]*\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s", re.MULTILINE)


def mirror(etc: Path = Path("/etc/apt")) -> str:
    """The address of a Debian archive that has all suites, without a trailing slash.

    Raises:
        Missing: no setting, and no Debian archive among the apt sources below ``etc``.
    """
    setting = os.environ.get(MIRROR_SETTING, "").strip()
    if setting:
        return setting.rstrip("/")
    for uri, suites in _sources(etc):
        if uri.startswith(("http://", "https://", "file:")) and _is_main_archive(uri, suites):
            return uri.rstrip("/")
    raise Missing(
        f"no Debian archive is named in {etc}",
        remedy=f"set {MIRROR_SETTING} to the address of a Debian mirror (the folder that holds dists/ and pool/)",
    )


def _is_main_archive(uri: str, suites: list[str]) -> bool:
    """Security and backports archives lack the suites; only the main one of Debian itself has them all."""
    if not uri.rstrip("/").endswith("/debian"):
        return False
    return any(not suite.endswith(("-security", "-backports")) for suite in suites)


def _sources(etc: Path) -> Iterator[tuple[str, list[str]]]:
    parts = etc / "sources.list.d"
    for path in sorted(parts.glob("*.sources")) if parts.is_dir() else []:
        yield from _deb822(path.read_text(encoding="utf-8", errors="replace"))
    lists = [etc / "sources.list", *(sorted(parts.glob("*.list")) if parts.is_dir() else [])]
    for path in lists:
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            for match in _ONE_LINE.finditer(text):
                yield match["uri"], [match["suite"]]


def _deb822(text: str) -> Iterator[tuple[str, list[str]]]:
    """The stanzas of a ``.sources`` file (sources.list(5), DEB822 style)."""
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        fields = {}
        for line in lines:
            key, colon, value = line.partition(":")
            if colon and not line[0].isspace():
                fields[key.strip().lower()] = value.strip()
        if fields.get("enabled", "yes").lower() in ("no", "false", "0") or "deb" not in fields.get("types", "").split():
            continue
        for uri in fields.get("uris", "").split():
            yield uri, fields.get("suites", "").split()
