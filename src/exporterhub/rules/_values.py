"""Whether a matcher asks for a label value that can occur, judged by the values seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from exporterhub.errors import Severity

from ._enumeration import enumerates, is_enumeration_name
from ._near import did_you_mean, listed, nearest
from ._pages import Pages, Series
from ._pattern import Pattern

__all__ = ["Verdict", "judge"]

_STATUS = re.compile(r"[1-5][0-9][0-9]")
_CLASS = re.compile(r"[1-5]xx", re.IGNORECASE)
_CODES = tuple(str(code) for code in range(100, 600))
_NUMBERS = frozenset(("le", "quantile"))
_TRIMMED = "Only some of its series are in the recording."


class Verdict(NamedTuple):
    """What is wrong, and the next step."""

    severity: Severity
    message: str
    remedy: str


def judge(series: Series, label: str, pattern: Pattern, pages: Pages) -> Verdict | None:
    """What is wrong with a matcher on ``label`` of ``series``; None where nothing is, or nothing can be told."""
    values = series.values(label)
    seen = {value for value in values if value}
    # An empty value is an absent label; a label that is not there at all is the affair of label/exists.
    if not seen or pattern.unreadable or pattern.hits("") or _unknowable(series, label, pages):
        return None
    for rule in _RULES:
        applies, verdict = rule(series, label, pattern, seen)
        if applies:
            return verdict
    return _open_verdict(series, label, pattern, seen)


def _unknowable(series: Series, label: str, pages: Pages) -> bool:
    return label in pages.attached or any(label in metric.redacted for metric in series.metrics)


Answer = tuple[bool, Verdict | None]


def _numeric(series: Series, label: str, pattern: Pattern, seen: set[str]) -> Answer:
    """Bucket bounds and quantiles: numbers, whose spelling differs between formats and versions of Prometheus."""
    if label not in _NUMBERS or pattern.op != "=":
        return False, None
    wanted = _number(pattern.value)
    if wanted is None:
        message = f'{series.name} has numbers as {label}, and "{pattern.value}" is none'
        return True, Verdict("error", message, f"Recorded: {listed(seen)}.")
    if wanted in {_number(value) for value in seen}:
        return True, None
    severity: Severity = "warning" if _trimmed(series) else "error"
    message = f'{series.name} has no {label}="{pattern.value}"; recorded are {listed(seen, 12)}'
    return True, Verdict(severity, message, _TRIMMED if _trimmed(series) else "")


def _status_codes(series: Series, label: str, pattern: Pattern, seen: set[str]) -> Answer:
    """HTTP status codes come into being when they first occur: any code may."""
    for form, possible in ((_STATUS, _CODES), (_CLASS, ("1xx", "2xx", "3xx", "4xx", "5xx"))):
        if len(seen) and all(form.fullmatch(value) for value in seen):
            if pattern.negative or any(pattern.hits(code) for code in possible) or _any_hit(pattern, seen):
                return True, None
            message = f'{label} of {series.name} holds HTTP status codes, and "{pattern.value}" fits none'
            return True, Verdict("error", message, f"Recorded: {listed(seen)}.")
    return False, None


def _closed(series: Series, label: str, pattern: Pattern, seen: set[str]) -> Answer:
    """Labels that enumerate: a value that is not there cannot occur."""
    if not any(enumerates(metric, label) for metric in series.metrics):
        return False, None
    unknown = [word for word in pattern.alternatives() if word not in seen]
    near = did_you_mean(nearest(unknown[0], seen, 0.5) if unknown else None, '"')
    if not _any_hit(pattern, seen):
        effect = ", so this takes nothing away" if pattern.negative else ""
        severity: Severity = "warning" if pattern.negative else "error"
        message = f"{series.name} never has {_asked(label, pattern)}{effect}; its values are {listed(seen, 12)}"
        return True, Verdict(severity, message, near)
    if unknown:
        message = f'{series.name} never has {label}="{unknown[0]}"; its values are {listed(seen, 12)}'
        return True, Verdict("warning", message, near)
    return True, None


_RULES: tuple[Callable[[Series, str, Pattern, set[str]], Answer], ...] = (_numeric, _status_codes, _closed)


def _open_verdict(series: Series, label: str, pattern: Pattern, seen: set[str]) -> Verdict | None:
    if pattern.negative or _any_hit(pattern, seen):
        return None
    words = pattern.alternatives()
    near = next((found for word in words if (found := nearest(word, seen, 0.7))), None)
    message = f"no recorded series of {series.name} has {_asked(label, pattern)}; recorded are {listed(seen)}"
    remedy = " ".join(filter(None, (did_you_mean(near, '"'), _TRIMMED if _trimmed(series) else "")))
    misspelt = near is not None and is_enumeration_name(label)
    return Verdict("error" if misspelt else "warning", message, remedy)


def _asked(label: str, pattern: Pattern) -> str:
    return f'{label}{pattern.op.replace("!", "=").replace("==", "=")}"{pattern.value}"'


def _any_hit(pattern: Pattern, seen: set[str]) -> bool:
    return any(pattern.hits(value) for value in seen)


def _trimmed(series: Series) -> bool:
    return any(metric.total for metric in series.metrics)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
