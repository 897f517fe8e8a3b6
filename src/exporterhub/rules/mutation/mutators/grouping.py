"""A label is dropped from ``by``, ``without``, ``on``, ``ignoring``, ``group_left`` or ``group_right``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Aggregation, Binary, Label, Query, walk

from .._mutant import Mutant, edited

_COMMA_AFTER = re.compile(r"\s*,\s*")
_COMMA_BEFORE = re.compile(r",\s*$")


def mutate(rule: Rule, query: Query) -> Iterator[Mutant | None]:
    """One mutant for each label."""
    for node in walk(query.root):
        if isinstance(node, Aggregation) and node.grouping:
            word = "without" if node.grouping.without else "by"
            for label in node.grouping.labels:
                yield _dropped(rule, query, label, word)
        elif isinstance(node, Binary) and node.matching:
            word = "on" if node.matching.on else "ignoring"
            for label in node.matching.labels:
                yield _dropped(rule, query, label, word)
            for label in node.matching.include:
                yield _dropped(rule, query, label, f"group_{node.matching.group}")


def _dropped(rule: Rule, query: Query, label: Label, word: str) -> Mutant | None:
    start, end = label.start, label.end
    after = _COMMA_AFTER.match(query.text, end)
    before = _COMMA_BEFORE.search(query.text[:start])
    if after:
        end = after.end()
    elif before:
        start = before.start()
    return edited(rule, f"{label.name} is dropped from `{word}`", start, end, "", at=label.start)
