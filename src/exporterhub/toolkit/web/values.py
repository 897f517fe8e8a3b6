"""Values of the web configuration file, converted as Go's YAML decoder converts them into fields of a type."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

import yaml

from .tree import Place

__all__ = ["boolean", "duration", "integer", "one_of", "strings", "text", "texts"]

_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


def text(place: Place) -> str:
    """Text; a number or a boolean as it is written, an empty value as empty text."""
    if place.tag == "null":
        return ""
    if not isinstance(place.node, yaml.ScalarNode):
        raise place.problem("found more than one value", expected="text")
    return str(place.node.value)


def texts(place: Place) -> dict[str, str]:
    """Names with texts."""
    return {name: text(member) for name, member in place.members(None).items()}


def strings(
    place: Place, known: Collection[str] = (), what: str = "", *, allow_none: bool = False
) -> tuple[str, ...] | None:
    """A list of texts, of ``known`` ones where given; None for an empty value where that is no empty list."""
    if place.tag == "null":
        return None if allow_none else ()
    return tuple(one_of(item, known, what) if known else text(item) for item in place.items())


def one_of(place: Place, known: Collection[str], what: str) -> str:
    """One of the known words."""
    word = text(place)
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
        remedy = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
        raise place.problem(f"unknown {what} {word!r}", remedy=remedy)
    return word


def boolean(place: Place, *, default: bool) -> bool:
    """A boolean as YAML 1.1 writes it (true, yes, on ...)."""
    if place.tag == "null":
        return default
    if place.tag != "bool":
        raise place.problem(f"{text(place)!r} is no boolean", expected="true or false")
    return text(place).lower() in ("true", "yes", "on", "y")


def integer(place: Place) -> int:
    """A whole number."""
    if place.tag == "null":
        return 0
    try:
        if place.tag == "int":
            return int(text(place).replace("_", ""), 0)
    except ValueError:
        pass
    raise place.problem(f"{text(place)!r} is no whole number", expected="a number such as 20")


def duration(place: Place) -> float:
    """Seconds of a Go duration (``1s``, ``1m30s``, ``250ms``; a bare number is nanoseconds)."""
    if place.tag == "null":
        return 0.0
    if place.tag == "int":
        return integer(place) * 1e-9
    written = text(place)
    sign = -1.0 if written[:1] == "-" else 1.0
    rest = written.removeprefix("-").removeprefix("+")
    if rest == "0":
        return 0.0
    parts = _PART.findall(rest)
    if not parts or "".join(number + unit for number, unit in parts) != rest:
        raise place.problem(f"{written!r} is no duration", expected="a duration such as 1s, 1m30s or 250ms")
    return sign * sum(float(number) * _SECONDS[unit] for number, unit in parts)
