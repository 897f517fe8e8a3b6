"""The checks of a rule: one module each, whose path is the check's id (``metric/exists.py`` is ``metric/exists``).

A module offers one function ``check(rule, query, pages)`` that yields findings, and its docstring is the
check's page in the documentation. The folder is the registration.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from .._pages import Pages

__all__ = ["Check", "all_checks"]

Run = Callable[[Rule, Query, Pages], Iterator[Finding]]


class Check(NamedTuple):
    """A check: its id, the function, and its documentation (plain text, the first line says what it finds)."""

    id: str
    run: Run
    documentation: str


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check by its id, in the order of the ids."""
    modules = (
        import_module(found.name)
        for found in pkgutil.walk_packages(__path__, f"{__name__}.")
        if not found.ispkg and not found.name.rpartition(".")[2].startswith("_")
    )
    checks = (_check(module) for module in modules)
    return {check.id: check for check in sorted(checks)}


def _check(module: ModuleType) -> Check:
    run: Run = module.check
    return Check(check_id(module.__name__), run, (module.__doc__ or "").strip())


def check_id(module_name: str) -> str:
    """The id of the check that a module holds: its path below this folder."""
    return module_name.removeprefix(f"{__name__}.").replace(".", "/")
