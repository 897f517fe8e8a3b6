"""Facts of ``exporter.yaml`` that are well-formed and still cannot be right."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from exporterhub.catalog._entry import Catalog, Entry
from exporterhub.catalog._near import did_you_mean
from exporterhub.catalog._text import shown
from exporterhub.catalog.models import Argument
from exporterhub.errors import Finding, Severity

__all__ = ["check"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(entry: Entry, catalog: Catalog) -> Iterator[Finding]:
    """Findings ``entry/...`` about one entry's facts."""
    del catalog
    if not _SLUG.fullmatch(entry.slug):
        message = f"the folder {entry.slug!r} is no slug"
        remedy = "rename it: lower-case letters, digits and single hyphens"
        yield Finding("entry/slug", "error", message, remedy, file=shown(entry.folder))
    yield from _fingerprint(entry)
    yield from _configure(entry)
    yield from _install(entry)
    yield from _sources(entry)
    yield from _unfinished(entry)


def _at(entry: Entry, key: str, rule: str, severity: Severity, message: str, remedy: str = "") -> Finding:
    line, column = entry.places.get(key, (1, 1))
    file = shown(entry.files["exporter.yaml"])
    return Finding(f"entry/{rule}", severity, message, remedy, file=file, line=line, column=column)


def _fingerprint(entry: Entry) -> Iterator[Finding]:
    mark = entry.exporter.fingerprint
    told = mark.up or mark.build_info or mark.prefixes or mark.families
    if not told and entry.exporter.kind in ("exporter", "built-in"):
        message = "nothing tells a page of this exporter from others"
        yield _at(entry, "fingerprint", "fingerprint", "warning", message, "add fingerprint.prefixes or .families")


def _configure(entry: Entry) -> Iterator[Finding]:
    configure = entry.exporter.configure
    for number, setting in enumerate(configure.settings):
        if not setting.flag and not setting.env:
            message = f"configure.settings[{number}] has neither flag nor env"
            yield _at(entry, "configure", "setting", "error", message, "say which flag or variable it is")
    for number, secret in enumerate(configure.secrets):
        if not secret.env and not secret.file_env and not secret.file_flag:
            message = f"configure.secrets[{number}] does not say how the secret is handed over"
            yield _at(entry, "configure", "secret", "error", message, "add env, file_env or file_flag")
    yield from _alternatives(entry)
    yield from _arguments(entry)
    target = configure.target
    if target is not None and not (target.env or target.flag or target.parameter):
        message = "configure.target does not say how the exporter learns its target"
        yield _at(entry, "configure", "target", "error", message, "add env, flag or parameter")


def _alternatives(entry: Entry) -> Iterator[Finding]:
    secrets = entry.exporter.configure.secrets
    known = {name for secret in secrets for name in (secret.env, secret.file_env, secret.file_flag) if name}
    for number, secret in enumerate(secrets):
        own = {secret.env, secret.file_env, secret.file_flag}
        for name in secret.instead_of:
            if name not in known or name in own:
                message = f"configure.secrets[{number}].instead_of names {name!r}, which is no other secret"
                remedy = did_you_mean(name, sorted(known - own)) or "name another secret by its variable or flag"
                yield _at(entry, "configure", "secret", "error", message, remedy)


def _arguments(entry: Entry) -> Iterator[Finding]:
    for number, argument in enumerate(entry.exporter.configure.arguments):
        place = f"configure.arguments[{number}]"
        if bool(argument.file) != ("{file}" in argument.argument):
            message = f"{place} has one of `file` and {{file}}, and not the other"
            yield _at(
                entry, "configure", "argument", "error", message, "name the file, and write {file} where it stands"
            )
        if argument.file and not (argument.example or all(_shipped(entry, argument))):
            message = f"{place} names a file, and nothing says what it holds"
            yield _at(
                entry, "configure", "argument", "warning", message, "add example, or shipped for each way to install"
            )


def _shipped(entry: Entry, argument: Argument) -> Iterator[bool]:
    install = entry.exporter.install
    if install.pypi:
        yield False
    for way in ("binary", "container", "debian"):
        if getattr(install, way):
            yield bool(getattr(argument.shipped, way))


def _install(entry: Entry) -> Iterator[Finding]:
    binary = entry.exporter.install.binary
    if binary is not None and "{version}" not in binary.asset + binary.tag:
        message = f"install.binary.asset {binary.asset!r} is the same for every version"
        yield _at(entry, "install", "asset", "warning", message, "write {version}, {os} and {arch} where they stand")


def _sources(entry: Entry) -> Iterator[Finding]:
    for number, source in enumerate(entry.exporter.sources):
        if source.checked and not _is_date(source.checked):
            message = f"sources[{number}].checked is {source.checked!r}"
            yield _at(entry, "sources", "source-date", "warning", message, "write the day as YYYY-MM-DD")


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unfinished(entry: Entry) -> Iterator[Finding]:
    for name in ("exporter.yaml", "guide.md"):
        path = entry.files.get(name)
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path else []
        for number, line in enumerate(lines, 1):
            column = line.find("TODO") + 1
            if column and path:
                message = f"{name} is not finished"
                remedy = "write what the line asks for"
                yield Finding("entry/todo", "warning", message, remedy, file=shown(path), line=number, column=column)
