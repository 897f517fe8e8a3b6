"""Sizes, durations and readings as a language writes them: numbers through Babel, units by their symbols (IEC, SI)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from exporterhub.messages import Amount, Message, named, say

if TYPE_CHECKING:
    from exporterhub.hub.languages.language import Language

__all__ = ["TIMES", "amount_in", "bytesize", "duration", "reading"]

TIMES: dict[str, Message] = {
    "d": say("%(number)s d", number="{number}"),
    "h": say("%(number)s h", number="{number}"),
    "min": say("%(number)s min", number="{number}"),
    "s": say("%(number)s s", number="{number}"),
    "ms": say("%(number)s ms", number="{number}"),
    "µs": say("%(number)s µs", number="{number}"),
}
"""Times by the symbols of their units; ``{number}`` stands for the number."""
_YES, _NO = named("value", "yes"), named("value", "no")
_SECONDS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def bytesize(language: Language, number: float) -> str:
    """``23.5 GiB``."""
    if number < 1024:
        return f"{language.number(float(f'{number:.4g}'), '0.###')} B"
    for unit in ("KiB", "MiB", "GiB", "TiB", "PiB"):
        number /= 1024
        if number < 999.5 or unit == "PiB":
            break
    return f"{language.number(number, '0' if number >= 99.95 else '0.0')} {unit}"


def duration(language: Language, seconds: float) -> str:
    """``3 d 4 h``: the two largest units."""
    from babel.lists import format_list

    left = int(seconds)
    parts = []
    for symbol, size in _SECONDS:
        amount, left = divmod(left, size)
        parts.append((amount, symbol))
    first = next((place for place, (amount, _) in enumerate(parts) if amount), len(parts) - 1)
    texts = [_time(language, language.number(amount), symbol) for amount, symbol in parts[first : first + 2]]
    return format_list(texts, style="unit-narrow", locale=language.locale)


def reading(language: Language, value: str, unit: str) -> str:
    """A value as exposed, for a person: bytes as a size, other numbers with at most six digits that mean something."""
    number = float(value)
    if not math.isfinite(number):
        return value
    if unit == "bytes" and number >= 0:
        return bytesize(language, number)
    if number.is_integer() and abs(number) < 1e15:
        return language.number(int(number))
    if 1e-4 <= abs(number) < 1e6:
        return language.number(float(f"{number:.6g}"), "#,##0.##########")
    return f"{number:.6g}"


def amount_in(language: Language, amount: Amount) -> str:
    """A value of a panel or a measurement, with as many digits as in English."""
    text = str(amount)
    if amount.unit == "bool_yes_no":
        return language.tell(_YES if amount.value else _NO)
    number, gap, symbol = text.partition(" ")
    if gap and symbol in TIMES:
        return _time(language, _localised(language, number), symbol)
    return f"{_localised(language, number)}{gap}{symbol}"


def _time(language: Language, number: str, symbol: str) -> str:
    return language.tell(TIMES[symbol]).replace("{number}", number)


def _localised(language: Language, number: str) -> str:
    """A number as Python writes it, with the language's own signs; what is none stays as it is."""
    try:
        value = float(number)
    except ValueError:
        return number
    decimals = len(number.partition(".")[2])
    return language.number(value, "0." + "0" * decimals if decimals else "0")
