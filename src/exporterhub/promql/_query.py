"""What a query reads and returns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ._errors import QuerySyntaxError
from ._flow import Flow, flow_of
from ._judge import judge
from ._kinds import ValueKind, kind
from ._nodes import Aggregation, Call, Node, Number, Selector, Subquery, Window, walk
from ._parser import parse
from ._reads import LabelRead, label_reads
from ._threshold import Threshold, threshold_of
from ._tokens import tokenize

__all__ = ["FunctionUse", "OutputLabels", "Query", "Range", "analyse", "examine", "kind_of", "normal_form", "output_of"]


@dataclass(frozen=True, slots=True)
class OutputLabels:
    """The labels of a result.

    Each series of the result has labels of ``sources`` (the selectors it is computed from): those in
    ``kept``, or where that is None all but ``dropped``; and those in ``added``, which a join copied or
    the query made. The metric's name counts as the label ``__name__``. ``open`` says that there may be
    others (``info()``).
    """

    kept: frozenset[str] | None
    dropped: frozenset[str]
    added: frozenset[str]
    sources: tuple[Selector, ...] = ()
    open: bool = False

    def can_have(self, label: str) -> bool:
        """Whether the query lets ``label`` through. Whether the series carry it, only a page can tell."""
        if label in self.added or self.open:
            return True
        return label not in self.dropped if self.kept is None else label in self.kept


@dataclass(frozen=True, slots=True)
class Range:
    """A range window: ``seconds``, the place of the duration, and the function that gets it (empty: none).

    ``selectors`` are the series read over that window. A subquery has its ``step`` in seconds, None by
    default.
    """

    seconds: float
    start: int
    end: int
    function: str
    subquery: bool
    step: float | None
    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class FunctionUse:
    """A function or aggregation by name, at the place of its name."""

    name: str
    start: int
    end: int
    aggregation: bool


@dataclass(frozen=True, slots=True)
class Query:
    """An analysed query. Places are 0-based characters of ``text``; everything is in the order of the text.

    ``kind`` is that of the result. ``numbers`` are all number literals. ``root`` is the tree, for what
    the other fields do not answer. ``problem`` is set and all else empty where the text is no query (see
    ``broken``).
    """

    text: str
    kind: ValueKind
    selectors: tuple[Selector, ...]
    output: OutputLabels
    threshold: Threshold | None
    ranges: tuple[Range, ...]
    offsets: tuple[Window, ...]
    labels_read: tuple[LabelRead, ...]
    functions: tuple[FunctionUse, ...]
    numbers: tuple[Number, ...]
    root: Node
    problem: QuerySyntaxError | None = None

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metric names read, each once, in the order of the text."""
        return tuple(dict.fromkeys(s.metric for s in self.selectors if s.metric is not None))

    @property
    def label_names(self) -> frozenset[str]:
        """All label names read: by matchers, groupings, joins and label functions."""
        matched = {m.label for s in self.selectors for m in s.matchers if m.label != "__name__"}
        return frozenset(matched | {read.label for read in self.labels_read})


# Loading a catalog and checking it read the same queries; a Query cannot change, so both may have the same one.
@lru_cache(maxsize=4096)
def analyse(query: str) -> Query:
    """Read a query as Prometheus does.

    Raises QuerySyntaxError (line, column, expected) where Prometheus would refuse it. The form is PromQL
    of Prometheus 3 (querying basics, operators, functions): experimental functions are known, duration
    expressions are not.
    """
    root = parse(query)
    judge(query, root)
    nodes = tuple(walk(root))
    return Query(
        text=query,
        kind=kind(root),
        selectors=tuple(node for node in nodes if isinstance(node, Selector)),
        output=_output(flow_of(root)),
        threshold=threshold_of(root),
        ranges=tuple(sorted(_ranges(nodes), key=lambda window: window.start)),
        offsets=tuple(sorted(_offsets(nodes), key=lambda window: window.start)),
        labels_read=label_reads(root),
        functions=tuple(sorted(_functions(nodes), key=lambda use: use.start)),
        numbers=tuple(node for node in nodes if isinstance(node, Number)),
        root=root,
    )


def examine(query: str) -> Query:
    """As ``analyse``, but a text that is no query gives a Query that reads nothing, with its ``problem``."""
    try:
        return analyse(query)
    except QuerySyntaxError as problem:
        nothing = OutputLabels(frozenset(), frozenset(), frozenset())
        root = Number(0.0, 0, len(query))
        return Query(query, "scalar", (), nothing, None, (), (), (), (), (), root, problem)


def output_of(node: Node) -> OutputLabels:
    """The labels that the value of one part of a query can have."""
    return _output(flow_of(node))


def kind_of(node: Node) -> ValueKind:
    """The kind of value of one part of a query: scalar, vector, matrix or string."""
    return kind(node)


def normal_form(text: str) -> str:
    """A query (or a part of one) with one space between tokens and strings in one kind of quotes: equal queries give
    equal texts. Comments are left out."""
    return " ".join(repr(token.value) if token.kind == "string" else token.text for token in tokenize(text)).rstrip()


def _output(flow: Flow) -> OutputLabels:
    return OutputLabels(flow.kept, flow.dropped, frozenset(flow.made), flow.sources, flow.open)


def _ranges(nodes: tuple[Node, ...]) -> list[Range]:
    users = {id(arg): node.name for node in nodes if isinstance(node, Call) for arg in node.args}
    found: list[Range] = []
    for node in nodes:
        function = users.get(id(node), "")
        if isinstance(node, Selector) and node.window:
            found.append(_range(node.window, function, None, (node,), subquery=False))
        elif isinstance(node, Subquery):
            inner = tuple(n for n in walk(node.expr) if isinstance(n, Selector))
            found.append(_range(node.window, function, node.step, inner, subquery=True))
    return found


def _range(
    window: Window, function: str, step: Window | None, selectors: tuple[Selector, ...], *, subquery: bool
) -> Range:
    seconds = step.seconds if step else None
    return Range(window.seconds, window.start, window.end, function, subquery, seconds, selectors)


def _offsets(nodes: tuple[Node, ...]) -> list[Window]:
    windows = (node.offset_window for node in nodes if isinstance(node, (Selector, Subquery)))
    return [window for window in windows if window]


def _functions(nodes: tuple[Node, ...]) -> list[FunctionUse]:
    return [
        FunctionUse(node.name, node.start, node.name_end, isinstance(node, Aggregation))
        for node in nodes
        if isinstance(node, (Call, Aggregation))
    ]
