"""The mutators: one module each, which offers ``mutate(rule, query)``. The folder is the registration."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module

from exporterhub.catalog import Rule
from exporterhub.promql import Query, analyse

from .._mutant import Mutant

__all__ = ["Mutator", "all_mutators", "mutants"]

Mutator = Callable[[Rule, Query], Iterable[Mutant | None]]


@cache
def all_mutators() -> Mapping[str, Mutator]:
    """Every mutator by the name of its module."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").mutate for name in names}


def mutants(rules: Sequence[Rule]) -> Iterator[Mutant]:
    """All mutants of rules, in the order of rules, mutators and places. Raises QuerySyntaxError."""
    for rule in rules:
        query = analyse(rule.expr)
        for name, mutate in all_mutators().items():
            for mutant in mutate(rule, query):
                if mutant is not None:
                    yield replace(mutant, mutator=name)
