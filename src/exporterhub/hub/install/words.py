"""Arguments and variables as shell words."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

from exporterhub.hub.install._fill import fill

__all__ = ["add_words", "bracketed", "flag_with", "sh_line"]

_VARIABLE = re.compile(r"([A-Za-z_]\w*)=(.*)", re.ASCII | re.DOTALL)


def add_words(text: str, arguments: list[str], environment: dict[str, str]) -> None:
    """``NAME=value`` is a variable; anything else is shell words of arguments."""
    variable = _VARIABLE.fullmatch(text)
    if variable:
        environment[variable[1]] = variable[2]
    else:
        arguments.extend(shlex.split(text))


def flag_with(flag: str, value: str) -> str:
    """The flag with its value, where it has no placeholder after an equals sign."""
    filled = fill(flag, value=value, file=value, path=value)
    return filled if filled != flag else f"{flag.removesuffix('=')}={value}"


def bracketed(host: str) -> str:
    """The host as it stands before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def sh_line(words: list[str], *, width: int = 100) -> str:
    """A command in shell syntax, broken before its options where it is long."""
    quoted = [shlex.quote(word) for word in words]
    line = " ".join(quoted)
    if len(line) <= width:
        return line
    lines = [quoted[0]]
    for before, word in pairwise(quoted):
        if word.startswith("-") or before.startswith("-"):
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return " \\\n  ".join(lines)
