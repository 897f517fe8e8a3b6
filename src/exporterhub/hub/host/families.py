"""The samples of a page by the name of their family, asked without fear of what is missing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from exporterhub.exposition import Family, Sample, parse

__all__ = ["Families"]


class Families:
    """The families of one page."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._samples: dict[str, list[Sample]] = {}
        for family in families:
            self._samples.setdefault(family.name, []).extend(family.samples)

    @classmethod
    def read(cls, page: bytes) -> Families:
        """Of a page in the text format; what cannot be read is passed over."""
        return cls(parse(page, strict=False))

    def samples(self, name: str) -> Sequence[Sample]:
        """All samples of the family."""
        return self._samples.get(name, ())

    def finite(self, name: str) -> list[Sample]:
        """Those whose value is a number to calculate with."""
        return [sample for sample in self.samples(name) if math.isfinite(sample.value)]

    def value(self, name: str) -> float | None:
        """The value of the only sample, where it is a number."""
        found = self.finite(name)
        return found[0].value if len(found) == 1 else None

    def label(self, name: str, label: str) -> str:
        """A label of the first sample, or nothing."""
        return next((sample.labels.get(label, "") for sample in self.samples(name)), "")

    def by(self, name: str, *labels: str) -> dict[tuple[str, ...], float]:
        """Values by the values of labels."""
        return {tuple(s.labels.get(label, "") for label in labels): s.value for s in self.finite(name)}
