"""Reading catalogs from disk. Every problem becomes a finding and reading goes on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from exporterhub.catalog._entry import Catalog, Entry, Panel
from exporterhub.catalog._folders import default_paths
from exporterhub.catalog._recording import Recording, read_recording
from exporterhub.catalog._rule import Rule
from exporterhub.catalog._rules import query_finding, read_rules
from exporterhub.catalog._text import read_text, shown
from exporterhub.catalog._validate import validate
from exporterhub.catalog._yaml import Document, Key, read_yaml
from exporterhub.catalog.models import Evidence, Exporter, Lab
from exporterhub.errors import BadInput, Finding

__all__ = ["default_folders", "load"]

M = TypeVar("M", bound=BaseModel)


def default_folders() -> list[Path]:
    """The catalog of this program: the repository's in an editable checkout, else the installed copy."""
    return [Path(path) for path in default_paths()]


def load(folders: Sequence[Path] | None = None) -> Catalog:
    """Read catalog folders (those that come with the program unless given).

    Later folders add entries and override earlier ones file by file: a folder that holds only
    ``redis/rules.yaml`` replaces the rules of ``redis`` and nothing else. Entries whose ``exporter.yaml`` is
    wrong are left out; other files that are wrong count as absent. ``Catalog.findings`` has every problem.
    Raises BadInput for a folder that does not exist.
    """
    chosen = tuple(Path(folder) for folder in (default_folders() if folders is None else folders))
    layers: dict[str, dict[str, Path]] = {}
    for folder in chosen:
        for slug, files in _layer(folder).items():
            layers.setdefault(slug, {}).update(files)
    findings: list[Finding] = []
    entries: dict[str, Entry] = {}
    for slug in sorted(layers):
        entry = _EntryReader(slug, layers[slug], findings).entry()
        if entry is not None:
            entries[slug] = entry
    return Catalog(entries, findings, chosen)


def _layer(folder: Path) -> dict[str, dict[str, Path]]:
    """Files of each entry of one catalog folder, by their path inside the entry."""
    try:
        names = sorted(item.name for item in os.scandir(folder) if item.is_dir())
    except OSError as error:
        message = f"the catalog folder {shown(folder)} cannot be read: {error.strerror}"
        raise BadInput(message, remedy="give --catalog a folder that holds one folder per entry") from error
    return {name: _files(folder / name) for name in names if not name.startswith((".", "_"))}


def _files(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for item in sorted(os.scandir(folder), key=lambda item: item.name):
        if item.name == "recordings" and item.is_dir():
            pages = sorted(Path(item.path).glob("*.prom"))
            found.update({f"recordings/{page.name}": page for page in pages})
        elif not item.name.startswith(".") and item.is_file():
            found[item.name] = Path(item.path)
    return found


class _EntryReader:
    def __init__(self, slug: str, files: Mapping[str, Path], findings: list[Finding]) -> None:
        self.slug = slug
        self.files = files
        self.findings = findings

    def entry(self) -> Entry | None:
        facts = self.files.get("exporter.yaml")
        if facts is None:
            self._no_facts()
            return None
        document = self._yaml("exporter.yaml")
        exporter = self._model(Exporter, document)
        parts: dict[str, Any] = {
            "guide": self._guide(),
            "rules": self._rules(),
            "recordings": self._recordings(),
            "lab": self._optional(Lab, "lab.yaml"),
            "evidence": self._optional(Evidence, "evidence.yaml") or Evidence(),
            "panels": self._panels(),
        }
        if exporter is None or document is None:
            return None
        places = {name: document.place((name,)) for name in document.data}
        return Entry(self.slug, facts.parent, exporter, files=self.files, places=places, **parts)

    def _no_facts(self) -> None:
        some = next(iter(self.files.values()), None)
        if some is None:
            return
        folder = shown(some.parent.parent if some.parent.name == "recordings" else some.parent)
        remedy = f"`exporterhub new entry {self.slug}` makes one; an override needs the catalog it overrides"
        message = f"the entry {self.slug!r} has no exporter.yaml"
        self.findings.append(Finding("entry/missing-file", "error", message, remedy, file=folder))

    def _yaml(self, name: str) -> Document | None:
        """The document, or None when it is no YAML; its problems are noted."""
        path = self.files[name]
        try:
            text, problems = read_text(path)
        except BadInput as error:
            self.findings.append(Finding("entry/unreadable", "error", error.message, error.remedy, file=shown(path)))
            return None
        document = read_yaml(text, shown(path))
        problems += document.findings
        self.findings += problems
        return None if any(problem.id == "entry/yaml" for problem in problems) else document

    def _model(self, model: type[M], document: Document | None) -> M | None:
        if document is None:
            return None
        value, problems = validate(model, document)
        self.findings += problems
        return value

    def _optional(self, model: type[M], name: str) -> M | None:
        return self._model(model, self._yaml(name)) if name in self.files else None

    def _guide(self) -> str:
        if "guide.md" not in self.files:
            return ""
        try:
            text, problems = read_text(self.files["guide.md"])
        except BadInput as error:
            problems = [Finding("entry/unreadable", "error", error.message, error.remedy)]
            text = ""
        self.findings += problems
        return text

    def _rules(self) -> tuple[Rule, ...]:
        if "rules.yaml" not in self.files:
            return ()
        path = self.files["rules.yaml"]
        try:
            rules, problems = read_rules(path, shown(path))
        except BadInput as error:
            rules, problems = [], [Finding("entry/unreadable", "error", error.message, error.remedy)]
        unreadable = {position: found for position, rule in enumerate(rules) if (found := query_finding(rule))}
        self.findings += [*problems, *unreadable.values()]
        return tuple(rule for position, rule in enumerate(rules) if position not in unreadable)

    def _recordings(self) -> tuple[Recording, ...]:
        found = []
        for name, path in self.files.items():
            if name.startswith("recordings/"):
                try:
                    recording, problems = read_recording(path)
                except BadInput as error:
                    recording, problems = None, [Finding("entry/unreadable", "error", error.message)]
                self.findings += problems
                found += [recording] if recording else []
        return tuple(sorted(found, key=lambda recording: recording.name))

    def _panels(self) -> tuple[Panel, ...]:
        document = self._yaml("dashboard.yaml") if "dashboard.yaml" in self.files else None
        data = document.data if document else None
        panels = data.get("panels") if isinstance(data, dict) else None
        if document is None or not isinstance(panels, list):
            return ()
        return tuple(_panel(document, ("panels", position), panel) for position, panel in enumerate(panels))


def _panel(document: Document, path: tuple[Key, ...], data: Any) -> Panel:
    said = data if isinstance(data, dict) else {}
    text = json.dumps(data, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Panel(
        str(said.get("title", "")),
        digest,
        str(said.get("needs", "")),
        document.file,
        document.place(path).line,
    )
