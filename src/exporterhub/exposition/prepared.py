"""Families whose series stay the same from scrape to scrape: everything but the numbers is written once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Family
from .names import Escaping
from .render import encode, metadata, style_of
from .series import Style, numbers, prefix
from .shape import written

__all__ = ["Prepared"]

_Form = tuple[list[str], list[int]]


class Prepared:
    """Writes the same series again and again with other values; timestamps and exemplars are not written.

    It is made from families with a sample for each series. ``render(values, content_type)`` takes a value for each, in
    the same order, and gives the bytes that rendering the families with these values would give, without ``# EOF``.
    """

    def __init__(self, families: Iterable[Family]) -> None:
        self._families: list[Family] = []
        self._length = 0
        for family in families:
            places = range(self._length, self._length + len(family.samples))
            samples = [sample._replace(value=float(i)) for i, sample in zip(places, family.samples, strict=True)]
            self._families.append(family._replace(samples=samples))
            self._length = places.stop
        self._forms: dict[Style, _Form] = {}

    def render(self, values: Sequence[float], content_type: str, *, escaping: Escaping | None = None) -> bytes:
        """The lines of the families. Raises ValueError where the number of values is not that of the series."""
        style = style_of(content_type, escaping)
        between, order = self._forms.get(style) or self._form(style)
        if len(values) != self._length:
            raise ValueError(f"{self._length} series, {len(values)} values")
        if not order:
            return encode(between[0])
        texts = numbers(values)
        parts = [""] * (2 * len(order) + 1)
        parts[0::2] = between
        parts[1::2] = [texts[place] for place in order]
        return encode("".join(parts))

    def _form(self, style: Style) -> _Form:
        """What stands between the numbers, and which number comes when."""
        between: list[str] = []
        order: list[int] = []
        text = ""
        for family in self._families:
            for part in written(family, openmetrics=style.openmetrics):
                text += metadata(part, style)
                for sample in part.samples:
                    between.append(text + prefix(sample, part.name, part.type, style))
                    order.append(int(sample.value))
                    text = "\n"
        form = self._forms[style] = ([*between, text], order)
        return form
