"""A label matcher is dropped."""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Matcher, Query, Selector

from .._mutant import Mutant, edited


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """One mutant for each matcher of a selector with a name."""
    for selector in query.selectors:
        if selector.metric is not None and selector.name_end < selector.body_end:
            for matcher in selector.matchers:
                yield _without(rule, query, selector, matcher)


def _without(rule: Rule, query: Query, selector: Selector, matcher: Matcher) -> Mutant | None:
    left = [query.text[other.start : other.end] for other in selector.matchers if other is not matcher]
    text = f"{{{','.join(left)}}}" if left else ""
    if selector.name_start != selector.start:  # the name stands in the braces too
        return None
    what = f"{query.text[matcher.start : matcher.end]} is dropped"
    return edited(rule, what, selector.name_end, selector.body_end, text, at=matcher.start)
