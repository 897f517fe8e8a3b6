"""From pydantic's errors to findings: where, which key, what was expected, and the nearest key there is."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from exporterhub.catalog._near import did_you_mean
from exporterhub.catalog._yaml import Document, Key
from exporterhub.errors import Finding

__all__ = ["validate"]

M = TypeVar("M", bound=BaseModel)

_EXPECTED = {
    "string_type": "text (put it in quotes)",
    "string_too_short": "text that is not empty",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_PATTERNS = (
    (":ro", "a path of the host, or /path:/in/the/container:ro"),
    ("tcp|udp", "a port, with its protocol where that is not TCP: 9125/udp"),
    ("https://", "an address that begins with https://"),
    ("[a-z0-9]", "lower-case letters and digits joined by single hyphens"),
    ("^/", "a path that begins with /"),
    ("fault", '"fault: <name>" or "unit test: <name>"'),
)


def validate(model: type[M], document: Document, *, family: str = "entry") -> tuple[M | None, list[Finding]]:
    """The document as ``model``, or None and every reason why not.

    Finding ids: ``<family>/unknown-key``, ``<family>/missing-key``, ``<family>/bad-value``.
    """
    try:
        return model.model_validate({} if document.data is None else document.data), []
    except ValidationError as error:
        translator = _Translator(model, document, family)
        return None, sorted(translator.findings(error), key=lambda finding: (finding.line, finding.column))


class _Translator:
    def __init__(self, model: type[BaseModel], document: Document, family: str) -> None:
        self.model = model
        self.document = document
        self.family = family

    def findings(self, error: ValidationError) -> Iterator[Finding]:
        problems: dict[tuple[Key, ...], list[Any]] = {}
        for problem in error.errors(include_url=False):
            path = self._path(problem["loc"], missing=problem["type"] == "missing")
            problems.setdefault(path, []).append(problem)
        for path, found in problems.items():
            # A value of two possible forms fails once per form: only what was said deepest helps.
            if not any(other[: len(path)] == path and len(other) > len(path) for other in problems):
                yield self._finding(path, found)

    def _path(self, location: Sequence[Key], *, missing: bool) -> tuple[Key, ...]:
        """The location without the names pydantic adds for the branches of a union, which the document has not."""
        path: tuple[Key, ...] = ()
        for position, part in enumerate(location):
            last = position == len(location) - 1
            if self.document.node((*path, part)) is not None or (last and missing):
                path = (*path, part)
        return path

    def _finding(self, path: tuple[Key, ...], problems: list[Any]) -> Finding:
        kind = problems[0]["type"]
        if kind == "missing":
            return self._missing(path)
        if kind == "extra_forbidden":
            return self._unknown(path)
        return self._bad(path, problems)

    def _missing(self, path: tuple[Key, ...]) -> Finding:
        what = _description(_fields(self.model, path[:-1]), str(path[-1]))
        return self._at(path[:-1], "missing-key", f"the key {_dotted(path)!r} is missing", f"add `{path[-1]}:`{what}")

    def _unknown(self, path: tuple[Key, ...]) -> Finding:
        known = sorted(_fields(self.model, path[:-1]))
        remedy = did_you_mean(str(path[-1]), known) or f"known keys here: {', '.join(known)}"
        message = f"the key {_dotted(path)!r} is not known"
        return self._at(path, "unknown-key", message, remedy, key=True)

    def _bad(self, path: tuple[Key, ...], problems: list[Any]) -> Finding:
        expected = " or ".join(dict.fromkeys(_expected(problem) for problem in problems))
        value = problems[0]["input"]
        message = f"{_dotted(path)!r} is {_shown(value)}, expected {expected}"
        remedy = ""
        for problem in problems:
            if problem["type"] == "literal_error":
                remedy = remedy or did_you_mean(str(value), _choices(problem))
        if problems[0]["type"] == "string_type" and isinstance(value, (int, float)):
            node = self.document.node(path)
            remedy = f'write "{getattr(node, "value", value)}"'
        return self._at(path, "bad-value", message, remedy)

    def _at(self, path: Sequence[Key], rule: str, message: str, remedy: str = "", *, key: bool = False) -> Finding:
        line, column = self.document.place(path, key=key)
        return Finding(
            f"{self.family}/{rule}",
            "error",
            message,
            remedy,
            file=self.document.file,
            line=line,
            column=column,
        )


def _dotted(path: Sequence[Key]) -> str:
    """``runs[0].suites``; the whole file is called so."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".") or "the file"


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _choices(problem: Any) -> list[str]:
    text = problem.get("ctx", {}).get("expected", "")
    return [part.strip().strip("'\"") for part in text.replace(" or ", ", ").split(",")]


def _expected(problem: Any) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "literal_error":
        return f"one of: {', '.join(_choices(problem))}"
    if kind == "string_pattern_mismatch":
        pattern = context.get("pattern", "")
        return next((words for start, words in _PATTERNS if start in pattern), f"text that matches {pattern}")
    if kind in ("greater_than_equal", "less_than_equal"):
        return "at least {ge}".format(**context) if "ge" in context else "at most {le}".format(**context)
    return _EXPECTED.get(kind) or str(problem["msg"])


def _fields(model: type[BaseModel], path: Sequence[Key]) -> dict[str, Any]:
    """The fields of the model at ``path`` below ``model``; empty where that is no model."""
    kind: Any = model
    for part in path:
        kind = _step(kind, part)
    found = _model(kind)
    return dict(found.model_fields) if found else {}


def _step(kind: Any, part: Key) -> Any:
    found = _model(kind)
    if found is not None:
        field = found.model_fields.get(str(part))
        return field.annotation if field else None
    for form in _forms(kind):
        origin, arguments = typing.get_origin(form), typing.get_args(form)
        if origin is dict and isinstance(part, str):
            return arguments[1]
        if origin in (tuple, list) and isinstance(part, int):
            return arguments[0]
    return None


def _forms(kind: Any) -> Sequence[Any]:
    """The members of a union; else the type alone."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return typing.get_args(kind)
    return (kind,)


def _model(kind: Any) -> type[BaseModel] | None:
    return next((form for form in _forms(kind) if isinstance(form, type) and issubclass(form, BaseModel)), None)


def _description(fields: dict[str, Any], name: str) -> str:
    field = fields.get(name)
    choices = typing.get_args(field.annotation) if field is not None else ()
    words = [choice for choice in choices if isinstance(choice, str)]
    return f" and one of {', '.join(words)}" if words else ""
