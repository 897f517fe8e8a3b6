"""Where a page comes from: an address, a file, standard input, or a recording of the catalog."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from exporterhub.cli import _out
from exporterhub.cli._near import did_you_mean
from exporterhub.errors import BadInput, Finding

if TYPE_CHECKING:
    import argparse

    from exporterhub.catalog import Catalog, Recording
    from exporterhub.exposition import Inventory

STDIN = "-"
_ADDRESS = re.compile(r"(localhost|(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):\d+)(/\S*)?")
# The media types that Prometheus 3 takes in text form; it fails a scrape that names another one or none.
_MEDIA = ("text/plain", "application/openmetrics-text")


class Source(NamedTuple):
    """A page that was read.

    ``name`` says where it came from; ``findings`` are about how it was served, ``recording`` is set when it is one of
    the catalog, whose header of ``skipped`` lines is not in ``data``.
    """

    name: str
    data: bytes
    content_type: str | None
    findings: tuple[Finding, ...] = ()
    recording: Recording | None = None
    skipped: int = 0

    def inventory(self) -> tuple[Inventory, list[Finding]]:
        """The page's inventory and all that is odd about it, lines counted as in the file."""
        from exporterhub.exposition import inventory

        found: list[Finding] = []
        result = inventory(self.data, self.content_type, strict=False, on_finding=found.append)
        return result, [*self.findings, *map(self.located, found)]

    def located(self, finding: Finding) -> Finding:
        """The finding with its place in the file or at the address."""
        return replace(finding, file=self.name, line=finding.line + self.skipped if finding.line else 0)


def read(args: argparse.Namespace, text: str, catalog: Callable[[], Catalog] | None = None) -> Source:
    """Read the page that ``text`` means.

    Args:
        args: for notes, and for ``timeout`` in seconds.
        text: ``-``, an address, a file; with ``catalog`` also ``SLUG`` (its newest recording) or ``SLUG@VERSION``.
        catalog: gives the catalog when it is needed.

    Raises:
        BadInput: it is none of these, or cannot be read.
        Missing: no server answers.
    """
    if text == STDIN:
        _out.detail(args, "reading standard input")
        return _from_bytes("<standard input>", sys.stdin.buffer.read())
    if _is_file(text):
        return _from_file(Path(text))
    recording = one_recording(catalog(), text) if catalog and is_entry(text, catalog) else None
    if recording:
        _out.note(args, f"{text} is the recording {recording.name}")
        return _from_file(recording.path, recording)
    if "://" in text or _ADDRESS.fullmatch(text):
        return _from_address(args, text)
    kinds = "file, address (host:port) or entry" if catalog else "file or address (host:port)"
    near = did_you_mean(text.partition("@")[0], catalog().entries) if catalog else ""
    raise BadInput(f"{text!r} is no {kinds}", remedy=near or "write http:// before the name of a host without a port")


def recordings(catalog: Catalog, text: str) -> list[Recording]:
    """The recordings that ``SLUG`` or ``SLUG@VERSION`` means, oldest version first.

    In the place of the version the name of one recording may stand. Raises BadInput for an unknown entry and for a
    version that was not recorded.
    """
    from exporterhub.hub.install import version_key

    slug, _, version = text.partition("@")
    known = sorted(catalog.entry(slug).recordings, key=lambda recording: version_key(recording.version))
    chosen = [recording for recording in known if version in ("", recording.version, recording.name)]
    if not chosen:
        versions = list(dict.fromkeys(recording.version for recording in known))
        remedy = f"recorded are {', '.join(versions)}" if versions else f"`exporterhub lab record {slug}` makes one"
        raise BadInput(f"{slug} has no recording" + (f" of version {version}" if version else ""), remedy=remedy)
    return chosen


def one_recording(catalog: Catalog, text: str) -> Recording:
    """The plainest recording of the newest version that ``text`` means: without flags, of the main page."""
    from exporterhub.hub.install import version_key

    return max(
        recordings(catalog, text),
        key=lambda recording: (version_key(recording.version), not recording.flags, -len(recording.name)),
    )


def is_entry(text: str, catalog: Callable[[], Catalog]) -> bool:
    """Whether ``text`` means an entry: ``SLUG`` or ``SLUG@VERSION``, and no file of that name is here."""
    if _is_file(text) or not re.fullmatch(r"[a-z0-9-]+(@\S+)?", text):
        return False
    return text.partition("@")[0] in catalog().entries


def _is_file(text: str) -> bool:
    return "://" not in text and Path(text).exists()


def _from_file(path: Path, recording: Recording | None = None) -> Source:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    return _from_bytes(str(path), data, path, recording)


def _from_bytes(name: str, data: bytes, path: Path | None = None, recording: Recording | None = None) -> Source:
    """A page that came without a content type, or in a recording, whose header names it."""
    from exporterhub.catalog import read_recording, split_header
    from exporterhub.exposition import guess_content_type

    header, page = split_header(data)
    if header and path and recording is None:
        recording, _ = read_recording(path)
    content_type = recording.content_type if recording else guess_content_type(page)
    return Source(name, page, content_type, recording=recording, skipped=header.count(b"\n"))


def _from_address(args: argparse.Namespace, text: str) -> Source:
    from exporterhub.cli._fetch import fetch

    url = complete(text)
    if url != text:
        _out.note(args, f"reading {url}")
    answer = fetch(url, seconds=args.timeout)
    return served(answer.url, answer.body, answer.content_type)


def served(url: str, data: bytes, content_type: str | None) -> Source:
    """A page as a server sent it. Without a content type that Prometheus takes, the page decides on its format."""
    from exporterhub.exposition import guess_content_type

    media = (content_type or "").partition(";")[0].strip().lower()
    if media in _MEDIA:
        return Source(url, data, content_type)
    problem = f"the content type is {content_type!r}" if media else "the answer has no Content-Type"
    remedy = "Prometheus 3 fails such a scrape: correct the exporter, or set fallback_scrape_protocol in the scrape job"
    finding = Finding("scrape/content-type", "error", problem, remedy, file=url)
    return Source(url, data, guess_content_type(data), (finding,))


def complete(text: str) -> str:
    """The address with ``http://`` when it has no scheme and ``/metrics`` when it has no path."""
    url = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{text!r} is no address of a page", remedy="http://host:port/metrics is one")
    return parts._replace(path="/metrics").geturl() if parts.path in ("", "/") else url
