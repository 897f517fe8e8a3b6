"""``preview.json`` of an entry: what the lab kept of its proofs."""

from __future__ import annotations

import json
from typing import Any

from exporterhub.catalog import Entry

__all__ = ["preview_runs"]


def preview_runs(entry: Entry) -> dict[str, Any]:
    """By run: series of panels, faults, firing alerts, footprint; nothing where there is no file."""
    path = entry.files.get("preview.json")
    if path is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["runs"]
    except (OSError, ValueError, KeyError):
        return {}  # written by the lab; one that cannot be read is as good as none
    return found
