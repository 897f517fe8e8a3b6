"""Files that the lab writes into an entry."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, as a whole or not at all: whoever reads it meanwhile gets the earlier one."""
    temporary = path.with_suffix(".new")
    temporary.write_bytes(data)
    temporary.replace(path)
