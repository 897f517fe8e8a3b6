"""`le` and `quantile` are asked for in the spelling that Prometheus 3 stores.

Prometheus 3 writes the bounds of classic histograms and the quantiles of summaries as OpenMetrics does: `1`
becomes `1.0`, `1000000` becomes `1e+06`, whatever the exporter exposes. A matcher `le="1"` then lets nothing
through. Prometheus 2 stored what was exposed, so a rule for both asks for either: `le=~"1(\\.0)?"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.exposition import canonical_bound
from exporterhub.promql import Matcher, Query, Selector

from ..._finding import finding
from ..._pages import Pages
from ..._pattern import Pattern

_TYPES = {"le": frozenset(("histogram", "gaugehistogram")), "quantile": frozenset(("summary",))}


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each matcher with a number in another spelling."""
    for selector in query.selectors:
        for matcher in selector.matchers:
            if matcher.label in _TYPES and _is_bound(selector, matcher, pages):
                yield from _spelt(rule, matcher)


def _is_bound(selector: Selector, matcher: Matcher, pages: Pages) -> bool:
    """Whether the label is one that Prometheus rewrites; a `quantile` of a gauge stays as it is."""
    series = pages.find(selector.metric) if selector.metric else None
    if series is None or not series.metrics:
        return matcher.label == "quantile" or (selector.metric or "_bucket").endswith("_bucket")
    return bool(series.types & _TYPES[matcher.label])


def _spelt(rule: Rule, matcher: Matcher) -> Iterator[Finding]:
    pattern = Pattern(matcher.op, matcher.value)
    for word in pattern.alternatives():
        stored = canonical_bound(word)
        if stored != word and not pattern.unreadable and not pattern.hits(stored):
            negative = ", so this takes nothing away" if pattern.negative else ""
            message = f'Prometheus 3 stores {matcher.label}="{word}" as "{stored}"{negative}'
            either = f"{word}|{stored}".replace(".", "\\\\.").replace("+", "\\\\+")
            op = "!~" if pattern.negative else "=~"
            remedy = f'For Prometheus 2 and 3: {matcher.label}{op}"{either}".'
            yield finding(__name__, "warning", message, remedy, rule=rule, offset=matcher.value_start)
