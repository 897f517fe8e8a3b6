"""The page that a live Prometheus has of a job: all series as they are now, types and help from its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exporterhub.errors import BadInput
from exporterhub.exposition import Family, Sample

from ._page import Page, page_of

if TYPE_CHECKING:
    from exporterhub.prometheus import Metadata, Server  # what needs no server shall not pay for HTTP

__all__ = ["page_of_server"]

MOST_SERIES = 200_000
_SUFFIXES = ("_bucket", "_sum", "_count", "_total", "_created", "_info")


def page_of_server(server: Server, job: str = "") -> Page:
    """All that the server has of ``job`` (of everything, where none is named) as one page.

    Series keep the labels that the scrape added.

    Raises:
        BadInput: there is nothing of the job, or too much for one look.
        Missing: the server does not answer.
    """
    selector = '{__name__!="", job=%s}' % _quoted(job) if job else '{__name__!=""}'  # noqa: UP031 - braces are PromQL's
    counted = server.query(f"count({selector})")
    number = int(counted[0].points[-1].value) if counted else 0
    if not number:
        raise BadInput(f"{server.url} has no series of the job {job!r}" if job else f"{server.url} has no series")
    if number > MOST_SERIES:
        raise BadInput(f"{server.url} has {number:,} series", remedy="name the job that the rules are about with --job")
    known = server.metadata()
    samples: dict[str, list[Sample]] = {}
    for series in server.query(selector):
        name = series.labels.get("__name__", "")
        labels = {key: value for key, value in series.labels.items() if key != "__name__"}
        samples.setdefault(_family(name, known), []).append(Sample(name, labels, series.points[-1].value))
    families = []
    for name, found in samples.items():
        said = known.get(name)
        kind, text, unit = said or ("unknown", "", "")
        families.append(Family(name, kind, text, unit, tuple(found)))
    return page_of(f"{server.url}{f' job {job}' if job else ''}", families)


def _family(name: str, known: Mapping[str, Metadata]) -> str:
    if name in known:
        return name
    return next(
        (name.removesuffix(end) for end in _SUFFIXES if name.endswith(end) and name.removesuffix(end) in known), name
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
