"""Rules for the lab: what takes minutes and hours in the entry takes seconds there. The entry itself is not touched.

A Prometheus in the lab scrapes every second or so instead of every 15 to 60 seconds, so windows a sixtieth as long hold
about as many samples. Thresholds stay as they are; only the horizon of a forecast is shortened with its window.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from exporterhub.catalog import Rule
from exporterhub.promql import Call, Query, Subquery, analyse, number_of_seconds, walk

KEY = "exporterhub_rule"
"""The label that tells which rule an alert in the lab is of."""

FACTOR = 60.0
SCRAPES = 5
"""The least number of scrapes that a window holds."""

LONGEST_FOR = 10.0
LONGEST_WINDOW = 30.0
LONGEST_MEMORY = 600.0
"""Of what is only remembered, not calculated with: an ``up`` that goes on being expected."""

_REMEMBER = frozenset(("last_over_time", "present_over_time", "absent_over_time"))
_FORECAST = frozenset(("predict_linear",))


def rule_file(rules: Iterable[tuple[str, Rule]], interval: float) -> str:
    """A Prometheus rule file (JSON, which is YAML) of shortened rules; each is given with its key.

    ``interval`` is the lab's scrape interval in seconds.
    """
    groups: dict[str, list[dict[str, object]]] = {}
    for key, rule in rules:
        groups.setdefault(rule.group, []).append(_rule(key, rule, interval))
    return json.dumps({"groups": [{"name": name, "rules": items} for name, items in groups.items()]})


def _rule(key: str, rule: Rule, interval: float) -> dict[str, object]:
    data: dict[str, object] = {rule.kind: rule.name, "expr": shorten(rule.expr, interval)}
    if rule.kind == "alert":
        data["for"] = f"{shorter_for(rule.for_):g}s"
        if rule.keep_firing_for:
            data["keep_firing_for"] = f"{shorter_for(rule.keep_firing_for):g}s"
        data["annotations"] = dict(rule.annotations)
        data["labels"] = {**rule.labels, KEY: key}
    else:
        data["labels"] = dict(rule.labels)
    return data


def shorter_for(text: str) -> float:
    """The seconds in the lab of a duration such as ``15m``; 0 stays 0."""
    seconds = number_of_seconds(text or "0s") or 0.0
    return min(max(2.0, round(seconds / FACTOR)), LONGEST_FOR) if seconds else 0.0


def shorten(expr: str, interval: float) -> str:
    """``expr`` with shorter windows, offsets and forecast horizons."""
    text = expr
    for start, end, seconds in sorted(_shorter(analyse(expr), interval), reverse=True):
        text = text[:start] + seconds + text[end:]
    return text


def longest(rules: Iterable[Rule], interval: float) -> float:
    """How long something that happened can be seen in windows and ``for`` of the shortened rules, in seconds."""
    found = [0.0]
    for rule in rules:
        query = analyse(rule.expr)
        windows = [_window(window.seconds, window.function, interval) for window in query.ranges]
        offsets = [_window(abs(window.seconds), "", interval) for window in query.offsets]
        found.append(sum(window for window in windows + offsets if window <= LONGEST_WINDOW) + shorter_for(rule.for_))
    return min(max(found), 2 * LONGEST_WINDOW)


def _window(seconds: float, function: str, interval: float) -> float:
    most = LONGEST_MEMORY if function in _REMEMBER else max(LONGEST_WINDOW, SCRAPES * interval)
    return min(max(SCRAPES * interval, round(seconds / FACTOR)), most)


def _shorter(query: Query, interval: float) -> Iterator[tuple[int, int, str]]:
    for window in query.ranges:
        yield window.start, window.end, f"{_window(window.seconds, window.function, interval):g}s"
    for offset in query.offsets:
        seconds = _window(abs(offset.seconds), "", interval)
        yield offset.start, offset.end, f"{'-' if offset.seconds < 0 else ''}{seconds:g}s"
    for node in walk(query.root):
        if isinstance(node, Subquery) and node.step is not None:
            yield node.step.start, node.step.end, f"{interval:g}s"
        if isinstance(node, Call) and node.name in _FORECAST and len(node.args) == 2:
            horizon = node.args[1]
            start, end = horizon.start, horizon.end
            yield start, end, f"({query.text[start:end]}) / {FACTOR:g}"
