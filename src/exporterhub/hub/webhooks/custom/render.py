"""A custom template at work: compiled, bounded in what it makes, and its problems told with the line."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable
from typing import NoReturn

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporterhub.errors import BadInput, SyntaxProblem
from exporterhub.hub.webhooks.custom.language import (
    FILTERS,
    TESTS,
    bound_loops,
    bounded,
    check_language,
    fresh_count,
)
from exporterhub.hub.webhooks.event import KINDS, Event, Kind, as_json, sample
from exporterhub.hub.webhooks.templates import Rendered

__all__ = ["EXAMPLE", "LARGEST", "check_custom", "render_custom"]

LARGEST = 16 * 1024
"""The most characters of a template, and of what it makes."""
EXAMPLE = """{
  "text": {{ (event.name ~ ": " ~ event.event) | tojson }},
  {% if event.event == "release" %}
  "version": {{ event.version | tojson }}
  {% else %}
  "tier": {{ event.to | tojson }}
  {% endif %}
}
"""
"""A template to begin with."""
_FILE = "<webhook template>"
_JSON_REMEDY = 'put each value in with tojson: {"text": {{ event.name | tojson }}}'
# What Python and Jinja2 raise for text that is nested too deeply, or has numbers that are too long.
_TOO_MUCH = (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals.clear()
    environment.filters = {**FILTERS, "bounded": bounded}
    environment.tests = {**environment.tests, **TESTS}
    return environment


_ENVIRONMENT = _environment()


def check_custom(text: str, kinds: Iterable[Kind] = KINDS) -> None:
    """Refuse a template that cannot be parsed, uses what is not there, or gives no JSON for one of these events.

    Raises BadInput; SyntaxProblem where the place is known.
    """
    for kind in kinds:
        for link in ("", "https://hub.example.org"):
            render_custom(text, sample(kind, public_url=link))


def render_custom(text: str, event: Event) -> Rendered:
    """What the template makes of the event. Raises as ``check_custom``."""
    template = _compiled(text)
    made: list[str] = []
    length = 0
    try:
        for part in template.generate({"event": as_json(event), **fresh_count()}):
            made.append(part)
            length += len(part)
            if length > LARGEST:
                raise BadInput(
                    f"the template makes more than {LARGEST // 1024} KiB for a {event.event} event",
                    remedy="chat programs take less than that: leave something out",
                )
    except (TemplateError, TypeError, *_TOO_MUCH) as error:
        _refuse(error, event)
    body = "".join(made)
    _require_json(body, event)
    return Rendered(body.encode())


def _compiled(text: str) -> Template:
    if not text.strip():
        raise BadInput("the template is empty", remedy=_JSON_REMEDY)
    if len(text) > LARGEST:
        raise BadInput(f"the template is longer than {LARGEST // 1024} KiB", remedy="make it shorter")
    try:
        tree = _ENVIRONMENT.parse(text)
        check_language(tree)
        code = _ENVIRONMENT.compile(bound_loops(tree), filename=_FILE)
    except TemplateSyntaxError as error:
        raise SyntaxProblem(
            error.message or "this is no Jinja2", line=error.lineno, column=1, remedy="correct the template"
        ) from error
    except _TOO_MUCH as error:
        raise BadInput("the template is nested too deeply", remedy="make it simpler") from error
    return Template.from_code(_ENVIRONMENT, code, {})


def _refuse(error: Exception, event: Event) -> NoReturn:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _FILE]
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    said = said.replace("'dict object'", "it")
    raise SyntaxProblem(
        f"for a {event.event} event: {said}",
        line=(lines[-1] if lines else None) or 1,
        column=1,
        remedy=f"a {event.event} event has {', '.join(as_json(event))}",
    ) from error


def _require_json(body: str, event: Event) -> None:
    try:
        json.loads(body, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise SyntaxProblem(
            f"what it makes for a {event.event} event is no JSON: {error.msg}",
            line=error.lineno,
            column=error.colno,
            remedy=_JSON_REMEDY,
        ) from error
    except ValueError as error:
        raise BadInput(f"what it makes for a {event.event} event is no JSON: {error}", remedy=_JSON_REMEDY) from error
    except RecursionError as error:
        raise BadInput(f"what it makes for a {event.event} event is nested too deeply", remedy=_JSON_REMEDY) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")
