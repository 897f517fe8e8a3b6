"""What a page is made of: families, samples, exemplars; and the limits a page is read within.

The data model is that of Prometheus. Sample names stay as exposed: ``pg_stat_database_xact_commit`` stays so, whatever
its type says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["DEFAULT_LIMITS", "Exemplar", "Family", "Limits", "Sample"]


class Exemplar(NamedTuple):
    """An example observation (OpenMetrics 1.0, "Exemplars"). ``timestamp`` is in seconds since the epoch."""

    labels: Mapping[str, str]
    value: float
    timestamp: float | None = None


class Sample(NamedTuple):
    """One line of a page. ``timestamp`` is in seconds since the epoch, in whichever format it was written."""

    name: str
    labels: Mapping[str, str]
    value: float
    timestamp: float | None = None
    exemplar: Exemplar | None = None


class Family(NamedTuple):
    """A metric family. Without a TYPE line its ``type`` is ``untyped`` (text) or ``unknown`` (OpenMetrics)."""

    name: str
    type: str = "untyped"
    help: str = ""
    unit: str = ""
    samples: Sequence[Sample] = ()


class Limits(NamedTuple):
    """What is held at most while a page is read, so that a hostile page cannot fill the memory.

    ``line`` is in bytes (characters for ``str`` input); a longer line is refused. ``family`` is in samples; a longer
    family arrives in several pieces of the same name. ``families`` is the number of names remembered; a page with
    more is refused. ``findings`` are reported at most; the page is read on, silently.
    """

    line: int = 1 << 20
    family: int = 1_000_000
    families: int = 200_000
    findings: int = 1_000


DEFAULT_LIMITS = Limits()
