"""The collectors that are there: the files of each system's folder. The folder is the registration."""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Collection

from exporterhub.node.collector import Collector
from exporterhub.node.files import listing
from exporterhub.node.systems import LINUX, System

__all__ = ["folder", "forget", "load", "names"]


def folder(system: System) -> str:
    """Where the collectors of a system are."""
    return os.path.join(os.path.dirname(__file__), system.folder)  # noqa: PTH118, PTH120


@functools.cache
def names(system: System = LINUX) -> tuple[str, ...]:
    """Every collector's name, in alphabetical order; none is imported for it."""
    files = listing(folder(system))
    return tuple(file[:-3] for file in files if file.endswith(".py") and not file.startswith("_"))


@functools.cache
def load(name: str, system: System = LINUX) -> type[Collector]:
    """Import one collector."""
    module = importlib.import_module(f"exporterhub.node.{system.folder}.{name}")
    found: type[Collector] = module.Collector
    found.name = name
    return found


def forget(wanted: Collection[str], system: System = LINUX) -> None:
    """Let go of all collectors but ``wanted``: they were needed for their flags only, and take memory."""
    package = sys.modules.get(f"exporterhub.node.{system.folder}")
    for name in names(system):
        module = f"exporterhub.node.{system.folder}.{name}"
        if name not in wanted and module in sys.modules:
            del sys.modules[module]
            vars(package).pop(name, None)
    load.cache_clear()
