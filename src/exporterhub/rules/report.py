"""Findings as text, as JSON, and as GitHub annotations. Nothing is printed here."""

from __future__ import annotations

import json
from collections.abc import Iterable

from exporterhub.errors import Finding

__all__ = ["as_github", "as_json", "as_text"]

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def as_text(findings: Iterable[Finding]) -> str:
    """``file:line:column: severity: message [id]`` for each, its remedy indented below; ends with a newline if any."""
    return "".join(f"{finding}\n" for finding in findings)


def as_json(findings: Iterable[Finding]) -> str:
    """``{"findings": [...]}``, each finding as ``Finding.as_dict`` gives it; ends with a newline."""
    return json.dumps({"findings": [finding.as_dict() for finding in findings]}, indent=2) + "\n"


def as_github(findings: Iterable[Finding]) -> str:
    """Workflow commands of GitHub Actions, one a line: they show beside the lines of a pull request."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    values = {"file": finding.file, "line": finding.line, "col": finding.column, "title": finding.id}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in values.items() if value)
    message = f"{finding.message}\n{finding.remedy}" if finding.remedy else finding.message
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
