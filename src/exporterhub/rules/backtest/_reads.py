"""What a query reads that is not there."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.prometheus import Server, TooMuch, TooSlow
from exporterhub.promql import Query

__all__ = ["Lacking", "Lookout"]


class Lacking(NamedTuple):
    """``metrics`` without any series, and the text of ``selectors`` that fit none of their metric's."""

    metrics: tuple[str, ...]
    selectors: tuple[str, ...]


class Lookout:
    """Looks for series between two times (seconds since the epoch); each selector is asked for once."""

    def __init__(self, server: Server, start: float, end: float) -> None:
        self._server = server
        self._start, self._end = start, end
        self._seen: dict[str, bool] = {}

    def lacking(self, query: Query) -> Lacking:
        """What ``query`` reads in vain."""
        metrics: dict[str, None] = {}
        selectors: dict[str, None] = {}
        for selector in query.selectors:
            text = query.text[selector.start : selector.body_end].strip()
            back = (selector.range or 0.0) + max(0.0, selector.offset)
            if self._there(text, back):
                continue
            if selector.metric is None or self._there(_named(selector.metric), back):
                selectors[text] = None
            else:
                metrics[selector.metric] = None
        return Lacking(tuple(metrics), tuple(selectors))

    def lacks(self, metric: str) -> bool:
        """Whether there is no series of this name."""
        return not self._there(_named(metric), 0.0)

    def _there(self, text: str, back: float) -> bool:
        if text not in self._seen:
            try:
                found = self._server.series([text], self._start - back, self._end, limit=1)
                self._seen[text] = bool(found)
            except (TooMuch, TooSlow):
                self._seen[text] = True  # so much that it cannot be listed
        return self._seen[text]


def _named(metric: str) -> str:
    name = metric.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{__name__="{name}"}}'
