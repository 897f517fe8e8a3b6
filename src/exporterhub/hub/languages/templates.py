"""What a template needs to speak a language: gettext in Jinja's newer style, words, numbers and dates."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from exporterhub.hub.languages.amounts import bytesize, duration, reading
from exporterhub.hub.languages.language import Language
from exporterhub.hub.languages.script import script_words
from exporterhub.messages import Said, english

__all__ = ["install_language"]


def install_language(environment: Environment, language: Language) -> None:
    """Let the environment's templates speak the language.

    Texts are marked with ``_("...")``, ``ngettext`` or ``{% trans %}``; values are filled in as the language writes
    them. A message that is printed is told in the language by itself; ``| told``, which gives HTML and is not for
    attributes, also marks the parts that are in English.
    """
    known = language.translations
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    environment.finalize = lambda value: language.tell(value) if isinstance(value, Said) else value

    @pass_eval_context
    def gettext(context: EvalContext, text: str, /, **values: Any) -> str:
        return _filled(context, known.gettext(text), values)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, number: int, /, **values: Any) -> str:
        return _filled(context, known.ngettext(one, many, number), {"num": number, **values})

    @pass_eval_context
    def pgettext(context: EvalContext, told_apart_by: str, text: str, /, **values: Any) -> str:
        return _filled(context, known.pgettext(told_apart_by, text), values)

    @pass_eval_context
    def npgettext(context: EvalContext, told_apart_by: str, one: str, many: str, number: int, /, **values: Any) -> str:
        return _filled(context, known.npgettext(told_apart_by, one, many, number), {"num": number, **values})

    def _filled(context: EvalContext, text: str, values: dict[str, Any]) -> str:
        tell = language.tell_html if context.autoescape else language.tell
        made = {name: value if isinstance(value, Markup) else tell(value) for name, value in values.items()}
        return (Markup(text) if context.autoescape else text) % made  # noqa: S704  (a text of the source or catalog)

    def listed(parts: Iterable[Any], style: str = "comma") -> str:
        return language.listed([language.tell(part) for part in parts], style)

    environment.globals |= {
        "_": gettext,
        "gettext": gettext,
        "ngettext": ngettext,
        "npgettext": npgettext,
        "pgettext": pgettext,
        "en": "" if language.code == "en" else Markup(' lang="en"'),
        "spoken": "" if language.code == "en" else Markup(' lang="{}"').format(language.code),
        "language": language,
        "script_words": cache(partial(script_words, language)),
    }
    environment.filters |= {
        "bytesize": partial(bytesize, language),
        "clock": language.clock,
        "day": language.day,
        "decimal": language.number,
        "duration": partial(duration, language),
        "english": english,
        "listed": listed,
        "named": language.word,
        "said": language.tell,
        "reading": partial(reading, language),
        "told": language.tell_html,
        "thousands": language.number,
    }
