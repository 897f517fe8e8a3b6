"""The catalogs are whole: nothing is missing, nothing is left over, and every translation fits its text."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po

from exporterhub.catalog import models
from exporterhub.dashboards import ROWS
from exporterhub.hub.languages import languages
from exporterhub.hub.languages.catalog import po_path
from exporterhub.hub.languages.extract import POT, extracted
from exporterhub.hub.languages.names import NAMES
from exporterhub.hub.languages.script import TEXTS, script_words
from exporterhub.hub.query import FACETS, SORTS

CODES = [code for code in languages() if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
TAG = re.compile(r"</?\w+[^<>]*>")


def texts_of(catalog: Any) -> dict[tuple[str, Any], Any]:
    return {(message.context or "", message.id): message for message in catalog if message.id}


def catalog_of(code: str) -> Any:
    with po_path(code).open("rb") as file:
        return read_po(file, locale=code)


@pytest.fixture(scope="module")
def template() -> dict[tuple[str, Any], Any]:
    return texts_of(extracted())


def test_the_template_is_up_to_date(template: dict[tuple[str, Any], Any]) -> None:
    with POT.open("rb") as file:
        kept = texts_of(read_po(file))
    assert sorted(map(str, template.keys() ^ kept.keys())) == [], "run `make messages`"


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_every_text_and_no_other(code: str, template: dict[tuple[str, Any], Any]) -> None:
    known = texts_of(catalog_of(code))
    assert sorted(map(str, template.keys() ^ known.keys())) == [], "run `make messages`"
    assert [message.id for message in known.values() if message.fuzzy] == []
    assert [message.id for message in known.values() if not all(strings(message.string))] == []


@pytest.mark.parametrize("code", CODES)
def test_translations_keep_values_and_markup(code: str) -> None:
    wrong = [
        (original, translation)
        for message in texts_of(catalog_of(code)).values()
        for translation in strings(message.string)
        for original in [strings(message.id)[-1]]
        if signs(original) != signs(translation)
    ]
    assert wrong == []


def strings(text: Any) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (list, tuple)) else (text,)


def signs(text: str) -> tuple[list[str], list[str]]:
    """Placeholders and tags. ``%(num)s`` may be left out where the original says "one" in words."""
    return sorted(PLACEHOLDER.findall(TAG.sub("", text))), sorted(TAG.findall(text))


@pytest.mark.parametrize("code", CODES)
def test_a_catalog_begins_with_its_glossary(code: str) -> None:
    assert "Glossary" in catalog_of(code).header_comment


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("tier", get_args(models.Tier)),
        ("kind", get_args(models.Kind)),
        ("maintainer", get_args(models.Maintainer)),
        ("status", get_args(models.Status)),
        ("category", get_args(models.Category)),
        ("sort", SORTS),
        ("row", tuple(ROWS.values())),
    ],
)
def test_every_word_of_a_list_has_a_translation(name: str, values: tuple[str, ...]) -> None:
    assert {str(word) for word in NAMES[name]} == set(values)
    assert set(FACETS) <= NAMES.keys()


@pytest.mark.parametrize("code", languages())
def test_scripts_get_whole_texts(code: str) -> None:
    words = script_words(languages()[code])
    assert words.keys() >= TEXTS.keys()
    for key, message in TEXTS.items():
        found = words[key]
        assert isinstance(found, dict) == bool(message.many)
        for text in found.values() if isinstance(found, dict) else [found]:
            assert text
            assert "%(" not in text
