"""The whole site as files, for a web server that only serves files, or for a closed network."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from exporterhub.dashboards import has_dashboard
from exporterhub.errors import BadInput
from exporterhub.hub.app import make_app
from exporterhub.hub.languages import ENGLISH, languages
from exporterhub.hub.library import Library

__all__ = ["export"]

_PAGES = ("/", "/tiers", "/api")
_FILES = ("/favicon.svg", "/robots.txt", "/llms.txt", "/feed.xml", "/api/v1/openapi.json")
_MARK = ".exporterhub-export"


def export(
    library: Library, folder: Path, *, public_url: str = "", progress: Callable[[str], None] = lambda _: None
) -> int:
    """Write the site into ``folder``, its pages in every language; how many files it has.

    Pages that need a server to think (identify, explain, compare) are left out; the list is searched by the browser.
    The site is written beside the folder first and takes its place as a whole.

    Args:
        library: what is exported.
        folder: a folder that is not there yet, is empty, or holds an earlier export.
        public_url: as for ``create_app``.
        progress: is told each path.

    Raises:
        BadInput: the folder holds something else, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _MARK).exists())):
        raise BadInput(f"{folder} holds something else than an export", remedy="give an empty folder, or a new name")
    new = folder.with_name(f"{folder.name}.new-{os.getpid()}")
    try:
        count = asyncio.run(_written(library, new, public_url, progress))
        _take_place(new, folder)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}", remedy="give a folder that can be") from error
    finally:
        _remove(new)
    return count


async def _written(library: Library, folder: Path, public_url: str, progress: Callable[[str], None]) -> int:
    app = make_app(library, None, public_url, static=True)
    transport = httpx.ASGITransport(app=app)
    count = 0
    async with httpx.AsyncClient(transport=transport, base_url="http://export") as client:
        for path, name in _paths(library, [*app.prepared], public_url):
            answer = await client.get(path, headers={"accept-encoding": "identity"})
            if answer.status_code != 200:
                raise BadInput(f"{path} answers {answer.status_code}", remedy="see `exporterhub catalog check`")
            _write(folder / name, answer.content)
            progress(path)
            count += 1
    _write(folder / "search.json", json.dumps(_words(library), ensure_ascii=False, separators=(",", ":")).encode())
    _write(folder / _MARK, b"")
    return count + 1


def _paths(library: Library, prepared: list[str], public_url: str) -> Iterator[tuple[str, str]]:
    """Each path of the site, and the file it goes to. What has things below it becomes a folder with an index."""
    for root in _roots():
        for path in _PAGES:
            yield f"{root}{path}", f"{root}{path}/index.html".replace("//", "/").lstrip("/")
    for path in (*_FILES, *(["/sitemap.xml"] if public_url else [])):
        yield path, path.lstrip("/")
    for path in prepared:
        if path.startswith("/static/"):
            yield path, path.lstrip("/")
    yield "/api/v1/exporters", "api/v1/exporters/index.json"
    for entry in library.catalog:
        page, api = f"exporters/{entry.slug}", f"api/v1/exporters/{entry.slug}"
        for root in _roots():
            yield f"{root}/{page}", f"{root}/{page}/index.html".lstrip("/")
        yield f"/{page}/badge.svg", f"{page}/badge.svg"
        yield f"/{page}/feed.xml", f"{page}/feed.xml"
        yield f"/{api}", f"{api}/index.json"
        if entry.rules:
            yield f"/{api}/rules.yaml", f"{api}/rules.yaml"
        if entry.panels or not has_dashboard(entry):
            yield f"/{api}/dashboard.json", f"{api}/dashboard.json"
        if entry.panels:
            yield f"/{api}/preview", f"{api}/preview"
        for recording in entry.recordings:
            yield f"/{api}/recordings/{recording.name}", f"{api}/recordings/{recording.name}"


def _roots() -> list[str]:
    """What stands before the pages of each language: nothing for English."""
    return ["" if language is ENGLISH else f"/{code}" for code, language in languages().items()]


def _words(library: Library) -> dict[str, str]:
    """By slug, what a search in the browser looks through: names, aliases, summary, metrics and alerts."""
    found = {}
    for entry in library.catalog:
        document = library.document(entry)
        parts = [document.name, document.technology, document.summary, document.category, *document.aliases]
        parts += [metric.name for metric in document.metric_families if not metric.runtime]
        parts += [rule.name for rule in document.rules]
        found[entry.slug] = " ".join(parts).lower()
    return found


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _take_place(new: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old-{os.getpid()}")
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    _remove(old)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
