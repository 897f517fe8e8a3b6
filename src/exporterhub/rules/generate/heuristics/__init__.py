"""The heuristics: one module each, which offers ``propose(subject)``. The folder is the registration.

The first line of a module's docstring says what it looks for. ``RANK`` is the order in which they are asked: a family
that has a rule is left alone by those that come later.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import NamedTuple

from .._idea import Decline, Idea
from .._subject import Subject

__all__ = ["Heuristic", "all_heuristics"]

Propose = Callable[[Subject], Iterator[Idea | Decline]]


class Heuristic(NamedTuple):
    """A heuristic: its rank, its id (the module's name), the function, and what it looks for."""

    rank: int
    id: str
    propose: Propose
    documentation: str


@cache
def all_heuristics() -> Mapping[str, Heuristic]:
    """Every heuristic by its id, in the order in which they are asked."""
    names = [found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_")]
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    found = [Heuristic(m.RANK, name, m.propose, (m.__doc__ or "").strip()) for name, m in modules.items()]
    return {one.id: one for one in sorted(found, key=lambda one: (one.rank, one.id))}
