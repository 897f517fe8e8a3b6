"""Run every check over rules. Each query is analysed once, each page indexed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query, examine

from ._page import Page
from ._pages import SCRAPE_INTERVAL, Pages
from ._silence import silenced
from .checks import all_checks

__all__ = ["check"]

# What can be said of a rule whose query is none.
_WITHOUT_QUERY = ("comment/silence", "query/syntax")


def check(
    rules: Sequence[Rule],
    against: Sequence[Page],
    *,
    attached: Iterable[str] = (),
    interval: float = SCRAPE_INTERVAL,
) -> list[Finding]:
    """What is wrong with the rules, in the order of files and places.

    A comment above a rule silences a check for it: ``# exporterhub: disable=<id> -- reason``.

    Args:
        rules: alerting and recording rules; what one records, the others may read.
        against: the pages whose metrics, labels and values the rules may rely on; a name counts as existing when any
            of them has it. Without pages only what the query itself shows is checked.
        attached: labels that the scrape configuration adds to every series, besides ``job`` and ``instance``.
        interval: seconds between two scrapes.
    """
    examined = [(rule, examine(rule.expr)) for rule in rules]
    pages = Pages(against, examined, frozenset(attached), interval)
    findings = (finding for rule, query in examined for finding in _of_rule(rule, query, pages))
    return sorted(dict.fromkeys(findings), key=lambda found: (found.file, found.line, found.column, found.id))


def _of_rule(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    quiet = silenced(rule)
    for name, one in all_checks().items():
        if name not in quiet and (query.problem is None or name in _WITHOUT_QUERY):
            yield from one.run(rule, query, pages)
