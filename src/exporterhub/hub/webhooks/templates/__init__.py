"""The templates that are built in: one per file, found by their files. ``render`` makes of an event what is sent."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from exporterhub.hub.webhooks.event import Event
from exporterhub.hub.webhooks.templates._rendered import Rendered, json_body

__all__ = ["Rendered", "json_body", "names", "render", "summary"]


@cache
def names() -> tuple[str, ...]:
    """The names of all, in alphabetical order."""
    return tuple(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def render(name: str, event: Event) -> Rendered:
    """What the template of this name sends for an event."""
    made: Rendered = importlib.import_module(f"{__name__}.{name}").render(event)
    return made


def summary(name: str) -> str:
    """The first line of the template's documentation."""
    return (importlib.import_module(f"{__name__}.{name}").__doc__ or "").splitlines()[0]
