"""Every metric that the rule reads exists on a page.

A rule on a metric that nobody exposes never fires, and looks exactly like a rule on a healthy service.
Names are compared with those of the series as exposed, never with those of families: a histogram `x` has
series `x_bucket`, `x_sum` and `x_count`, and a counter has the suffix `_total` only where the exporter
writes it.

Series that Prometheus makes itself (`up`, `scrape_duration_seconds`, `ALERTS`, ...) exist always; so does
what other rules of the same run record. A family that a page declares without any series yet (an error
counter before the first error) counts as existing.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query, Selector

from ..._finding import finding
from ..._near import did_you_mean, listed
from ..._pages import Pages


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each selector whose metric no page has."""
    if not pages.pages:
        return
    for selector in query.selectors:
        if selector.metric is None:
            yield from _pattern(rule, selector, pages)
        elif pages.find(selector.metric) is None:
            yield from _missing(rule, query, selector, selector.metric, pages)


def _missing(rule: Rule, query: Query, selector: Selector, name: str, pages: Pages) -> Iterator[Finding]:
    family = pages.family(name)
    if family is None:
        message = f"there is no metric {name} on {pages.where}"
        remedy = did_you_mean(pages.nearest(name))
        yield finding(__name__, "error", message, remedy, rule=rule, offset=selector.name_start)
        return
    kind, names = family
    message = f"{name} is a {kind} whose series are called {listed(names)}"
    native = kind in ("histogram", "gaugehistogram")
    if native and any(use.name.startswith("histogram_") for use in query.functions):
        remedy = f"Fine where {name} is scraped as a native histogram; classic buckets are {name}_bucket."
        yield finding(__name__, "info", message, remedy, rule=rule, offset=selector.name_start)
        return
    remedy = did_you_mean(names[0]) if len(names) == 1 else "Name the one that is meant."
    yield finding(__name__, "error", message, remedy, rule=rule, offset=selector.name_start)


def _pattern(rule: Rule, selector: Selector, pages: Pages) -> Iterator[Finding]:
    if pages.sources(selector) == []:
        wanted = next(matcher for matcher in selector.matchers if matcher.label == "__name__")
        message = f"no metric on {pages.where} has a name that fits {wanted.op}{wanted.value!r}"
        yield finding(__name__, "error", message, rule=rule, offset=wanted.start)
