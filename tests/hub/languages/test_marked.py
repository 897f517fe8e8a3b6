"""Every text that a template shows is marked for translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

import exporterhub.hub
from exporterhub.hub.site import Site

TEMPLATES = Path(exporterhub.hub.__file__).parent / "templates"
FILLED = "\ufffc"
SHOWN = ("aria-label", "title", "placeholder", "alt", "content", "data-said")
NO_PROSE = ("code", "pre", "kbd", "script", "style", "textarea")
BRANDS = re.compile(
    r"\b(?:ExporterHub|Exporter|Hub|OpenAPI|API|Grafana JSON|rules(?:\.test)?\.yaml|amd64|arm64)\b"
    r"|(?<!\w)/[\w./-]*|width=device-width, initial-scale=1|light dark"
)
EXAMPLES = re.compile(r"https://\S+|team-chat|redis, postgres|# HELP redis_up .*|redis_memory_used_bytes .*", re.DOTALL)
"""What stands in empty fields, as one would enter it."""
LETTERS = re.compile(r"[A-Za-z]{2,}")


def bare(source: str) -> list[str]:
    """Texts that are shown and not marked."""
    environment = Site().environment
    tree = environment.parse(source)
    reader = Reader()
    reader.feed("".join(stream(tree)))
    reader.close()
    return [*reader.found, *arguments(tree)]


def stream(tree: nodes.Node) -> Iterator[str]:
    for output in tree.find_all(nodes.Output):
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData):
                yield part.data
            else:
                yield from constants(part)
                yield FILLED


def constants(part: nodes.Node) -> Iterator[str]:
    """Constants that an expression may show."""
    if isinstance(part, nodes.Const):
        yield f" {part.value} " if isinstance(part.value, str) else ""
    elif isinstance(part, (nodes.CondExpr, nodes.Or, nodes.And, nodes.Concat, nodes.Add)):
        for child in part.iter_child_nodes(exclude=["test"]):
            yield from constants(child)


def arguments(tree: nodes.Template) -> Iterator[str]:
    """Sentences that are handed to macros."""
    marks = ("_", "gettext", "ngettext", "pgettext", "npgettext", "url")
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name not in marks:
            values = [*call.args, *(pair.value for pair in call.kwargs)]
            for value in values:
                for text in constants(value):
                    if re.search(r"[A-Za-z] [a-z]", text.strip()):
                        yield text


class Reader(HTMLParser):
    """Collects texts and attributes with words in them."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NO_PROSE:
            self.inside.append(tag)
        named = dict(attrs)
        for name in SHOWN:
            text = named.get(name) or ""
            self.look(EXAMPLES.sub("", text) if name == "placeholder" else text)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.look(data)

    def look(self, text: str) -> None:
        rest = BRANDS.sub("", text)
        if LETTERS.search(rest):
            self.found.append(" ".join(rest.replace(FILLED, " ").split()))


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_nothing_is_bare(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello there</p>",
        '<a aria-label="Close it">{{ x }}</a>',
        '<input placeholder="Search words">',
        '<p>{{ "Yes please" if x else _("No") }}</p>',
        "<p>{{ x or 'nothing' }}</p>",
        '{% macro m(a) %}{{ a }}{% endmacro %}{{ m("Rules to take home") }}',
        "<p>{{ n }} metrics</p>",
    ],
)
def test_what_is_bare_is_found(source: str) -> None:
    assert bare(source) != []


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Hello there") }}</p>',
        '<p class="{{ "on" if x else "off" }}">{% trans %}Hello <b>there</b>{% endtrans %}</p>',
        '<p>{{ ngettext("%(num)s metric", "%(num)s metrics", n) }}, <code>plain code</code></p>',
        '<a href="/x">ExporterHub API</a> <a href="/api/v1/x">/api/v1/x</a>',
    ],
)
def test_what_is_marked_is_not_found(source: str) -> None:
    assert bare(source) == []
