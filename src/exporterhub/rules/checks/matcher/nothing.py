"""Matchers let some label value through.

A regular expression is anchored at both ends, so `^` behind other characters or `$` before others matches no
text; two matchers on one label may exclude each other; `!~".*"` excludes everything. Such a selector is
empty whatever is scraped.

A branch such as `eth*` is told of with severity warning: that is how a shell would write it. As a regular
expression it is `et` followed by any number of `h`; what is meant is `eth.*`.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Matcher, Query, Selector

from ..._finding import finding
from ..._pages import Pages
from ..._pattern import Pattern
from ..._regex import Branch, branches


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """One finding for each matcher, or pair of them, that lets nothing through."""
    for selector in query.selectors:
        for matcher in selector.matchers:
            yield from _alone(rule, matcher)
        yield from _together(rule, selector)


def _alone(rule: Rule, matcher: Matcher) -> Iterator[Finding]:
    if matcher.op == "!~" and matcher.value in (".*", "(.*)"):
        message = f'{matcher.label}!~"{matcher.value}" lets nothing through, as everything fits it'
        yield finding(__name__, "error", message, rule=rule, offset=matcher.start)
    elif matcher.op.endswith("~"):
        for branch in branches(matcher.value):
            if branch.reason:
                yield _branch(rule, matcher, branch)


def _branch(rule: Rule, matcher: Matcher, branch: Branch) -> Finding:
    if branch.reason.startswith("`*`"):
        wanted = branch.text[:-1] + ".*"
        message = f"{branch.text} is a regular expression, in which {branch.reason}"
        return finding(__name__, "warning", message, f"Did you mean {wanted}?", rule=rule, offset=matcher.value_start)
    message = f"{branch.text} fits no text: {branch.reason}"
    return finding(__name__, "error", message, rule=rule, offset=matcher.value_start)


def _together(rule: Rule, selector: Selector) -> Iterator[Finding]:
    """A fixed value that another matcher of the same label excludes."""
    for fixed in selector.matchers:
        for other in selector.matchers if fixed.op == "=" else ():
            if other.label == fixed.label and _excluded(fixed, other):
                first = f'{fixed.label}="{fixed.value}"'
                message = f'{first} and {other.label}{other.op}"{other.value}" exclude each other'
                yield finding(__name__, "error", message, rule=rule, offset=other.start)


def _excluded(fixed: Matcher, other: Matcher) -> bool:
    if other.op == "=" and other.start <= fixed.start:
        return False  # the pair is told of once, at its second matcher
    pattern = Pattern(other.op, other.value)
    return not pattern.unreadable and not pattern.matches(fixed.value)
