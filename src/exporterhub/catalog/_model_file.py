"""A YAML file of an entry that another package has the model of."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from exporterhub.catalog._text import read_text, shown
from exporterhub.catalog._validate import validate
from exporterhub.catalog._yaml import read_yaml
from exporterhub.errors import Finding

__all__ = ["read_model"]

M = TypeVar("M", bound=BaseModel)


def read_model(model: type[M], path: Path) -> tuple[M | None, list[Finding]]:
    """The file as ``model``, or None and every reason why not, with places.

    Raises:
        BadInput: the file cannot be read.
    """
    text, problems = read_text(path)
    document = read_yaml(text, shown(path))
    problems += document.findings
    if any(problem.id == "entry/yaml" for problem in problems):
        return None, problems
    value, findings = validate(model, document)
    return value, problems + findings
