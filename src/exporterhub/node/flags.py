"""What a flag is, and the values that were given: collectors declare theirs, the command line fills them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exporterhub.errors import BadInput
from exporterhub.node.filters import Filter, expression

__all__ = ["Flag", "Options", "many", "switch", "text"]

Given = str | bool | Sequence[str]


class Flag(NamedTuple):
    """``--name``. A default of True or False makes it a switch (with ``--no-name``), a tuple makes it repeatable."""

    name: str
    help: str
    default: Given = ""
    hidden: bool = False


def switch(name: str, help_text: str, *, default: bool = False) -> Flag:
    """``--name`` and ``--no-name``."""
    return Flag(name, help_text, default)


def text(name: str, help_text: str, default: str = "", *, hidden: bool = False) -> Flag:
    """``--name=TEXT``."""
    return Flag(name, help_text, default, hidden)


def many(name: str, help_text: str) -> Flag:
    """``--name=TEXT``, repeatable."""
    return Flag(name, help_text, ())


class Options:
    """The values of flags: what was given, else the default."""

    def __init__(self, flags: Sequence[Flag], given: Mapping[str, Given] | None = None) -> None:
        self._defaults: dict[str, Given] = {flag.name: flag.default for flag in flags}
        self._given = dict(given or {})

    def add(self, flags: Sequence[Flag]) -> None:
        """The defaults of more flags."""
        self._defaults.update((flag.name, flag.default) for flag in flags)

    def given(self, name: str) -> bool:
        """Whether the flag stood on the command line."""
        return name in self._given

    def _get(self, name: str) -> Given:
        return self._given[name] if name in self._given else self._defaults[name]

    def switch(self, name: str) -> bool:
        """A switch."""
        return bool(self._get(name))

    def text(self, name: str) -> str:
        """A text."""
        value = self._get(name)
        assert isinstance(value, str)  # noqa: S101 - a collector asks for what it declared
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a repeatable flag."""
        value = self._get(name)
        assert isinstance(value, (list, tuple))  # noqa: S101
        return tuple(value)

    def seconds(self, name: str) -> float:
        """A duration as Go writes it: ``5s``, ``1m30s``, ``500ms``. Raises BadInput."""
        return duration(self.text(name), name)

    def number(self, name: str) -> int:
        """A whole number. Raises BadInput."""
        value = self.text(name)
        try:
            return int(value)
        except ValueError:
            raise BadInput(f"--{name} takes a whole number, got {value!r}") from None

    def filter(self, exclude: str = "", include: str = "", *, old_exclude: str = "", old_include: str = "") -> Filter:
        """The filter of a pair of flags, of which one may be given. Raises BadInput.

        Args:
            exclude: the flag whose matches are left out; its default does not hold when ``include`` is given.
            include: the flag whose matches alone are taken.
            old_exclude: the name ``exclude`` once had, still taken.
            old_include: the name ``include`` once had.
        """
        out = self._renamed(exclude, old_exclude)
        only = self._renamed(include, old_include)
        if only and self.given(exclude) and out:
            raise BadInput(f"--{exclude} and --{include} are mutually exclusive", remedy="give one of them")
        if only:
            out = ""
        return Filter(expression(out, exclude) if out else None, expression(only, include) if only else None)

    def _renamed(self, flag: str, old: str) -> str:
        if not flag:
            return ""
        before = self.text(old) if old else ""
        if not before:
            return self.text(flag)
        if self.given(flag):
            raise BadInput(f"--{old} and --{flag} are mutually exclusive", remedy=f"give --{flag} alone")
        return before


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def duration(value: str, name: str) -> float:
    """Seconds of Go's ``time.ParseDuration``. Raises BadInput that names the flag."""
    import re

    parts = re.findall(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)", value)
    if not parts or "".join(number + unit for number, unit in parts) != value:
        raise BadInput(f"--{name} takes a duration such as 5s or 500ms, got {value!r}")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
