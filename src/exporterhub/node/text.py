"""Whole families in the text format 0.0.4, written with as little work as one scrape allows.

What does not change between scrapes (metadata, names, labels) is put together once and kept as a template; a scrape
fills in the values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

__all__ = [
    "Families",
    "Fields",
    "Info",
    "Metric",
    "Single",
    "Table",
    "Value",
    "escape",
    "head",
    "label_set",
    "labels",
    "sample",
    "utf8",
    "words",
]

Value = bytes | None


class Metric(NamedTuple):
    """A family's name, type (``counter``, ``gauge``, ``untyped``) and help."""

    name: str
    type: str
    help: str


def words(names: str) -> list[str]:
    """Names, written one after another."""
    return names.split()


def head(metric: Metric) -> bytes:
    """The HELP and TYPE lines."""
    said = metric.help.replace("\\", "\\\\").replace("\n", "\\n")
    return utf8(f"# HELP {metric.name} {said}\n# TYPE {metric.name} {metric.type}\n")


def utf8(text: str | bytes) -> bytes:
    """Valid UTF-8 of names that the kernel gives as bytes: others become U+FFFD, as Prometheus refuses them."""
    if isinstance(text, str):
        try:
            return text.encode()
        except UnicodeEncodeError:
            text = text.encode(errors="surrogateescape")
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode(errors="replace").encode()
    return text


def labels(**pairs: str | bytes) -> bytes:
    """``device="sda",mode="rw"``: names as given, in their order, values escaped."""
    return label_set(pairs)


def label_set(pairs: Mapping[str, str | bytes]) -> bytes:
    """As ``labels``, for names that are not known beforehand."""
    return b",".join(b'%b="%b"' % (utf8(name), escape(value)) for name, value in pairs.items())


def escape(value: str | bytes) -> bytes:
    """A label's value as it stands between the quotes."""
    data = utf8(value)
    if b"\\" in data:
        data = data.replace(b"\\", b"\\\\")
    if b'"' in data:
        data = data.replace(b'"', b'\\"')
    return data.replace(b"\n", b"\\n") if b"\n" in data else data


def sample(name: bytes, labelled: bytes, value: bytes) -> bytes:
    """One line. ``labelled`` is empty for a series without labels."""
    return b"%b{%b} %b\n" % (name, labelled, value) if labelled else b"%b %b\n" % (name, value)


class Table:
    """Families over the same labels: each row is one label set, each column one family.

    A value of None leaves the series out, and a family nobody has a value for is not written at all.
    """

    def __init__(self, *metrics: Metric) -> None:
        self._heads = [head(metric) for metric in metrics]
        self._names = [metric.name.encode() for metric in metrics]
        self._made: tuple[list[bytes], list[int], bytes] = ([], [], b"")

    def render(self, keys: list[bytes], rows: Sequence[Sequence[Value]]) -> bytes:
        """The page's part: ``keys`` are label sets as ``labels`` makes them, ``rows`` have a value for each family."""
        values = tuple(chain.from_iterable(zip(*rows, strict=True)))
        absent = [place for place, value in enumerate(values) if value is None] if None in values else []
        made = self._made  # taken at once: two scrapes may be at it
        if keys != made[0] or absent != made[1]:
            made = self._made = keys, absent, self._template(keys, frozenset(absent))
        return made[2] % (tuple(value for value in values if value is not None) if absent else values)

    def _template(self, keys: Sequence[bytes], absent: Collection[int]) -> bytes:
        parts: list[bytes] = []
        for column, (heading, name) in enumerate(zip(self._heads, self._names, strict=True)):
            begin = column * len(keys)
            lines = [_blank(name, key) for place, key in enumerate(keys, begin) if place not in absent]
            if lines:
                parts += [heading.replace(b"%", b"%%"), *lines]
        return b"".join(parts)


def _blank(name: bytes, key: bytes) -> bytes:
    """A line of a template."""
    return sample(name, key.replace(b"%", b"%%"), b"%b")


class Single:
    """Families with one series each and no labels: a fixed list of them."""

    def __init__(self, *metrics: Metric) -> None:
        self._parts = [(head(metric), metric.name.encode()) for metric in metrics]
        self._template = b"".join(heading.replace(b"%", b"%%") + name + b" %b\n" for heading, name in self._parts)

    def render(self, values: Sequence[Value]) -> bytes:
        """``values`` in the order of the families; None leaves one out."""
        if None in values:
            present = [(part, value) for part, value in zip(self._parts, values, strict=True) if value is not None]
            return b"".join(b"%b%b %b\n" % (*part, value) for part, value in present)
        return self._template % tuple(values)


class Fields:
    """Families with one series each and no labels, of whatever fields a file has; ``metric`` names that of a field."""

    def __init__(self, metric: Callable[[bytes], Metric]) -> None:
        self._metric = metric
        self._made: tuple[list[bytes], Single] = ([], Single())

    def render(self, fields: Mapping[bytes, Value]) -> bytes:
        """The page's part, in the order of ``fields``."""
        names, made = list(fields), self._made
        if names != made[0]:
            made = self._made = names, Single(*map(self._metric, names))
        return made[1].render(list(fields.values()))


class Info:
    """A family whose series all have the value 1: what they say is in their labels."""

    def __init__(self, name: str, text: str) -> None:
        self._head = head(Metric(name, "gauge", text))
        self._name = name.encode()
        self._made: tuple[list[bytes], bytes] = ([], b"")

    def render(self, keys: list[bytes]) -> bytes:
        """One series for each label set."""
        made = self._made
        if keys != made[0]:
            text = self._head + b"".join(sample(self._name, key, b"1") for key in keys) if keys else b""
            made = self._made = keys, text
        return made[1]


class Families:
    """Families of which nothing is known beforehand: names, labels and which series there are. For few series only."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Metric, dict[bytes, bytes]]] = {}

    def add(self, metric: Metric, key: bytes, value: Value) -> None:
        """One series; the first value of a series counts, and the first help of a family. None is no value."""
        if value is not None:
            self._found.setdefault(metric.name, (metric, {}))[1].setdefault(key, value)

    def render(self) -> bytes:
        """The page's part, in the order of the families' names."""
        parts: list[bytes] = []
        for name, (metric, series) in sorted(self._found.items()):
            encoded = name.encode()
            parts += [head(metric), *(sample(encoded, key, value) for key, value in series.items())]
        return b"".join(parts)
