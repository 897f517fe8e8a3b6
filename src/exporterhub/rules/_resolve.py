"""Which recordings have everything that a query reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exporterhub.catalog import Rule
from exporterhub.promql import Binary, LabelRead, Query, Selector, examine, walk

from ._page import Page
from ._pages import Pages, Series

__all__ = ["Resolution", "lacking", "resolve", "resolve_all"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resolution:
    """``resolves`` names the pages that have every metric and label that is read, or, where no page has all of it,
    those pages of one run that together do: Prometheus scrapes them side by side.

    ``missing`` is what none of the pages has, or, where each has a part only, what the best of them
    lacks: names of metrics, and ``metric{label}`` for labels. It is empty if and only if something
    resolves the query.
    """

    resolves: tuple[str, ...]
    missing: tuple[str, ...]


def resolve(rule: Rule | Query, pages: Sequence[Page], rules: Sequence[Rule] = ()) -> Resolution:
    """The pages that resolve a rule (or a panel's query).

    Labels that Prometheus attaches (``job``, ``instance``) are always there; what ``rules`` record is
    there where their own queries resolve. Of the sides of ``or`` one is enough: it is how one rule reads
    two versions.
    """
    return next(resolve_all([rule], pages, rules))


def resolve_all(
    wanted: Sequence[Rule | Query], pages: Sequence[Page], rules: Sequence[Rule] = ()
) -> Iterator[Resolution]:
    """As ``resolve``, for many: each page is indexed once."""
    examined = [(rule, examine(rule.expr)) for rule in rules]
    indexed = {page.name: Pages([page], examined) for page in pages}
    runs: dict[str, list[Page]] = {}
    for page in pages:
        if page.run:
            runs.setdefault(page.run, []).append(page)
    together = [Pages(of_run, examined) for of_run in runs.values() if len(of_run) > 1]
    for one in wanted:
        query = one if isinstance(one, Query) else examine(one.expr)
        yield _resolution(query, indexed, together)


def lacking(query: Query, pages: Pages) -> tuple[str, ...]:
    """What a single page lacks of all that the query reads, as ``Resolution.missing`` names it."""
    return tuple(dict.fromkeys(_lacks(query, pages, ())))


def _resolution(query: Query, pages: Mapping[str, Pages], together: Sequence[Pages]) -> Resolution:
    if query.problem is not None:
        return Resolution((), ("a query that can be read",))
    if not pages:
        return Resolution((), ("a recording",))
    found = {name: lacking(query, page) for name, page in pages.items()}
    resolves = tuple(name for name, missing in found.items() if not missing)
    if not resolves:
        resolves = tuple(name for run in together if not lacking(query, run) for name in _read_from(query, run))
    return Resolution(resolves, () if resolves else min(found.values(), key=len))


def _read_from(query: Query, run: Pages) -> tuple[str, ...]:
    """The pages of a run that have a part of what the query reads."""
    read = {
        id(metric) for selector in query.selectors for found in run.sources(selector) or () for metric in found.metrics
    }
    return tuple(page.name for page in run.pages if any(id(metric) in read for metric in page.metrics.values()))


def _lacks(query: Query, pages: Pages, above: tuple[str, ...]) -> list[str]:
    """What the page lacks; ``above`` are the recorded names whose queries are being looked into."""
    lacking = {selector: _selector_lacks(selector, pages, above) for selector in query.selectors}
    spared = _spared(query, lacking)
    missing = [name for selector, names in lacking.items() if not _inside(selector.start, spared) for name in names]
    for read in query.labels_read:
        if not _inside(read.start, spared) and not missing:
            missing += _read_lacks(read, pages)
    return missing


def _spared(query: Query, lacking: Mapping[Selector, list[str]]) -> list[Span]:
    """The sides of ``or`` that are not needed, as the other side is whole."""
    spared: list[Span] = []
    for node in walk(query.root):
        if isinstance(node, Binary) and node.op == "or":
            whole = [
                not any(lacking[s] for s in lacking if side.start <= s.start < side.end)
                for side in (node.lhs, node.rhs)
            ]
            if whole == [True, False]:
                spared.append((node.rhs.start, node.rhs.end))
            elif whole == [False, True]:
                spared.append((node.lhs.start, node.lhs.end))
    return spared


def _inside(place: int, spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _selector_lacks(selector: Selector, pages: Pages, above: tuple[str, ...]) -> list[str]:
    series = pages.sources(selector)
    if selector.metric is None:
        return [] if series or series is None else ["a metric whose name fits"]
    if not series:
        return [selector.metric]
    wanted = [m.label for m in selector.matchers if m.value or m.op != "="]
    missing = [f"{selector.metric}{{{label}}}" for label in wanted if not _carries(series, label)]
    return missing + _recorded_lacks(selector.metric, series[0], pages, above)


def _recorded_lacks(name: str, series: Series, pages: Pages, above: tuple[str, ...]) -> list[str]:
    """A recorded metric is there where one of the rules that record it can be evaluated."""
    if series.metrics or name in above or name not in pages.recorded:
        return []
    lacking = [_lacks(query, pages, (*above, name)) for _, query in pages.recorded[name]]
    return min(lacking, key=len)


def _read_lacks(read: LabelRead, pages: Pages) -> list[str]:
    if read.origin != "series":
        return []
    sources = [found for selector in read.selectors for found in pages.sources(selector) or ()]
    if not sources or _carries(sources, read.label):
        return []
    return [f"{sources[0].name}{{{read.label}}}"]


def _carries(series: Sequence[Series], label: str) -> bool:
    return label == "__name__" or any(found.labels is None or label in found.labels for found in series)
