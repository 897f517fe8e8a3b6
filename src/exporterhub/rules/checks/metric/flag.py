"""A rule on a metric that the exporter exposes only with a flag says so.

Some recordings have the metric, others of the same version have not, and what tells them apart is a flag of
the exporter: where it is not set the alert is silent. The finding names the flags of the recordings that have
the metric and are missing from those that lack it.

A comment above the rule (or inside it) that names what it needs answers it, and tells the reader:

    # needs: --collector.stat_checkpointer
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding
from ..._near import listed
from ..._page import Page
from ..._pages import Pages
from ..._resolve import lacking

# Flags that say where to read or listen, not what to expose.
_PLACES = ("--path.", "--web.", "--log.")
_NEEDS = re.compile(r"#+\s*needs:\s*\S", re.IGNORECASE)


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """At most one finding."""
    if not any(page.flags for page in pages.pages):
        return
    lacks = {page.name: lacking(query, pages.single[page.name]) for page in pages.pages}
    for name in query.metrics:
        without = [page for page in pages.pages if name in lacks[page.name]]
        having = [page for page in pages.pages if name not in lacks[page.name]]
        flags = _telling(having, without)
        if flags and not any(_NEEDS.match(comment.text) for comment in rule.comments):
            yield _found(rule, query, name, flags, having, without)
            return


def _telling(having: Sequence[Page], lacking: Sequence[Page]) -> list[str]:
    """The flags that every page with the metric has, and no page of those versions without it."""
    versions = {page.version for page in having}
    others = [page for page in lacking if page.version in versions]
    if not having or not others:
        return []
    shared = set.intersection(*(set(page.flags) for page in having if _compared(page, others)))
    telling = shared - {flag for page in others for flag in page.flags}
    return sorted(flag for flag in telling if not flag.startswith(_PLACES))


def _compared(page: Page, others: Sequence[Page]) -> bool:
    """Whether there is a page of its version to compare it with."""
    return any(page.version == other.version for other in others)


def _found(
    rule: Rule, query: Query, name: str, flags: list[str], having: Sequence[Page], without: Sequence[Page]
) -> Finding:
    likely = _likely(name, flags)
    place = next(selector.name_start for selector in query.selectors if selector.metric == name)
    message = (
        f"{name} is only on {listed((page.name for page in having), 3)}, recorded with {_words(likely)}; "
        f"{listed((page.name for page in without), 3)} without it {'has' if len(without) == 1 else 'have'} none"
    )
    remedy = f"Say so in a comment above the rule: # needs: {likely[0]}"
    return finding(__name__, "warning", message, remedy, rule=rule, offset=place)


def _likely(name: str, flags: list[str]) -> list[str]:
    """The flags that share most words with the metric's name."""
    words = set(name.split("_"))
    shared = {flag: len(words & set(flag.replace(".", "_").replace("-", "_").split("_"))) for flag in flags}
    most = max(shared.values())
    return [flag for flag in flags if shared[flag] == most]


def _words(flags: list[str]) -> str:
    return listed(flags, 3)
