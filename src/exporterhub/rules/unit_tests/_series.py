"""The values of an input series: ``0+10x5`` and so on (Prometheus, unit testing for rules: ``<series>``)."""

from __future__ import annotations

import re

__all__ = ["falls", "metric_of"]

_NUMBER = r"[-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|[Ii]nf|NaN)"
_ITEM = re.compile(rf"(?P<first>{_NUMBER})(?:(?P<step>[-+]{_NUMBER.removeprefix('[-+]?')}))?(?:x(?P<count>[0-9]+))?")
_NAME = re.compile(r"\s*(?:(?P<name>[A-Za-z_:][\w:]*)|\{\s*__name__\s*=\s*\"(?P<quoted>[^\"]*)\")")


def metric_of(series: str) -> str:
    """The metric's name of ``name{...}``, empty where there is none."""
    match = _NAME.match(series)
    return (match["name"] or match["quoted"] or "") if match else ""


def falls(values: str) -> bool:
    """Whether the values, in the order of time, fall at some place: what a counter does when its process restarts."""
    highest: float | None = None
    for word in values.split():
        match = _ITEM.fullmatch(word)
        if match is None:
            continue  # a gap (`_`), `stale`, or a histogram
        first, step = float(match["first"]), float(match["step"] or 0)
        if (highest is not None and first < highest) or step < 0:
            return True
        highest = first + step * int(match["count"] or 0)
    return False
