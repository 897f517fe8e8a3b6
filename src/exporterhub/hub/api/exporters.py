"""Exporters: the list, one with everything about it, its rules and its recordings."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from exporterhub.hub.api._shared import NOT_FOUND, WRONG_VALUE, AnEntry, SomeChoices, TheLibrary
from exporterhub.hub.documents import (
    ExporterDocument,
    InstallDocument,
    MetricDocument,
    Summary,
    install_document,
    preview_of,
)
from exporterhub.hub.http.problems import ProblemError
from exporterhub.hub.http.reply import JSON, reply
from exporterhub.hub.install import plan
from exporterhub.hub.query import SearchQuery

__all__ = ["router"]

router = APIRouter(prefix="/exporters", tags=["Exporters"])
YAML = "application/yaml; charset=utf-8"
Choice = Annotated[str, Query()]


@router.get("", response_model=list[Summary], summary="List all exporters")
def list_exporters(
    request: Request,
    library: TheLibrary,
    category: Choice = "",
    tier: Choice = "",
    maintainer: Choice = "",
    kind: Choice = "",
) -> Response:
    """All exporters by name, or those that have the given values."""
    query = SearchQuery(category=category, tier=tier, maintainer=maintainer, kind=kind)
    return reply(request, library.json_list(library.search(query)), JSON)


@router.get(
    "/{slug}",
    response_model=ExporterDocument,
    responses={**NOT_FOUND, **WRONG_VALUE},
    summary="Everything about one exporter",
)
def get_exporter(request: Request, library: TheLibrary, entry: AnEntry, choices: SomeChoices) -> Response:
    """Facts, guide, metrics, rules with their evidence, recordings, and install commands for the values given."""
    document = library.document(entry, choices)
    return reply(request, document.model_dump_json(by_alias=True).encode(), JSON, keep=True)


@router.get(
    "/{slug}/install",
    response_model=InstallDocument,
    responses={**NOT_FOUND, **WRONG_VALUE},
    summary="Install commands and scrape job",
)
def get_install(request: Request, entry: AnEntry, choices: SomeChoices) -> Response:
    """Commands, units, manifests and the scrape job, for the values given."""
    body = install_document(plan(entry, choices)).model_dump_json().encode()
    return reply(request, body, JSON)


@router.get("/{slug}/metrics", response_model=list[MetricDocument], responses=NOT_FOUND, summary="Metric families")
def get_metrics(
    request: Request,
    library: TheLibrary,
    entry: AnEntry,
    q: Annotated[str, Query(description="Only families whose name or help has this text")] = "",
) -> Response:
    """Metric families over all recordings, with type, unit, help, labels, and the versions that have them."""
    document = library.document(entry)
    words = q.lower().split()
    chosen = [
        metric.model_dump_json()
        for metric in document.metric_families
        if all(word in f"{metric.name} {metric.help}".lower() for word in words)
    ]
    return reply(request, f"[{','.join(chosen)}]".encode(), JSON)


@router.get(
    "/{slug}/rules.yaml",
    response_class=Response,
    responses={200: {"description": "A Prometheus rule file", "content": {"application/yaml": {}}}, **NOT_FOUND},
    summary="Download the alert rules",
)
def get_rules(request: Request, entry: AnEntry) -> Response:
    """The rule file, as Prometheus loads it."""
    path = entry.files.get("rules.yaml")
    if path is None:
        raise ProblemError(404, "This entry has no rules yet.")
    disposition = f'attachment; filename="{entry.slug}.rules.yaml"'
    return reply(request, path.read_bytes(), YAML, headers={"content-disposition": disposition})


@router.get(
    "/{slug}/dashboard.json",
    response_class=Response,
    responses={200: {"description": "A Grafana dashboard", "content": {JSON: {}}}, **NOT_FOUND},
    summary="Download the dashboard",
)
def get_dashboard(request: Request, entry: AnEntry) -> Response:
    """The dashboard as Grafana imports it; the data source is chosen there.

    An entry without one of its own gets a general one, whose title says so: what any target shows.
    """
    from exporterhub.dashboards import grafana_json, offer

    dashboard = offer(entry).dashboard
    if dashboard is None:
        raise ProblemError(404, "This entry's dashboard cannot be read.")
    disposition = f'attachment; filename="{entry.slug}.dashboard.json"'
    body = grafana_json(entry, dashboard).encode()
    return reply(request, body, JSON, headers={"content-disposition": disposition})


@router.get(
    "/{slug}/preview",
    response_class=Response,
    responses={200: {"description": "Series by panel", "content": {JSON: {}}}, **NOT_FOUND},
    summary="What the dashboard's panels showed in the lab",
)
def get_preview(request: Request, entry: AnEntry) -> Response:
    """By panel: named series, thresholds of its alerts, when faults were and when alerts fired (seconds)."""
    return reply(request, json.dumps(preview_of(entry), ensure_ascii=False).encode(), JSON, keep=True)


@router.get(
    "/{slug}/recordings/{name}",
    response_class=Response,
    responses={200: {"description": "The page as exposed", "content": {"text/plain": {}}}, **NOT_FOUND},
    summary="A recorded page",
)
def get_recording(request: Request, entry: AnEntry, name: str) -> Response:
    """The page as the exporter exposed it, at most 20 samples a family, without the recording's own header."""
    recording = entry.recording(name)
    if recording is None:
        raise ProblemError(404, "This entry has no recording of that name.")
    # As text whatever the format, so that a browser shows it instead of saving it.
    media = "text/plain; charset=utf-8"
    return reply(request, recording.page(), media, headers={"x-exposition-content-type": recording.content_type})
