"""The texts of the scripts, as a page hands them over: whole sentences with ``{name}`` for each value.

A script looks its text up by key; what is counted has one text for each plural category of the language (Unicode
CLDR), as ``Intl.PluralRules`` names them.
"""

from __future__ import annotations

from exporterhub.hub.languages.amounts import TIMES
from exporterhub.hub.languages.language import Language
from exporterhub.messages import Message, say, say_many

__all__ = ["TEXTS", "script_words"]

TEXTS: dict[str, Message] = {
    "copy": say("Copy"),
    "copied": say("Copied"),
    "select": say("Select it"),
    "theme_auto": say("Colour scheme: automatic"),
    "theme_light": say("Colour scheme: light"),
    "theme_dark": say("Colour scheme: dark"),
    "exporters": say_many("%(num)s exporter", "%(num)s exporters", 1),
    "exporters_of": say_many("%(shown)s of %(num)s exporter", "%(shown)s of %(num)s exporters", 1, shown="{shown}"),
    "shown_of": say("%(shown)s of %(total)s", shown="{shown}", total="{total}"),
    "in_all": say_many("%(num)s in all", "%(num)s in all", 1),
    "too_large": say("The page is larger than 5 MiB."),
    "healthy": say("healthy"),
    "fires": say("%(alert)s fires", alert="{alert}"),
}
_SAMPLES = (0, 1, 2, 3, 5, 6, 11, 21, 100, 1_000_000)
"""Numbers among which every plural category of every language has one."""


def script_words(language: Language) -> dict[str, str | dict[str, str]]:
    """By key, the text; for what is counted, the text by plural category."""
    times = {f"time_{symbol}": message for symbol, message in TIMES.items()}
    return {key: _text(language, message) for key, message in (TEXTS | times).items()}


def _text(language: Language, message: Message) -> str | dict[str, str]:
    if not message.many:
        return language.tell(message)
    found: dict[str, str] = {}
    for number in _SAMPLES:
        values = {**message.values, "num": "{num}"}
        text = language.translations.ngettext(message.text, message.many, number)
        found.setdefault(language.locale.plural_form(number), text % values)
    return found
