"""The collectors that are there: the files of the folder ``collectors``. The folder is the registration."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Collection

from exporterhub.node.collector import Collector
from exporterhub.node.files import listing

__all__ = ["forget", "load", "names"]

_FOLDER = __file__.rpartition("/")[0] + "/collectors"


@functools.cache
def names() -> tuple[str, ...]:
    """Every collector's name, in alphabetical order; none is imported for it."""
    return tuple(file[:-3] for file in listing(_FOLDER) if file.endswith(".py") and not file.startswith("_"))


@functools.cache
def load(name: str) -> type[Collector]:
    """Import one collector."""
    module = importlib.import_module(f"exporterhub.node.collectors.{name}")
    found: type[Collector] = module.Collector
    found.name = name
    return found


def forget(wanted: Collection[str]) -> None:
    """Let go of all collectors but ``wanted``: they were needed for their flags only, and take memory."""
    package = sys.modules.get("exporterhub.node.collectors")
    for name in names():
        module = f"exporterhub.node.collectors.{name}"
        if name not in wanted and module in sys.modules:
            del sys.modules[module]
            vars(package).pop(name, None)
    load.cache_clear()
