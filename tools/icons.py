"""Write the icons that entries of the catalog name into one sprite.

``make icons`` fetches simple-icons (the drawings) and svgo (which leaves out what cannot be seen), and runs this.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exporterhub.catalog import load

ROOT = Path(__file__).resolve().parent.parent
SPRITE = ROOT / "src" / "exporterhub" / "hub" / "static" / "icons.svg"
_PATH = re.compile(r'<path d="([^"]+)"\s*/>')
_TITLE = re.compile(r"<title>([^<]+)</title>")
_PRECISION = "2"
"""Digits after the point, in a square of 24: a hundredth of a pixel in a list."""


def main(modules: Path) -> int:
    """Write the sprite from ``node_modules``; 1 where an entry names an icon that simple-icons does not have."""
    icons = modules / "simple-icons" / "icons"
    wanted = {entry.exporter.icon: entry.slug for entry in load([ROOT / "catalog"]) if entry.exporter.icon}
    missing = sorted(icon for icon in wanted if not (icons / f"{icon}.svg").exists())
    for icon in missing:
        sys.stderr.write(f"{wanted[icon]} names the icon {icon!r}, which simple-icons does not have\n")
    if missing:
        return 1
    files = [icons / f"{name}.svg" for name in sorted(wanted)]
    symbols = [_symbol(name, text) for name, text in _smaller(modules, files).items()]
    SPRITE.write_text("\n".join([*_head(modules / "simple-icons", files), *symbols, "</svg>", ""]))
    sys.stderr.write(f"{SPRITE.relative_to(ROOT)}: {len(symbols)} icons, {SPRITE.stat().st_size:,} bytes\n")
    return 0


def _smaller(modules: Path, files: Sequence[Path]) -> dict[str, str]:
    """By name, the drawings with shorter numbers."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.mkdir()
        for path in files:
            shutil.copy(path, before)
        command: list[str | Path] = [
            modules / ".bin" / "svgo",
            "--quiet",
            "--precision",
            _PRECISION,
            "-f",
            before,
            "-o",
            after,
        ]
        subprocess.run(command, check=True)
        return {path.stem: path.read_text() for path in sorted(after.iterdir())}


def _symbol(name: str, text: str) -> str:
    paths = _PATH.findall(text)
    if len(paths) != 1:
        raise SystemExit(f"{name}.svg is not a single path")
    return f'<symbol id="{name}" viewBox="0 0 24 24"><path d="{paths[0]}"/></symbol>'


def _head(package: Path, files: Sequence[Path]) -> list[str]:
    """Where the drawings come from, and who says what of their licences."""
    version = json.loads((package / "package.json").read_text())["version"]
    listed: list[dict[str, Any]] = json.loads((package / "data" / "simple-icons.json").read_text())
    titles = {_TITLE.findall(path.read_text())[0] for path in files}
    licences = [
        f"{one['title']}: {one['license']['type']}, {one['license'].get('url') or one['source']}"
        for one in listed
        if one["title"] in titles and one.get("license")
    ]
    note = f"From simple-icons {version}, CC0-1.0. The marks belong to their owners; those with a licence of their own:"
    return ['<svg xmlns="http://www.w3.org/2000/svg">', f"<!-- {note}", *licences, "-->"]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
