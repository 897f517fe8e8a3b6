"""``for`` is removed: the alert fires at once."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Query

from .._mutant import Mutant, without_for


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:  # noqa: ARG001
    """At most one mutant."""
    if rule.kind == "alert" and rule.for_seconds > 0:
        yield without_for(rule)
