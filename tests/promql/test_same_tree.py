"""Our reader of queries and promql-parser's see the same tree: names, nesting, matchers, windows and modifiers."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import promql_parser as library
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from exporterhub.promql import (
    Aggregation,
    Call,
    Node,
    Number,
    Paren,
    QuerySyntaxError,
    Selector,
    String,
    Subquery,
    Unary,
    analyse,
)

OPS = (
    (library.MatchOp.Equal, "="),
    (library.MatchOp.NotEqual, "!="),
    (library.MatchOp.Re, "=~"),
    (library.MatchOp.NotRe, "!~"),
)
SIDES = (
    (library.VectorMatchCardinality.ManyToOne, "left"),
    (library.VectorMatchCardinality.OneToMany, "right"),
)


def ours(node: Node) -> Any:
    """Our tree in plain values."""
    if isinstance(node, Paren):
        return ("paren", ours(node.expr))
    if isinstance(node, Number):
        return node.value
    if isinstance(node, String):
        return ("string", node.value)
    if isinstance(node, Unary):
        return _signed(node.op, ours(node.expr))
    if isinstance(node, Selector):
        matchers = {(m.label, m.op, m.value) for m in node.matchers}
        name = {("__name__", "=", node.metric)} if node.metric else set()
        return ("selector", frozenset(matchers | name), node.range, node.offset)
    if isinstance(node, Subquery):
        step = node.step.seconds if node.step else None
        offset = node.offset_window.seconds if node.offset_window else 0.0
        return ("subquery", ours(node.expr), node.window.seconds, step, offset)
    if isinstance(node, Call):
        return ("call", node.name, [ours(arg) for arg in node.args])
    if isinstance(node, Aggregation):
        grouping = node.grouping
        by = (grouping.without, {label.name for label in grouping.labels}) if grouping else None
        return ("aggregation", node.name, ours(node.param) if node.param else None, ours(node.expr), by)
    matching = node.matching
    join = (matching.on, {x.name for x in matching.labels}) if matching else None
    group = (matching.group, {x.name for x in matching.include}) if matching else ("", set())
    return ("binary", node.op, ours(node.lhs), ours(node.rhs), node.return_bool, join, group)


def _signed(op: str, value: Any) -> Any:
    # The library folds a sign into a number and drops a plus.
    if op == "+":
        return value
    return -value if isinstance(value, float) else ("minus", value)


def theirs(node: Any) -> Any:
    """The library's tree in the same plain values."""
    kind = type(node).__name__
    reader = {
        "ParenExpr": lambda: ("paren", theirs(node.expr)),
        "NumberLiteral": lambda: node.val,
        "StringLiteral": lambda: ("string", node.val),
        "UnaryExpr": lambda: ("minus", theirs(node.expr)),
        "VectorSelector": lambda: _their_selector(node, None),
        "MatrixSelector": lambda: _their_selector(node.vector_selector, node.range.total_seconds()),
        "SubqueryExpr": lambda: _their_subquery(node),
        "Call": lambda: ("call", node.func.name, [theirs(arg) for arg in node.args]),
        "AggregateExpr": lambda: _their_aggregation(node),
        "BinaryExpr": lambda: _their_binary(node),
    }
    return reader[kind]()


def _named(table: Any, value: Any) -> str:
    # The library's enumerations cannot be hashed.
    return next((name for member, name in table if member == value), "")


def _their_selector(node: Any, window: float | None) -> Any:
    matchers = {(m.name, _named(OPS, m.op), m.value) for m in node.matchers.matchers}
    name = {("__name__", "=", node.name)} if node.name else set()
    return ("selector", frozenset(matchers | name), window, node.offset.total_seconds() if node.offset else 0.0)


def _their_subquery(node: Any) -> Any:
    step = node.step.total_seconds() if node.step else None
    offset = node.offset.total_seconds() if node.offset else 0.0
    return ("subquery", theirs(node.expr), node.range.total_seconds(), step, offset)


def _their_aggregation(node: Any) -> Any:
    modifier = node.modifier
    by = (modifier.type == library.AggModifierType.Without, set(modifier.labels)) if modifier else None
    return ("aggregation", str(node.op), theirs(node.param) if node.param else None, theirs(node.expr), by)


