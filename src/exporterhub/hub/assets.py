"""Style sheets, scripts and icons: read once, named by their content, so that they may be cached for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Asset", "Assets"]

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
_SYMBOL = re.compile(rb'<symbol id="([a-z0-9]+)"')
_ROBOTS = b"User-agent: *\nDisallow: /api/v1/\nAllow: /\n"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served. ``path`` holds a hash of the content."""

    name: str
    path: str
    body: bytes
    media_type: str


class Assets:
    """All of ``static/``. The parts in ``css/`` become ``app.css``, those in ``js/`` ``app.js``, in order of name."""

    def __init__(self, folder: Path) -> None:
        files = {
            "app.css": _joined(folder / "css", "*.css"),
            "app.js": _joined(folder / "js", "*.js"),
            **{path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()},
        }
        self._by_name = {name: _asset(name, body) for name, body in files.items()}
        icon = self._by_name["icon.svg"]
        self.well_known = {
            "/favicon.svg": icon,
            "/favicon.ico": icon,
            "/robots.txt": _asset("robots.txt", _ROBOTS),
        }

    @property
    def all(self) -> list[Asset]:
        """Every asset."""
        return list(self._by_name.values())

    def path(self, name: str) -> str:
        """The address of the asset with this name."""
        return self._by_name[name].path

    def symbols(self, name: str) -> frozenset[str]:
        """The ids of the symbols in the SVG of this name."""
        return frozenset(found.decode() for found in _SYMBOL.findall(self._by_name[name].body))


def _joined(folder: Path, pattern: str) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.glob(pattern)))


def _asset(name: str, body: bytes) -> Asset:
    stem, dot, suffix = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(name, f"/static/{stem}.{digest}.{suffix}", body, _TYPES[f"{dot}{suffix}"])
