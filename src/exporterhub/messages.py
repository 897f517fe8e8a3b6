"""English sentences that remember how they were made, so that a page can tell them in another language.

::

    say("%(exporter)s fits best", exporter="redis")                      # "redis fits best"
    say_many("%(num)s rule", "%(num)s rules", 3)                         # "3 rules"
    named("tier", "proven")                                              # a word that needs its context
    say("Fired after %(what)s", what=english("redis was stopped"))       # a part that has no translation

Each is an ordinary ``str``: programs, logs, the API and the command line use it as such. Whoever speaks another
language looks up ``message.text`` and fills in ``message.values`` (GNU gettext with Python's named placeholders).
Texts are constants: they are read from the source by ``make messages``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = [
    "SEPARATORS",
    "Amount",
    "Day",
    "English",
    "Listed",
    "Message",
    "Said",
    "Value",
    "amount",
    "english",
    "listed",
    "named",
    "say",
    "say_many",
    "sentences",
]

SEPARATORS = {"comma": ", ", "semicolon": "; ", "sentences": " "}
"""What stands between the parts of a list, by its style."""
Value = str | int | float
"""What a placeholder takes. A ``Message`` is a ``str`` and is told itself; numbers are written as the language does."""


class Said(str):
    """Base of the texts that a page may write otherwise than as they are."""

    __slots__ = ()

    def __copy__(self) -> Said:
        return self

    def __deepcopy__(self, _: Any) -> Said:
        return self


class English(Said):
    """A text that is there in English only, such as what somebody wrote into the catalog."""

    __slots__ = ()


class Day(Said):
    """A date as ISO 8601 writes it."""

    __slots__ = ()


class Amount(Said):
    """A value with its unit, by Grafana's name of the unit."""

    __slots__ = ("unit", "value")
    value: float
    unit: str


class Listed(Said):
    """Parts that are listed, in a way that ``style`` names (see ``listed``)."""

    __slots__ = ("parts", "style")
    parts: tuple[str, ...]
    style: str


class Message(Said):
    """An English sentence, with what is needed to say it otherwise. Compared and hashed as the sentence."""

    __slots__ = ("context", "many", "number", "text", "values")
    text: str
    """The English text before values are filled in; for what is counted, in the singular."""
    many: str
    """The same in the plural; empty where nothing is counted."""
    number: int
    values: Mapping[str, Value]
    context: str
    """What tells apart equal English texts; empty for most."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _message, (self.text, self.many, self.number, dict(self.values), self.context)


def say(text: str, /, **values: Value) -> Message:
    """The sentence with its values; ``text`` has ``%(name)s`` for each, and ``%%`` for a percent sign."""
    return _message(text, "", 1, values, "")


def say_many(one: str, many: str, number: int, /, **values: Value) -> Message:
    """The sentence for this number, which is ``%(num)s`` in it."""
    return _message(one, many, number, {"num": number, **values}, "")


def named(context: str, text: str) -> Message:
    """A word or name of a fixed list, such as a tier; ``context`` says which list."""
    return _message(text.replace("%", "%%"), "", 1, {}, context)


def english(text: str) -> English:
    """The text, marked as having no translation."""
    return English(text)


def amount(text: str, value: float, unit: str) -> Amount:
    """The value in its unit; ``text`` is how English writes it."""
    made = Amount(text)
    made.value = value
    made.unit = unit
    return made


def listed(*parts: str, style: str = "comma") -> Listed:
    """``a, b, c``; with the style ``and`` or ``or`` a word before the last: ``a, b and c``.

    ``clauses`` is ``and`` for parts that are half sentences; ``semicolon`` and ``sentences`` are what they say.
    """
    made = Listed(_joined(parts, style))
    made.parts = parts
    made.style = style
    return made


def sentences(*parts: str) -> Listed:
    """Whole sentences, one after the other; empty ones are left out."""
    return listed(*filter(None, parts), style="sentences")


def _joined(parts: tuple[str, ...], style: str) -> str:
    if style in SEPARATORS or len(parts) < 2:
        return SEPARATORS.get(style, "").join(parts)
    word = "or" if style == "or" else "and"
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _message(text: str, many: str, number: int, values: Mapping[str, Value], context: str) -> Message:
    chosen = many if many and number != 1 else text
    made = Message(chosen % {name: _written(value) for name, value in values.items()})
    made.text = text
    made.many = many
    made.number = number
    made.values = values
    made.context = context
    return made


def _written(value: Value) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
