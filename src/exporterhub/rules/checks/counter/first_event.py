"""A counter whose series appears with its first event is not seen to rise by it.

`increase` and `rate` need two samples. A series that is not there until something happens (`errors_total{err="OOM"}`)
begins at 1: before it there is no sample to rise from, so the first event raises no alert, and where the
process ends with the event no event ever does.

The finding is for alerts on any increase (`> 0`), where recordings show that the series comes into being
later: the family is on a page without it, or declared without series, or was never seen at 0. What to do is
to ask for new series too, while the target itself is not new:

    increase(x[5m]) > 0
      or (x unless x offset 5m) > 0 and on (job, instance) up offset 5m == 1

or to have the exporter expose the series with 0 from the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Call, Node, Query, Selector, constant, walk

from ..._finding import finding
from ..._page import Page
from ..._pages import Pages
from ..._pattern import Pattern
from ..._tree import is_comparison, new_series

_FUNCTIONS = frozenset(("increase", "rate", "irate"))


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each counter whose first event is missed."""
    if rule.kind != "alert":
        return
    for selector, function in _any_increase(query.root):
        name = selector.metric or ""
        if name and name not in new_series(query.root):
            why = _comes_later(selector, pages)
            if why:
                text = query.text[selector.start : selector.body_end]
                window = query.text[selector.window.start : selector.window.end] if selector.window else "5m"
                message = f"{function} does not see the first event: {why}"
                new = f"({text} unless {name} offset {window}) > 0"
                remedy = f"Add `or {new} and on (job, instance) up offset {window} == 1`."
                yield finding(__name__, "warning", message, remedy, rule=rule, offset=selector.start)


def _any_increase(root: Node) -> Iterator[tuple[Selector, str]]:
    """The counters whose increase is compared with 0."""
    for node in walk(root):
        if is_comparison(node) and node.op in (">", "!=") and constant(node.rhs) == 0:
            for call in walk(node.lhs):
                if isinstance(call, Call) and call.name in _FUNCTIONS and isinstance(call.args[0], Selector):
                    yield call.args[0], call.name


def _comes_later(selector: Selector, pages: Pages) -> str:
    """What shows that the series are not there from the start; empty where nothing does."""
    name = selector.metric or ""
    fixed = [(m.label, Pattern(m.op, m.value)) for m in selector.matchers if m.op in ("=", "=~") and m.value]
    known = [(label, pattern) for label, pattern in fixed if label not in pages.attached and not pattern.unreadable]
    for page in pages.pages:
        if _declared_only(page, name):
            return f"on {page.name} {name} is declared, but has no series yet"
        if known and name in page.metrics and not _has(page, name, known):
            asked = ", ".join(f'{label}{pattern.op}"{pattern.value}"' for label, pattern in known)
            return f"on {page.name} {name} has no series with {asked} yet"
    return _never_zero(name, pages) if known else ""


def _never_zero(name: str, pages: Pages) -> str:
    """Labelled series that begin with an event are never seen at 0, and some page has none of them."""
    having = [page.metrics[name] for page in pages.pages if name in page.metrics]
    versions = {page.version for page in pages.pages if name in page.metrics}
    without = [page.name for page in pages.pages if name not in page.metrics and page.version in versions]
    if not without or any(value == 0 for metric in having for _, value in metric.rows):
        return ""
    return f"no series of {name} was recorded at 0, and {without[0]} has none: each begins with its first event"


def _declared_only(page: Page, name: str) -> bool:
    if name in page.metrics:
        return False
    family = page.families.get(name) or page.families.get(name.removesuffix("_total"))
    return family is not None and family[1] == () and family[0] in ("counter", "unknown")


def _has(page: Page, name: str, known: list[tuple[str, Pattern]]) -> bool:
    metric = page.metrics[name]
    if metric.total or any(label not in metric.values or label in metric.redacted for label, _ in known):
        return True  # trimmed or replaced: it may have been there
    return any(all(pattern.matches(labels.get(label, "")) for label, pattern in known) for labels, _ in metric.rows)
