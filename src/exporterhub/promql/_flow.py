"""Which labels a part of a query can have, and which series each comes from.

Follows Prometheus: promql/engine.go (``aggregation``, ``VectorBinop``, ``resultMetric``),
promql/functions.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from ._kinds import KEEP_NAME, kind
from ._nodes import (
    Aggregation,
    Binary,
    Call,
    Label,
    Matching,
    Node,
    Number,
    Paren,
    Selector,
    String,
    Subquery,
    Unary,
)

__all__ = ["NAME", "Flow", "flow_of"]

NAME = "__name__"
_SETS = frozenset(("and", "or", "unless"))
_ARITHMETIC = frozenset(("+", "-", "*", "/", "%", "^", "atan2"))
_KEEP_ALL = frozenset(("topk", "bottomk", "limitk", "limit_ratio"))


@dataclass(frozen=True, slots=True)
class Flow:
    """The labels of one part of a query.

    A label is in the result if ``made`` names it, else if it is in ``kept`` (all labels of ``sources``
    where that is None) and not in ``dropped``. ``made`` says which selectors a label was copied from:
    none where the query itself makes it. ``open`` says that labels which nobody can know may be there too
    (``info()``).
    """

    sources: tuple[Selector, ...] = ()
    kept: frozenset[str] | None = None
    dropped: frozenset[str] = frozenset()
    made: Mapping[str, tuple[Selector, ...]] = field(default_factory=dict)
    open: bool = False

    def can_have(self, label: str) -> bool:
        """Whether a series of the result may carry ``label``, as far as the query says."""
        if label in self.made or self.open:
            return True
        return label not in self.dropped if self.kept is None else label in self.kept

    def origin(self, label: str) -> tuple[Selector, ...]:
        """The selectors that ``label`` comes from; none where the query makes it or has dropped it."""
        if label in self.made:
            return self.made[label]
        return self.sources if self.can_have(label) else ()

    def without(self, *labels: str) -> Flow:
        """The flow after ``labels`` are taken away."""
        gone = frozenset(labels)
        made = {name: origin for name, origin in self.made.items() if name not in gone}
        kept = None if self.kept is None else self.kept - gone
        dropped = self.dropped | gone if self.kept is None else frozenset()
        return Flow(self.sources, kept, dropped, made, self.open)

    def only(self, labels: Iterable[str]) -> Flow:
        """The flow after all but ``labels`` are taken away."""
        wanted = frozenset(labels)
        made = {name: origin for name, origin in self.made.items() if name in wanted}
        kept = frozenset(name for name in wanted if name not in made and self.can_have(name))
        return Flow(self.sources, kept, frozenset(), made)

    def plus(self, made: Mapping[str, tuple[Selector, ...]]) -> Flow:
        """The flow after labels are added (or set anew)."""
        return Flow(self.sources, self.kept, self.dropped - made.keys(), {**self.made, **made}, self.open)


_EMPTY = Flow(kept=frozenset())


def flow_of(node: Node) -> Flow:
    """The labels that the value of ``node`` can have."""
    while isinstance(node, (Paren, Subquery)):
        node = node.expr
    if isinstance(node, Selector):
        return Flow((node,))
    if isinstance(node, (Number, String)):
        return _EMPTY
    if isinstance(node, Unary):
        return flow_of(node.expr).without(NAME)
    if isinstance(node, Aggregation):
        return _aggregated(node)
    if isinstance(node, Call):
        return _called(node)
    return _joined(node)


def _aggregated(node: Aggregation) -> Flow:
    inner = flow_of(node.expr)
    if node.name in _KEEP_ALL:
        return inner
    names = _names(node.grouping.labels) if node.grouping else ()
    without = node.grouping is not None and node.grouping.without
    result = inner.without(NAME, *names) if without else inner.only(names)
    if node.name == "count_values" and isinstance(node.param, String):
        result = result.plus({node.param.value: ()})
    return result


def _called(node: Call) -> Flow:
    name = node.name
    if name in ("absent", "absent_over_time"):
        return _absent(node)
    vectors = [arg for arg in node.args if kind(arg) in ("vector", "matrix")]
    if not vectors or name in ("scalar", "vector", "time", "pi"):
        return _EMPTY
    inner = flow_of(vectors[0])
    if name in ("label_replace", "label_join"):
        return _relabelled(node, inner)
    if name == "info":
        return _informed(node, inner)
    if name in KEEP_NAME:
        return inner
    inner = inner.without(NAME)
    if name in ("histogram_quantile", "histogram_quantiles", "histogram_fraction"):
        inner = inner.without("le")
    if name == "histogram_quantiles" and isinstance(node.args[1], String):
        inner = inner.plus({node.args[1].value: ()})
    return inner


def _relabelled(node: Call, inner: Flow) -> Flow:
    words = [arg.value for arg in node.args[1:] if isinstance(arg, String)]
    if not words:
        return inner
    if node.name == "label_replace" and words[1:3] == ["", ""]:
        # Nothing is put in the place of nothing: the way to take a label away.
        return inner.without(words[0])
    return inner.plus({words[0]: ()})


def _absent(node: Call) -> Flow:
    """The labels that matchers fix, unless a label has several (createLabelsForAbsentFunction)."""
    argument = node.args[0]
    while isinstance(argument, Paren):
        argument = argument.expr
    if not isinstance(argument, Selector):
        return _EMPTY
    labels = [matcher.label for matcher in argument.matchers]
    fixed = (m.label for m in argument.matchers if m.op == "=" and labels.count(m.label) == 1 and m.label != NAME)
    return Flow(kept=frozenset(), made=dict.fromkeys(fixed, ()))


def _informed(node: Call, inner: Flow) -> Flow:
    if len(node.args) > 1 and isinstance(node.args[1], Selector):
        labels = [matcher.label for matcher in node.args[1].matchers if matcher.label != NAME]
        if labels:
            return inner.plus(dict.fromkeys(labels, ()))
    return Flow(inner.sources, inner.kept, inner.dropped, inner.made, True)


def _joined(root: Binary) -> Flow:
    # From the left end of a chain of operators, so that a long chain needs no deep recursion.
    chain = [root]
    while isinstance(chain[-1].lhs, Binary):
        chain.append(chain[-1].lhs)
    return reduce(_join, reversed(chain), flow_of(chain[-1].lhs))


def _join(left: Flow, node: Binary) -> Flow:
    drops_name = node.op in _ARITHMETIC or node.return_bool
    if node.op in ("and", "unless"):
        return left
    right = flow_of(node.rhs)
    if node.op == "or":
        return _either(left, right)
    if kind(node.lhs) == "scalar" or kind(node.rhs) == "scalar":
        result = right if kind(node.lhs) == "scalar" else left
        return result.without(NAME) if drops_name else result
    matching = node.matching
    if matching and matching.group:
        many, one = (left, right) if matching.group == "left" else (right, left)
        result = many.without(NAME) if drops_name else many
        return result.plus({label.name: one.origin(label.name) for label in matching.include})
    result = left.without(NAME) if drops_name else left
    return _matched(result, matching)


def _matched(left: Flow, matching: Matching | None) -> Flow:
    """One-to-one matching keeps only the labels that were compared."""
    if matching is None:
        return left
    names = _names(matching.labels)
    return left.only(names) if matching.on else left.without(*names)


def _either(a: Flow, b: Flow) -> Flow:
    sources = a.sources + tuple(selector for selector in b.sources if selector not in a.sources)
    made = {**a.made, **b.made}
    for name in a.made.keys() & b.made.keys():
        made[name] = a.made[name] + b.made[name]
    if a.kept is not None and b.kept is not None:
        return Flow(sources, a.kept | b.kept, frozenset(), made, a.open or b.open)
    dropped = frozenset(name for name in a.dropped | b.dropped if not a.can_have(name) and not b.can_have(name))
    return Flow(sources, None, dropped, made, a.open or b.open)


def _names(labels: Iterable[Label]) -> tuple[str, ...]:
    return tuple(label.name for label in labels)
