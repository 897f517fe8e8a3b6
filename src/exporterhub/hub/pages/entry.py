"""An exporter: what it is, how to run and scrape it, what it exposes, what to alert on, and what was recorded."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from exporterhub.hub.documents import ExporterDocument, MetricDocument
from exporterhub.hub.install import Choices, read_choices
from exporterhub.hub.pages._shared import entry_of

__all__ = ["router"]

router = APIRouter()
SHOWN = 40
"""Metrics that the page shows at first; the rest is one click away."""
_COLUMNS = 4
"""Recorded versions that get a column of their own: the newest."""
_PARTS = {"install": "_install.html", "metrics": "_metrics.html"}


@router.get("/exporters/{slug}")
def entry(request: Request, slug: str) -> Response:
    """The page, or the part of it that ``part`` names."""
    state = request.app.state
    found = entry_of(request, slug)
    wanted = dict(request.query_params)
    choices, problems = read_choices(wanted)
    document = state.library.document(found, choices)
    whole = state.site.static or wanted.get("metrics") == "all"
    values = {
        "entry": document,
        "alternatives": state.library.alternatives(slug),
        "asked": {name: wanted.get(name, "")[:80] for name in ("host", "port", "listen", "version", "arch")},
        "problems": {problem.field: problem.message for problem in problems},
        "adjusted": choices != Choices() or bool(problems),
        **_metrics(document, wanted.get("metric", "").strip()[:100], whole=whole),
    }
    template = _PARTS.get(wanted.get("part", ""), "entry.html")
    return state.site.page(request, template, values, keep=True)  # type: ignore[no-any-return]


def _metrics(document: ExporterDocument, words: str, *, whole: bool) -> dict[str, Any]:
    wanted = words.lower().split()
    fitting = [metric for metric in document.metric_families if _fits(metric, wanted)]
    own = [metric for metric in fitting if not metric.runtime]
    runtime = [metric for metric in fitting if metric.runtime]
    everything = whole or bool(wanted)
    return {
        "filter": words,
        "own": own if everything else own[:SHOWN],
        "own_total": len(own),
        "runtime": runtime if everything else [],
        "hidden": 0 if everything else len(runtime),
        "columns": document.recorded_versions[-_COLUMNS:],
    }


def _fits(metric: MetricDocument, words: list[str]) -> bool:
    text = f"{metric.name} {metric.help} {metric.type} {' '.join(metric.labels)}".lower()
    return all(word in text for word in words)
