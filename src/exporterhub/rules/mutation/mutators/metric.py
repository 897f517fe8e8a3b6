"""A metric is renamed, as an upgrade of the exporter may do."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Query

from .._mutant import Mutant, edited


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """One mutant for each selector with a name."""
    for selector in query.selectors:
        if selector.metric is not None and selector.name_start == selector.start:
            renamed = f"{selector.metric}_renamed"
            yield edited(rule, f"{selector.metric} becomes {renamed}", selector.name_start, selector.name_end, renamed)
