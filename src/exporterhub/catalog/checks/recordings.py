"""Recordings: what the header says is so, the page parses, is the entry's own, and gives nobody away."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._identify import identify
from exporterhub.catalog._recording import Recording
from exporterhub.catalog._text import shown
from exporterhub.catalog._trim import LIMIT, count
from exporterhub.errors import ExporterHubError, Finding, Severity

__all__ = ["check"]

_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(/\S*)?")
_PRIVATE = (
    (re.compile(rb"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}\b"), "an e-mail address"),
    (re.compile(rb"/(home|Users)/[^\s\"/]+|/root/[^\s\"]+|/work/[^\s\"]+"), "a path of the machine it was recorded on"),
)
_OF_THE_EXPORTER = frozenset(("exposition/not-grouped",))
"""What an exporter does that every reader puts up with, and that nobody who writes an entry can mend."""

_AGAIN = "record it anew with `exporterhub lab record`, with the label under `redact` in lab.yaml"


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``recording/...``, and those of the parser at their line in the recording."""
    for recording in entry.recordings:
        yield from _header(entry, recording)
        yield from _page(recording)
        yield from _private(recording)
        yield from _identity(entry, recording, catalog)


def _at(recording: Recording, rule: str, severity: Severity, message: str, remedy: str = "", line: int = 1) -> Finding:
    return Finding(f"recording/{rule}", severity, message, remedy, file=shown(recording.path), line=line, column=1)


def _header(entry: Entry, recording: Recording) -> Iterator[Finding]:
    expected = f"{recording.version}_{recording.run}"
    if recording.name != expected and not recording.name.startswith(f"{expected}_"):
        message = f"the file is called {recording.name}.prom, the header says {expected}"
        yield _at(recording, "name", "error", message, "name it <exporter version>_<run>[_<scrape>].prom")
    if not _is_date(recording.date):
        yield _at(recording, "date", "error", f"the date is {recording.date!r}", "write it as YYYY-MM-DD")
    if not _LOOPBACK.fullmatch(recording.url):
        message = f"the url {recording.url!r} is not on the loopback address"
        yield _at(recording, "url", "error", message, "record in the lab, which has no other network")
    if entry.lab is not None and recording.run not in {run.name for run in entry.lab.runs}:
        message = f"lab.yaml has no run {recording.run!r}"
        yield _at(recording, "run", "warning", message, "remove the recording, or put the run back")


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _page(recording: Recording) -> Iterator[Finding]:
    from exporterhub.exposition import parse

    found: list[Finding] = []
    page = recording.page()
    try:
        for _ in parse(page, recording.content_type, strict=False, on_finding=found.append):
            pass
    except ExporterHubError as error:
        found.append(Finding("recording/page", "error", error.message, error.remedy))
    file = shown(recording.path)
    for problem in found:
        if problem.id in _OF_THE_EXPORTER:
            continue
        line = problem.line + recording.header_lines
        remedy = problem.remedy or _AGAIN
        yield Finding(
            problem.id, problem.severity, problem.message, remedy, file=file, line=line, column=problem.column
        )
    for family, samples in count(page, recording.content_type).items():
        if samples > LIMIT:
            message = f"the family {family} has {samples} samples, more than {LIMIT}"
            yield _at(recording, "size", "warning", message, "record it anew: the lab trims pages")


def _private(recording: Recording) -> Iterator[Finding]:
    for number, line in enumerate(recording.page().split(b"\n"), recording.header_lines + 1):
        for pattern, what in _PRIVATE:
            match = None if line.startswith(b"# HELP") else pattern.search(line)
            if match:
                text = match[0].decode("utf-8", "replace")
                yield _at(recording, "private", "error", f"the page holds {what}: {text}", _AGAIN, number)


def _identity(entry: Entry, recording: Recording, catalog: Catalog) -> Iterator[Finding]:
    from exporterhub.exposition import parse

    families = parse(recording.page(), recording.content_type, strict=False)
    candidates = identify(families, catalog)
    if not candidates or candidates[0].slug != entry.slug:
        told = candidates[0].slug if candidates else "nothing in the catalog"
        message = f"the page looks like {told}, not like {entry.slug}"
        remedy = "make the fingerprint say more: build_info, or families that only this exporter has"
        yield _at(recording, "identity", "error", message, remedy)
        return
    version = candidates[0].version
    if version and not _same(version, recording.version):
        message = f"the page says version {version}, the header {recording.version}"
        yield _at(recording, "version", "warning", message, "check fingerprint.version_label and the package")


def _same(said: str, recorded: str) -> bool:
    """Whether two versions are one, Debian's additions (``+ds1``, ``~rc1``, a leading ``v``) aside."""
    bare = [re.split(r"[+~-]", version.removeprefix("v"))[0] for version in (said, recorded)]
    return bare[0] == bare[1]
