"""Run every check over rules. Each query is analysed once, each page indexed once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import examine

from ._page import Page
from ._pages import Pages
from .checks import all_checks

__all__ = ["check"]


def check(rules: Sequence[Rule], against: Sequence[Page], *, attached: Iterable[str] = ()) -> list[Finding]:
    """What is wrong with the rules, in the order of files and places.

    Args:
        rules: alerting and recording rules; what one records, the others may read.
        against: the pages whose metrics, labels and values the rules may rely on; a name counts as existing when any
            of them has it. Without pages only what the query itself shows is checked.
        attached: labels that the scrape configuration adds to every series, besides ``job`` and ``instance``.
    """
    examined = [(rule, examine(rule.expr)) for rule in rules]
    pages = Pages(against, examined, frozenset(attached))
    checks = all_checks().values()
    findings = (finding for rule, query in examined for one in checks for finding in one.run(rule, query, pages))
    return sorted(dict.fromkeys(findings), key=lambda found: (found.file, found.line, found.column, found.id))
