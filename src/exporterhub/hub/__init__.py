"""The hub: the catalog as a web site and a JSON API.

``create_app`` makes the application, ``serve`` runs it on granian. The sub-packages ``install`` and ``documents`` need
neither, so this door opens lazily: importing it must not cost what a web framework costs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exporterhub.hub.app import create_app
    from exporterhub.hub.server import serve

__all__ = ["create_app", "serve"]

_HOMES = {"create_app": "exporterhub.hub.app", "serve": "exporterhub.hub.server"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
