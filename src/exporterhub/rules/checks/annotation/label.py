"""The labels that annotations show are those of the query's result.

`{{ $labels.x }}` of a label that is not there is an empty text, without any error: the alert then says that
" is down". `$labels` holds the labels of the query's result, which an aggregation or a join may have
dropped. The labels that the rule itself adds (`severity`) and `alertname` are not among them.

Looked at are annotations and the labels of alerts: `$labels.x`, `.Labels.x`, `index $labels "x"`, with
whatever they are piped into, inside `{{ with }}` and `{{ if }}` too.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Query

from ..._finding import finding_of
from ..._given import TARGET_LABELS
from ..._near import did_you_mean, listed, nearest
from ..._pages import Pages
from ..._template import LabelUse, labels_used

_OF_THE_RULE = "$labels has the labels of the query's result, not those that the rule adds"


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """One finding for each label in each text."""
    if rule.kind != "alert":
        return
    texts = {f"{part}.{name}": text for part, given in _parts(rule) for name, text in given.items()}
    for key, text in texts.items():
        for use in labels_used(text):
            yield from _judged(rule, query, pages, key, use)


def _parts(rule: Rule) -> list[tuple[str, dict[str, str]]]:
    return [("labels", dict(rule.labels)), ("annotations", dict(rule.annotations))]


def _judged(rule: Rule, query: Query, pages: Pages, key: str, use: LabelUse) -> Iterator[Finding]:
    if not query.output.can_have(use.label):
        yield _dropped(rule, query, pages, key, use)
        return
    known = pages.labels(query.output) if pages.pages else None
    if known is None or use.label in known or use.label == "__name__":
        return
    if use.label in rule.labels or use.label == "alertname":
        yield finding_of(__name__, "error", f"{use.text} is empty: {_OF_THE_RULE}", rule=rule, key=key)
        return
    severity: Severity = "error"
    near = did_you_mean(nearest(use.label, known, 0.7))
    message = f"{use.text} is empty: the result has no label {use.label}; its labels are {listed(known - {'__name__'})}"
    if use.label in TARGET_LABELS and not near:
        severity = "info"
        near = f"Make sure that your scrape configuration attaches {use.label}."
    yield finding_of(__name__, severity, message, near, rule=rule, key=key)


def _dropped(rule: Rule, query: Query, pages: Pages, key: str, use: LabelUse) -> Finding:
    left = query.output.kept
    why = "the query drops the label"
    if use.label in rule.labels or use.label == "alertname":
        why = _OF_THE_RULE
    elif carried := next((name for name in query.metrics if _carried(name, use.label, pages)), ""):
        why = f"{carried} has the label, but an aggregation or join drops it"
    shown = f"; left are {listed(left | query.output.added)}" if left else ""
    remedy = "" if use.label in rule.labels else f"Keep {use.label} in the query: name it in `by (...)` or `on (...)`."
    return finding_of(__name__, "error", f"{use.text} is empty: {why}{shown}", remedy, rule=rule, key=key)


def _carried(name: str, label: str, pages: Pages) -> bool:
    series = pages.find(name)
    return series is not None and series.labels is not None and label in series.labels
