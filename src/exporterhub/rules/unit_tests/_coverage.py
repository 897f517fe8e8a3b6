"""What the unit tests of an alert show: it fires, keeps quiet, resolves, and is not misled by a counter's restart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporterhub.catalog import Rule
from exporterhub.errors import Finding, Severity
from exporterhub.promql import Query, examine

from ._read import TestGroup, UnitTests
from ._series import falls, metric_of

__all__ = ["Coverage", "coverage", "findings_of"]

_COUNTING = frozenset(("rate", "increase", "irate"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """``fires``: expected at some time. ``quiet``: expected to be absent in a test in which it never fires.

    ``resolves``: absent after it fired, in one test. ``reset``: a counter that it reads falls in a test of it; None
    where it reads no counter.
    """

    rule: Rule
    fires: bool
    quiet: bool
    resolves: bool
    reset: bool | None


def coverage(rules: Sequence[Rule], tests: UnitTests) -> list[Coverage]:
    """What ``tests`` show of each alert of ``rules``."""
    return [_covered(rule, tests) for rule in rules if rule.kind == "alert"]


def findings_of(covered: Sequence[Coverage], file: str) -> Iterator[Finding]:
    """What is missing: ids ``test/fires`` (an error), ``test/quiet``, ``test/resolves``, ``test/reset``.

    ``file`` is the test file, for the remedy; the place is that of the rule.
    """
    for one in covered:
        for what, there, severity, message, remedy in _wanted(one):
            if there is False:
                line, column = one.rule.places.get("alert") or (one.rule.line, 0)
                text = f"{one.rule.name} {message}"
                yield Finding(
                    f"test/{what}",
                    severity,
                    text,
                    f"In {file}: {remedy}",
                    file=one.rule.file,
                    line=line,
                    column=column,
                )


def _wanted(one: Coverage) -> list[tuple[str, bool | None, Severity, str, str]]:
    return [
        ("fires", one.fires, "error", "has no test in which it fires", "expect it in `exp_alerts`."),
        (
            "quiet",
            one.quiet,
            "warning",
            "has no test in which it keeps quiet",
            "expect nothing, just below its limits.",
        ),
        ("resolves", one.resolves, "warning", "has no test in which it resolves", "expect nothing after it has fired."),
        ("reset", one.reset, "warning", "has no test with a restart", "let a counter that it reads begin anew."),
    ]


def _covered(rule: Rule, tests: UnitTests) -> Coverage:
    groups = [(group, [test for test in group.alerts if test.alert == rule.name]) for group in tests.groups]
    groups = [(group, own) for group, own in groups if own]
    fires = any(test.expected for _, own in groups for test in own)
    quiet = any(not any(test.expected for test in own) for _, own in groups)
    resolves = any(
        not later.expected and earlier.expected and later.seconds > earlier.seconds
        for _, own in groups
        for earlier in own
        for later in own
    )
    counters = _counters(examine(rule.expr))
    reset = any(_restarts(group, counters) for group, _ in groups) if counters else None
    return Coverage(rule, fires, quiet, resolves, reset)


def _counters(query: Query) -> frozenset[str]:
    return frozenset(
        selector.metric
        for window in query.ranges
        if window.function in _COUNTING
        for selector in window.selectors
        if selector.metric
    )


def _restarts(group: TestGroup, counters: frozenset[str]) -> bool:
    return any(metric_of(series) in counters and falls(values) for series, values in group.series)
