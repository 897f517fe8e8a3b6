"""What the collectors that ask psutil have in common."""

from __future__ import annotations

from exporterhub.node.collector import Collector, Context
from exporterhub.node.numbers import spell
from exporterhub.node.text import Value

__all__ = ["Asking", "given"]


class Asking(Collector):
    """A collector that is given a reader."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.reader = context.reader


def given(record: object, field: str) -> Value:
    """A number of a record; None where this system's record has no such field."""
    number = getattr(record, field, None)
    return None if number is None else spell(number)
