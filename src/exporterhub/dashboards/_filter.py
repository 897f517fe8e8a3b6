"""From a plain query to the one that a dashboard asks: filters in each selector, windows that fit the time range."""

from __future__ import annotations

from exporterhub.promql import Query, Selector, analyse

__all__ = ["with_filters"]

FILTERS = 'job=~"$job", instance=~"$instance"'
WINDOW = "$__rate_interval"
_RATES = frozenset(("rate", "irate", "increase"))
_WINDOW_SECONDS = 300.0


def with_filters(expr: str, filters: str = FILTERS, window: str = WINDOW) -> str:
    """``expr`` with ``filters`` in each selector, and ``window`` for windows of five minutes in rates.

    A selector that matches on ``job`` itself stays as it is: under ``honor_labels: true`` the job and instance of what
    a gateway passes on are not the gateway's, and ``{job=~".+"}`` says that all of them are meant.
    """
    query = analyse(expr)
    changes = [_filter(query, selector, filters) for selector in query.selectors if not _chosen(selector)]
    changes += [
        (found.start, found.end, window)
        for found in query.ranges
        if found.function in _RATES and found.seconds == _WINDOW_SECONDS and not found.subquery
    ]
    text = expr
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _chosen(selector: Selector) -> bool:
    return any(matcher.label == "job" for matcher in selector.matchers)


def _filter(query: Query, selector: Selector, filters: str) -> tuple[int, int, str]:
    """A change that inserts the filters: before the closing brace, or after the name."""
    body = query.text[selector.start : selector.body_end]
    if body.rstrip().endswith("}"):
        at = selector.start + body.rindex("}")
        inside = body[body.index("{") + 1 : body.rindex("}")].strip()
        comma = "" if not inside or inside.endswith(",") else ", "
        return at, at, comma + filters
    return selector.body_end, selector.body_end, f"{{{filters}}}"
