"""Metric and label names: which need quotes, and how they are escaped for peers that know the legacy characters only.

Follows Prometheus' "UTF-8 support" and "Escaping schemes", as ``prometheus/common`` implements them.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["ESCAPINGS", "LABEL", "METRIC", "Escaping", "escape_name", "quote"]

Escaping = Literal["allow-utf-8", "underscores", "dots", "values"]
ESCAPINGS: tuple[Escaping, ...] = ("allow-utf-8", "underscores", "dots", "values")

METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_LEGACY = re.compile(r"[a-zA-Z0-9_:]")


def quote(name: str) -> str:
    """A name in quotes, escaped as label values are."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return f'"{escaped}"'


def escape_name(name: str, escaping: Escaping) -> str:
    """A name with legacy characters only. Names that need no escaping come back as they are, under each scheme."""
    if escaping == "allow-utf-8" or not name or METRIC.fullmatch(name):
        return name
    if escaping == "underscores":
        return "".join(c if _plain(c, i) else "_" for i, c in enumerate(name))
    if escaping == "dots":
        return "".join(_dotted(c, i) for i, c in enumerate(name))
    return "U__" + "".join(_by_value(c, i) for i, c in enumerate(name))


def _plain(character: str, position: int) -> bool:
    return bool(_LEGACY.fullmatch(character)) and (position > 0 or not character.isdigit())


def _dotted(character: str, position: int) -> str:
    if character == "_":
        return "__"
    if character == ".":
        return "_dot_"
    return character if _plain(character, position) else "__"


def _by_value(character: str, position: int) -> str:
    if character == "_":
        return "__"
    if _plain(character, position):
        return character
    return "_FFFD_" if "\ud800" <= character <= "\udfff" else f"_{ord(character):x}_"
