"""A language: its catalog, and how it writes numbers, sizes, times and dates (Unicode CLDR, through Babel)."""

from __future__ import annotations

import gettext
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from exporterhub.hub.languages.amounts import amount_in
from exporterhub.hub.languages.catalog import codes, read_translations
from exporterhub.messages import SEPARATORS, Amount, Day, English, Listed, Message, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from babel import Locale

__all__ = ["ENGLISH", "Language", "language_of", "languages"]


class Language:
    """One language by its code (ISO 639)."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.number = lru_cache(maxsize=4096)(self._number)

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    @cached_property
    def locale(self) -> Locale:
        """Babel's facts about it."""
        from babel import Locale

        return Locale.parse(self.code)

    @cached_property
    def name(self) -> str:
        """What it calls itself: English, 한국어."""
        return self.locale.get_display_name(self.code) or self.code

    @cached_property
    def translations(self) -> gettext.NullTranslations:
        """Its catalog, compiled."""
        return gettext.NullTranslations() if self.code == "en" else read_translations(self.code)

    def tell(self, value: object) -> str:
        """A message, number or other value as this language says it."""
        if isinstance(value, Message):
            if self.code == "en":
                return str(value)
            return self._format(value) % {name: self.tell(part) for name, part in value.values.items()}
        if isinstance(value, Listed):
            return self.listed([self.tell(part) for part in value.parts], value.style)
        if isinstance(value, Day):
            return self.day(str(value))
        if isinstance(value, Amount):
            return str(value) if self.code == "en" else amount_in(self, value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.number(value)
        return str(value)

    def tell_html(self, value: object) -> Markup:
        """The same as HTML, in which parts that are there in English only are marked as such."""
        if self.code == "en":
            return escape(self.tell(value))
        if isinstance(value, Message):
            return escape(self._format(value)) % {name: self.tell_html(part) for name, part in value.values.items()}
        if isinstance(value, Listed):
            parts = [str(self.tell_html(part)) for part in value.parts]
            return Markup(self.listed(parts, value.style))  # noqa: S704  (each part is escaped)
        if isinstance(value, English):
            return Markup('<span lang="en">{}</span>').format(str(value))
        return escape(self.tell(value))

    def word(self, text: str, context: str) -> str:
        """A word of a fixed list, such as a tier; one that the catalog does not know stays as it is."""
        if self.code == "en":
            return text
        return self.translations.pgettext(context, text.replace("%", "%%")).replace("%%", "%")

    def listed(self, parts: Sequence[str], style: str = "comma") -> str:
        """Parts in a list, as the language joins them; styles as in ``exporterhub.messages``."""
        if self.code == "en":
            return str(listed(*parts, style=style))
        if style not in ("and", "or"):
            return SEPARATORS.get(style, ", ").join(parts)
        from babel.lists import format_list

        return format_list(parts, style="or" if style == "or" else "standard", locale=self.locale)

    def day(self, moment: date | str) -> str:
        """A day: Nov 24, 2026. A text is a date as ISO 8601 writes it; what is none stays as it is."""
        from babel.dates import format_date

        if isinstance(moment, str):
            try:
                moment = date.fromisoformat(moment)
            except ValueError:
                return str(moment)
        return format_date(moment, "medium", locale=self.locale)

    def clock(self, moment: datetime) -> str:
        """The time of day with seconds: 14:03:04."""
        from babel.dates import format_time

        return format_time(moment, "HH:mm:ss", locale=self.locale)

    def _number(self, value: float, pattern: str | None = None) -> str:
        from babel.numbers import format_decimal

        return format_decimal(value, format=pattern, locale=self.locale)

    def _format(self, message: Message) -> str:
        known = self.translations
        if message.context:
            return known.pgettext(message.context, message.text)
        if message.many:
            return known.ngettext(message.text, message.many, message.number)
        return known.gettext(message.text)


ENGLISH = Language("en")
_KNOWN = {"en": ENGLISH} | {code: Language(code) for code in codes()}


def languages() -> dict[str, Language]:
    """Every language by its code, English first."""
    return _KNOWN


def language_of(code: str) -> Language:
    """The language with this code, which has to be a known one."""
    return _KNOWN[code]
