"""What the API's modules share: the library, the visitor's choices, and the errors they declare."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request

from exporterhub.catalog import Entry
from exporterhub.hub.http.problems import MEDIA_TYPE, Problem, ProblemError
from exporterhub.hub.install import Choices, read_choices
from exporterhub.hub.library import Library

__all__ = ["NOT_FOUND", "TOO_LARGE", "WRONG_VALUE", "AnEntry", "SomeChoices", "TheLibrary", "problem_of"]


def problem_of(status: int, description: str) -> dict[int | str, dict[str, Any]]:
    """A problem that an operation may answer with, for its OpenAPI entry."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {status: {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}}


NOT_FOUND = problem_of(404, "There is no such entry")
WRONG_VALUE = problem_of(422, "A value cannot be used; `errors` names it")
TOO_LARGE = problem_of(413, "The page is larger than 5 MiB")


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


TheLibrary = Annotated[Library, Depends(_library)]
Slug = Annotated[str, Path(description="The entry's slug", examples=["redis"])]


def _entry(slug: Slug, library: TheLibrary) -> Entry:
    entry = library.entry(slug)
    if entry is None:
        raise ProblemError(
            404, "There is no such entry. GET /api/v1/exporters lists all, /api/v1/search finds by words."
        )
    return entry


AnEntry = Annotated[Entry, Depends(_entry)]


def _choices(
    host: Annotated[str, Query(description="Where the target is: host name or IP address")] = "",
    port: Annotated[str, Query(description="The target's port")] = "",
    listen: Annotated[str, Query(description="Where the exporter listens: address:port")] = "",
    version: Annotated[str, Query(description="The exporter's version (the newest recorded unless given)")] = "",
    arch: Annotated[str, Query(description="amd64 or arm64")] = "",
) -> Choices:
    values = {"host": host, "port": port, "listen": listen, "version": version, "arch": arch}
    choices, problems = read_choices(values)
    if problems:
        errors = [{"field": p.field, "value": p.value, "message": p.message} for p in problems]
        raise ProblemError(422, "; ".join(f"{p.field}: {p.message}" for p in problems), errors=errors)
    return choices


SomeChoices = Annotated[Choices, Depends(_choices)]
