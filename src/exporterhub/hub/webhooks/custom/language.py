"""The language of custom templates: what of Jinja2 may stand in one. All else is refused before anything runs.

A sandbox keeps a template from Python's insides; it does not keep it from filling the memory (``"a" * 10 ** 9``) or
from never ending. Here nothing is called or calculated, so text only grows with the template's length, filters refuse
to make long texts, and all loops of a rendering share one number of rounds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.visitor import NodeTransformer

from exporterhub.errors import SyntaxProblem

__all__ = ["FILTERS", "LONGEST_VALUE", "ROUNDS", "TESTS", "bounded", "check_language"]

ROUNDS = 1000
"""How often all loops of one rendering may go round."""
LONGEST_VALUE = 32 * 1024
"""The most characters of one value."""
_DEEPEST = 4
"""Loops and conditions within each other."""

_ALLOWED: dict[type[nodes.Node], str] = dict.fromkeys(
    (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem,
        nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
        nodes.CondExpr, nodes.Concat, nodes.List, nodes.Tuple, nodes.Dict, nodes.Pair,
    ),
    "",
)  # fmt: skip
_ROUNDS_LEFT = "rounds left"


def _json(value: Any) -> str:
    if isinstance(value, Undefined):
        str(value)  # a strict one says here what is missing
    return json.dumps(value, ensure_ascii=False)


def _join(value: Iterable[Any], between: str = "") -> str:
    parts = [str(part) for part in value]
    if sum(map(len, parts)) + len(between) * len(parts) > LONGEST_VALUE:
        raise SecurityError(f"a value of more than {LONGEST_VALUE} characters")
    return str(between).join(parts)


def _default(value: Any, instead: Any = "") -> Any:
    return instead if isinstance(value, Undefined) else value


def _short(function: Callable[..., str]) -> Callable[..., str]:
    def bounded_filter(value: Any, *more: Any) -> str:
        made = function(value, *more)
        if len(made) > LONGEST_VALUE:
            raise SecurityError(f"a value of more than {LONGEST_VALUE} characters")
        return made

    return bounded_filter


def _text(function: Callable[[str], str]) -> Callable[[Any], str]:
    return _short(lambda value: function(str(value)))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "tojson": _short(_json),
    "join": _join,
    "default": _default,
    "upper": _text(str.upper),
    "lower": _text(str.lower),
    "capitalize": _text(str.capitalize),
    "trim": _text(str.strip),
    "length": len,
}
TESTS: Mapping[str, Callable[..., bool]] = {
    "defined": lambda value: not isinstance(value, Undefined),
    "undefined": lambda value: isinstance(value, Undefined),
    "none": lambda value: value is None,
    "in": lambda value, group: value in group,
}
_REMEDY = (
    "what there is: {{ event.name | tojson }}, {% if %}, {% for %}, comparisons, and, or, not, in, ~, the filters "
    f"{', '.join(FILTERS)}, and the tests {', '.join(TESTS)}"
)


def check_language(tree: nodes.Template) -> None:
    """Raises SyntaxProblem, with the line, for the first thing that is not part of the language."""
    for node, depth in _walk(tree, 0):
        problem = _problem(node, depth)
        if problem:
            raise SyntaxProblem(problem, line=node.lineno or 1, column=1, remedy=_REMEDY)


def _walk(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    inside = depth + isinstance(node, nodes.For | nodes.If)
    for child in node.iter_child_nodes():
        yield from _walk(child, inside)


def _problem(node: nodes.Node, depth: int) -> str:
    kind = type(node)
    if kind not in _ALLOWED:
        return f"{kind.__name__.lower()} is not part of the templates of webhooks"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"there is no filter {node.name!r}"
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        return f"there is no test {node.name!r}"
    if isinstance(node, nodes.Filter | nodes.Test) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
        return f"{node.name} takes no named arguments"
    if isinstance(node, nodes.Filter) and node.node is None:
        return "a filter needs a value"
    if isinstance(node, nodes.For) and node.recursive:
        return "a loop cannot be recursive"
    if isinstance(node, nodes.For | nodes.If) and depth >= _DEEPEST:
        return f"loops and conditions are more than {_DEEPEST} deep"
    return ""


class _Bound(NodeTransformer):
    """Has each loop go through ``bounded``."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802  (jinja2's name)
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "bounded", [], [], None, None, lineno=node.lineno)
        return node


def bound_loops(tree: nodes.Template) -> nodes.Template:
    """The same template, its loops counted."""
    bound: nodes.Template = _Bound().visit(tree)
    return bound


def fresh_count() -> dict[str, Any]:
    """The variables of one rendering that the count needs."""
    return {_ROUNDS_LEFT: iter(range(ROUNDS))}


@pass_context
def bounded(context: Context, items: Sequence[Any]) -> list[Any]:
    """The items, taken off the rounds that are left. Raises SecurityError when there are not as many."""
    left = context[_ROUNDS_LEFT]
    taken = []
    for item in items:
        if next(left, None) is None:
            raise SecurityError(f"its loops go round more than {ROUNDS} times")
        taken.append(item)
    return taken