def _their_binary(node: Any) -> Any:
    modifier = node.modifier
    if modifier is None:
        return ("binary", str(node.op), theirs(node.lhs), theirs(node.rhs), False, None, ("", set()))
    matching = modifier.matching
    join = (matching.type == library.LabelModifierType.Include, set(matching.labels)) if matching else None
    group = (_named(SIDES, modifier.card), set(modifier.group_labels or []))
    return ("binary", str(node.op), theirs(node.lhs), theirs(node.rhs), modifier.return_bool, join, group)


CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "queries.yaml").read_text(encoding="utf-8")
)
# The library reads no backslash between backticks.
READABLE = [case["query"] for case in CASES if "`" not in case["query"]]


@pytest.mark.parametrize("query", READABLE, ids=lambda query: str(query)[:60])
def test_the_cases_have_the_same_tree(query: str) -> None:
    assert ours(analyse(query).root) == theirs(library.parse(query))


NAMES = st.sampled_from(["x", "y_total", "job:x:rate5m", "sum", "by", "offset", "z_bucket"])
LABELS = st.lists(st.sampled_from(["job", "le", "instance", "by", "on"]), max_size=2, unique=True).map(", ".join)
VALUES = st.text(string.ascii_letters + string.digits + ".|-/ ", max_size=5)
MATCHERS = st.lists(
    st.builds('{}{}"{}"'.format, st.sampled_from(["job", "mode", "a"]), st.sampled_from(["=", "!="]), VALUES),
    max_size=2,
).map(lambda parts: f"{{{', '.join(parts)}}}" if parts else "")
WINDOWS = st.sampled_from(["5m", "1h30m", "90s", "1d", "300"])
OFFSETS = st.sampled_from(["", " offset 5m", " offset -1h", " @ end()"])
SELECTORS = st.builds("{}{}{}".format, NAMES, MATCHERS, OFFSETS)
RANGES = st.builds("{}{}[{}]{}".format, NAMES, MATCHERS, WINDOWS, OFFSETS)
NUMBERS = st.sampled_from(["0", "1.5", "1e3", "0x1F", "5m", "Inf", ".5"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Queries made of smaller ones that are instant vectors."""
    grouped = st.builds("{} ({})".format, st.sampled_from([" by", " without"]), LABELS) | st.just("")
    matching = st.builds(" {} ({}){}".format, st.sampled_from(["on", "ignoring"]), LABELS, st.just("")) | st.just("")
    grouping = st.builds(" on (a){} ".format, st.sampled_from([" group_left ()", " group_right (b)"]))
    arithmetic = st.sampled_from(["+", "-", "*", "/", "%", "^", "atan2"])
    comparison = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "> bool", "== bool"])
    return st.one_of(
        st.builds("({})".format, inner),
        st.builds("-{}".format, inner),
        st.builds("{}{}({})".format, st.sampled_from(["sum", "max", "count"]), grouped, inner),
        st.builds("{}({}){}".format, st.sampled_from(["avg", "group"]), inner, grouped),
        st.builds("topk{}(3, {})".format, grouped, inner),
        st.builds("{}({})".format, st.sampled_from(["abs", "sort", "absent"]), inner),
        st.builds("{} {}{} {}".format, inner, arithmetic | comparison, matching | grouping, inner),
        st.builds("{} {}{} {}".format, inner, st.sampled_from(["and", "or", "unless"]), matching, inner),
        st.builds("{} {} {}".format, inner, arithmetic | comparison, NUMBERS),
        st.builds("max_over_time(({})[{}:])".format, inner, WINDOWS),
        st.builds('label_replace({}, "d", "$1", "s", "(.*)")'.format, inner),
    )


QUERIES = st.recursive(SELECTORS | st.builds("rate({})".format, RANGES), larger, max_leaves=8)


@settings(deadline=None)
@given(QUERIES)
def test_made_up_queries_have_the_same_tree_and_whole_places(text: str) -> None:
    try:
        expected = theirs(library.parse(text))
    except ValueError:
        # Joined at random, a modifier may end up between numbers.
        with pytest.raises(QuerySyntaxError):
            analyse(text)
        return
    query = analyse(text)
    assert ours(query.root) == expected
    assert (query.root.start, query.root.end) == (0, len(text))
    for selector in query.selectors:
        again = analyse(text[selector.start : selector.end]).selectors[0]
        assert (again.metric, again.range, again.offset) == (selector.metric, selector.range, selector.offset)
