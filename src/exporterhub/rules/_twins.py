"""Rules beside each other: which alerts ask the same, or nearly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, cast

from exporterhub.catalog import Rule
from exporterhub.promql import Query, normal_form

from ._pages import Pages

__all__ = ["Twin", "likes", "same"]

_UPWARD = frozenset((">", ">="))
_DOWNWARD = frozenset(("<", "<="))


class Twin(NamedTuple):
    """A rule with the place it comes at in the run."""

    at: int
    rule: Rule
    query: Query


def same(rule: Rule, pages: Pages) -> Twin | None:
    """The first rule before this one with the same query and labels (and name, for recording rules)."""
    return _before(rule, pages, "same")


def likes(rule: Rule, pages: Pages) -> Twin | None:
    """The first alert before this one that differs in its threshold, or in how long it waits, and in nothing else."""
    return _before(rule, pages, "like")


def _before(rule: Rule, pages: Pages, how: str) -> Twin | None:
    first, at = _index(pages)
    own = at[id(rule)]
    key = _keys(own.rule, own.query).get(how)
    found = first.get((how, key)) if key else None
    return found if found is not None and found.at < own.at else None


Index = tuple[dict[tuple[str, tuple[str, ...] | None], Twin], dict[int, Twin]]


def _index(pages: Pages) -> Index:
    """Rules by their keys, the first of each, and by identity; worked out once for a run."""
    if __name__ not in pages.memo:
        twins = [Twin(at, rule, query) for at, (rule, query) in enumerate(pages.rules)]
        first: dict[tuple[str, tuple[str, ...] | None], Twin] = {}
        for twin in twins:
            for how, key in _keys(twin.rule, twin.query).items():
                first.setdefault((how, key), twin)
        pages.memo[__name__] = (first, {id(twin.rule): twin for twin in twins})
    return cast(Index, pages.memo[__name__])


def _keys(rule: Rule, query: Query) -> dict[str, tuple[str, ...]]:
    if query.problem is not None:
        return {}
    labels = tuple(f"{name}={value}" for name, value in sorted(rule.labels.items()))
    name = rule.name if rule.kind == "record" else ""
    keys = {"same": (rule.kind, name, normal_form(rule.expr), str(rule.for_seconds if not name else 0), *labels)}
    like = "\0".join(_without_threshold(query))
    if rule.kind == "alert":
        keys["like"] = (like, *labels)
    return keys


def _without_threshold(query: Query) -> Iterator[str]:
    threshold, text = query.threshold, query.text
    if threshold is None or threshold.op not in _UPWARD | _DOWNWARD:
        yield normal_form(text)
        return
    spans = sorted(((threshold.start, threshold.end), (threshold.op_start, threshold.op_end)))
    at = 0
    for start, end in spans:
        yield normal_form(text[at:start])
        at = end
    yield normal_form(text[at:])
    yield "up" if threshold.op in _UPWARD else "down"
