"""Whether a matcher lets a value through. Regular expressions are RE2's; those that Python reads otherwise are left."""

from __future__ import annotations

import re
from functools import cached_property

__all__ = ["Pattern"]

# Python knows neither POSIX classes, \p and \z, nor \Q..\E and flags such as (?U); and it may need for ever where a
# repeated group holds a repetition, which RE2 does not.
_FOREIGN = re.compile(r"\[\[|\\[pPzQCA]|\(\?[a-zA-Z]*U|[*+}]\??\)+[*+{]")
_PLAIN = re.compile(r"[A-Za-z0-9_ /:@%,;=!<>#&~'\"-]*")
_LONGEST = 1_000


class Pattern:
    """One matcher's operator and value. ``unreadable`` says that nothing can be told about it here."""

    def __init__(self, op: str, value: str) -> None:
        self.op = op
        self.value = value

    @property
    def negative(self) -> bool:
        """Whether it takes values away (``!=``, ``!~``)."""
        return self.op.startswith("!")

    @property
    def unreadable(self) -> bool:
        """Whether it is a regular expression that is not tried here."""
        return self.op.endswith("~") and self._regex is None

    @cached_property
    def _regex(self) -> re.Pattern[str] | None:
        if len(self.value) > _LONGEST or _FOREIGN.search(self.value):
            return None
        try:
            return re.compile(self.value, re.DOTALL)
        except (re.error, RecursionError, OverflowError):
            return None

    def hits(self, value: str) -> bool:
        """Whether ``value`` is equal or fits the expression, whatever the operator's sign."""
        if not self.op.endswith("~"):
            return value == self.value
        return self._regex is not None and self._regex.fullmatch(value[:_LONGEST]) is not None

    def matches(self, value: str) -> bool:
        """Whether a series with this value is let through; an absent label has the empty value."""
        return self.hits(value) != self.negative

    def alternatives(self) -> tuple[str, ...]:
        """The plain words of ``a|b|c``; the value itself where the operator compares for equality."""
        if not self.op.endswith("~"):
            return (self.value,)
        words = self.value.removeprefix("(").removesuffix(")").split("|")
        return tuple(words) if all(_PLAIN.fullmatch(word) for word in words) else ()
