"""Where catalogs are. Imported by every search, so it imports next to nothing."""

# pathlib costs more at start than the whole search.
# ruff: noqa: PTH100, PTH112, PTH118, PTH119, PTH120

from __future__ import annotations

import os

__all__ = ["default_paths"]


def default_paths() -> list[str]:
    """The catalog of this program: the repository's in an editable checkout, else the installed copy."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    source = os.path.dirname(package)
    checkout = os.path.join(os.path.dirname(source), "catalog")
    if os.path.basename(source) == "src" and os.path.isdir(checkout):
        return [checkout]
    return [os.path.join(package, "_catalog")]
