"""Why a family has no rule, where no heuristic looked at it."""

from __future__ import annotations

import re

from .._page import Page
from ._subject import is_runtime

__all__ = ["why_not"]

_SETTING = re.compile(
    r"(^|_)(config|settings?|variables|sysctl|options?|max|min|limit|quota|threshold|enabled|capacity)(_|$)"
)
_SIZE = re.compile(r"(^|_)(size|bytes|length|batch|count)(_|$)")


def why_not(page: Page, family: str) -> str:
    """A sentence."""
    kind, names = page.families[family]
    if is_runtime(family):
        return "the client library's own: how it fares is no matter of the service; only open files are watched"
    if not names:
        return "it has no series yet, so nothing shows which labels they will have"
    if kind == "info" or family.endswith("_info") or (kind == "gauge" and family.endswith("_labels")):
        return "it describes: its value is always 1"
    if kind in ("histogram", "gaugehistogram", "summary"):
        what = "sizes or numbers" if _SIZE.search(family) else "amounts"
        return f"it tells of {what}, not of time that somebody waits: none is wrong by itself"
    if kind == "counter" or family.endswith("_total"):
        return "it counts work: neither much nor little of it is wrong by itself"
    if _SETTING.search(family):
        return "it is a setting or a bound of something that is not beside it on the page"
    return "a level without a limit beside it on the page: no value is wrong by itself"
