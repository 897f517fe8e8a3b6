"""Recording rules that the server does not evaluate, put in the place of their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from exporterhub.catalog import Rule
from exporterhub.promql import Query, Selector, examine

__all__ = ["inlined"]

_DEEPEST = 8  # recording rules that read others; those that read each other would never end


def inlined(
    expr: str, recorded: Mapping[str, Sequence[Rule]], lacks: Callable[[str], bool], step: float
) -> tuple[str, tuple[str, ...]]:
    """``expr`` with what is recorded in the place of its names, and these names.

    Args:
        expr: a query that parses.
        recorded: the recording rules by name.
        lacks: whether the server has no series of a name.
        step: seconds between evaluations, the step of the subqueries that windows become.

    A selector with matchers stays as it is: what it leaves out cannot be said of a query.
    """
    names: dict[str, None] = {}
    for _ in range(_DEEPEST):
        query = examine(expr)
        found = [
            one for one in query.selectors if one.metric in recorded and not one.matchers and lacks(str(one.metric))
        ]
        if not found:
            break
        for selector in sorted(found, key=lambda one: one.start, reverse=True):
            name = str(selector.metric)
            names[name] = None
            expr = expr[: selector.start] + _placed(query, selector, recorded[name], step) + expr[selector.end :]
    return expr, tuple(names)


def _placed(query: Query, selector: Selector, rules: Sequence[Rule], step: float) -> str:
    body = f"({' or '.join(_body(rule) for rule in rules)})"
    rest = query.text[selector.body_end : selector.end]
    if selector.window is not None:
        return body + rest.replace("]", f":{step:g}s]", 1)
    # Only selectors and subqueries take an offset; the last of one evaluation is that evaluation.
    return f"last_over_time({body}[{step:g}s:{step:g}s]{rest})" if rest.strip() else body


def _body(rule: Rule) -> str:
    """Its query, with the labels that the rule adds."""
    text = f"({rule.expr.strip()})"
    for label, value in rule.labels.items():
        text = f'label_replace({text}, {json.dumps(label)}, {json.dumps(value.replace("$", "$$"))}, "", "")'
    return text
