"""Every label that the rule reads is carried by the series it is read from.

A matcher on a label that the series do not have lets nothing through (`=`, `=~`) or everything (`!=`,
`!~`); grouping by it gives one group; joining on it joins what does not belong together. Read are labels
of matchers and of `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`, `label_replace`,
`label_join` and `histogram_quantile` (which needs `le`), each from the series that can still carry it at
that place.

`job` and `instance` are always there. Labels that service discovery often attaches (`cluster`,
`namespace`, `pod`, ...) are not on any page; they give a finding of severity info, which says what the
rule takes for granted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import LabelRead, Matcher, Query

from ..._finding import finding
from ..._given import TARGET_LABELS
from ..._near import did_you_mean, listed, nearest
from ..._pages import Pages, Series
from ..._pattern import Pattern

_HARMLESS = frozenset(("without", "ignoring"))


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each place that reads a label which is not there."""
    if not pages.pages:
        return
    for selector in query.selectors:
        series = pages.sources(selector)
        for matcher in selector.matchers if series else ():
            yield from _matched(rule, matcher, series or ())
    for read in query.labels_read:
        if read.origin == "gone" and read.label != "__name__":
            yield from _gone(rule, read)
        elif read.origin == "series" and read.label != "__name__":
            yield from _read(rule, read, pages)


def _carried(label: str, series: Sequence[Series]) -> bool:
    """Whether some series may carry the label."""
    return any(found.labels is None or label in found.labels for found in series)


def _matched(rule: Rule, matcher: Matcher, series: Sequence[Series]) -> Iterator[Finding]:
    pattern = Pattern(matcher.op, matcher.value)
    # `x{a=""}` asks for series without the label.
    absent_wanted = matcher.op == "=" and matcher.value == ""
    if matcher.label == "__name__" or absent_wanted or _carried(matcher.label, series):
        return
    effect = "every series passes" if pattern.matches("") else "nothing passes"
    harmless = pattern.matches("")
    yield from _missing(rule, matcher.label, series, matcher.start, f", so {effect} here", harmless=harmless)


def _read(rule: Rule, read: LabelRead, pages: Pages) -> Iterator[Finding]:
    sources = [pages.sources(selector) for selector in read.selectors]
    if any(found is None for found in sources):
        return
    series = [one for found in sources for one in found or ()]
    if series and not _carried(read.label, series):
        harmless = read.by in _HARMLESS
        yield from _missing(rule, read.label, series, read.start, f" ({read.by})", harmless=harmless)


def _missing(
    rule: Rule, label: str, series: Sequence[Series], offset: int, effect: str, *, harmless: bool
) -> Iterator[Finding]:
    known = {name for found in series for name in found.labels or ()}
    near = nearest(label, known, 0.7)
    severity: Severity = "warning" if harmless and near is None else "error"
    names = listed((found.name for found in series), 3)
    carry = "has" if len(series) == 1 else "have"
    message = f"{names} {carry} no label {label}{effect}; labels are {listed(known)}"
    remedy = did_you_mean(near)
    if label in TARGET_LABELS and near is None:
        severity = "info"
        message = f"{names} {carry} no label {label} of its own{effect}"
        remedy = f"Make sure that your scrape configuration attaches {label}."
    yield finding(__name__, severity, message, remedy, rule=rule, offset=offset)


def _gone(rule: Rule, read: LabelRead) -> Iterator[Finding]:
    if read.by in _HARMLESS:
        return
    severity: Severity = "warning" if read.by == "by" else "error"
    what = f"{read.by} reads the label {read.label}"
    message = f"{what}, which an inner aggregation or join has already dropped"
    remedy = f"Keep {read.label} inside: name it in `by (...)` there."
    yield finding(__name__, severity, message, remedy, rule=rule, offset=read.start)
