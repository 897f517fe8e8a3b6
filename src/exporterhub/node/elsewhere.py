"""Flags of the exporter on other systems: they are known, so that what is said of them can be more than "unknown".

Collectors of another system cannot always be imported, so their flags are read from their source; those that several
systems share stand in ``choosing``.
"""

from __future__ import annotations

import re
from pathlib import Path

from exporterhub.node import choosing, registry
from exporterhub.node.systems import SYSTEMS, System

__all__ = ["collectors", "declared", "flags"]

_FLAG = re.compile(rb'"(collector\.\w+\.[\w.-]+)"')
_CHOOSING = b"from exporterhub.node.choosing import"


def declared(system: System) -> frozenset[str]:
    """The flags of a system: its own, and those of its collectors."""
    folder = Path(registry.folder(system))
    found = {flag.name for flag in system.flags}
    shared = _flags(Path(choosing.__file__).read_bytes())
    for name in registry.names(system):
        source = (folder / f"{name}.py").read_bytes()
        found |= _flags(source)
        if _CHOOSING in source:
            found |= {flag for flag in shared if flag.startswith(f"collector.{name}.")}
    return frozenset(found)


def _flags(source: bytes) -> set[str]:
    return {flag.decode() for flag in _FLAG.findall(source)}


def flags(here: System) -> dict[str, list[System]]:
    """Flags that are not there on this system, and the systems that have them."""
    own = declared(here)
    found: dict[str, list[System]] = {}
    for system in SYSTEMS:
        if system is not here:
            for flag in sorted(declared(system) - own):
                found.setdefault(flag, []).append(system)
    return found


def collectors(here: System) -> dict[str, list[System]]:
    """Collectors that are not there on this system, and the systems that have them."""
    own = {*registry.names(here), *here.not_here}
    found: dict[str, list[System]] = {}
    for system in SYSTEMS:
        if system is not here:
            for name in registry.names(system):
                if name not in own:
                    found.setdefault(name, []).append(system)
    return found
