"""A range window holds at least four scrapes.

`rate`, `increase`, `deriv` and their like need two samples to say anything. One scrape may fail and one may
come late, so a window of four scrape intervals is the least that gives a value at every evaluation; below
that the result comes and goes, and with it the alert.

The scrape interval is 15 s unless `--scrape-interval` says otherwise, the least window is then `[1m]`. A
window of less than two intervals never has two samples for sure: an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Query

from ..._duration import duration
from ..._finding import finding
from ..._pages import Pages

_NEED_SAMPLES_WORDS = """
rate increase irate delta idelta deriv predict_linear double_exponential_smoothing changes resets
stddev_over_time stdvar_over_time mad_over_time
"""
_NEED_SAMPLES = frozenset(_NEED_SAMPLES_WORDS.split())
_LEAST = 4


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each window that is too short."""
    for window in query.ranges:
        needed = _LEAST * pages.interval
        if window.function not in _NEED_SAMPLES or window.seconds >= needed:
            continue
        every = pages.interval
        if window.subquery:
            if window.step is None:
                continue
            every, needed = window.step, _LEAST * window.step
            if window.seconds >= needed:
                continue
        severity: Severity = "error" if window.seconds < 2 * every else "warning"
        what = "step of the subquery" if window.subquery else "scrape interval"
        message = (
            f"{window.function} over {duration(window.seconds)} holds too few samples at a {what} of {duration(every)}"
        )
        remedy = f"Use at least [{duration(needed)}]: four of them."
        yield finding(__name__, severity, message, remedy, rule=rule, offset=window.start)
