"""Expressions that choose devices, mounts and fields: as node_exporter's flags take them."""

from __future__ import annotations

import re

from exporterhub.errors import BadInput

__all__ = ["Filter", "expression"]

_GO_END = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(\$)", re.DOTALL)


def expression(text: str, flag: str) -> re.Pattern[str]:
    """The expression of ``--flag``, in the syntax that Go and Python share.

    Raises:
        BadInput: it is none.
    """
    # In Go `$` is the end of the text alone, in Python also the place before a last line feed.
    translated = _GO_END.sub(lambda found: r"\Z" if found[1] else found[0], text).replace(r"\z", r"\Z")
    try:
        return re.compile(translated, re.ASCII)
    except re.error as error:
        where = f" at character {error.pos + 1}" if error.pos is not None else ""
        remedy = f"got {text!r}; classes such as \\pL, which only Go knows, can be written out: [A-Za-z]"
        raise BadInput(f"--{flag} is no regular expression{where}: {error.msg}", remedy=remedy) from error


class Filter:
    """Ignores what ``exclude`` matches anywhere, and what ``include`` matches nowhere; remembers its answers."""

    def __init__(self, exclude: re.Pattern[str] | None = None, include: re.Pattern[str] | None = None) -> None:
        self._exclude = exclude
        self._include = include
        self._known: dict[str, bool] = {}

    def ignores(self, name: str) -> bool:
        """Whether ``name`` is to be left out."""
        known = self._known.get(name)
        if known is None:
            if len(self._known) > 4096:  # names that come and go, as those of containers' interfaces
                self._known.clear()
            known = self._known[name] = self._decide(name)
        return known

    def _decide(self, name: str) -> bool:
        if self._exclude is not None and self._exclude.search(name):
            return True
        return self._include is not None and not self._include.search(name)
