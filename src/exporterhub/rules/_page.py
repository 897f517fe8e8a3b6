"""A page to check rules against: its series by name, their labels, and the values seen of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exporterhub.errors import BadInput
from exporterhub.exposition import Family, Sample, guess_content_type, parse

if TYPE_CHECKING:
    from exporterhub.catalog import Entry, Recording

__all__ = ["Metric", "Page", "Row", "page_of", "page_of_recording", "pages_from_entry", "pages_from_file"]

Row = tuple[Mapping[str, str], float]
# Enough to see whether a label enumerates states; a page may have a million series.
MOST_ROWS = 2_000
MOST_VALUES = 5_000


@dataclass(slots=True)
class Metric:
    """The series of one name on one page.

    ``values`` are the values seen of each label, ``rows`` labels and value of the first series. ``total``
    is the number of samples that the family had before the recording was trimmed, ``kept`` how many are
    left; 0 where it was not trimmed. ``redacted`` are labels whose values the recording replaced. ``help``
    and ``unit`` are those of the family.
    """

    name: str
    family: str
    type: str
    series: int = 0
    values: dict[str, set[str]] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    kept: int = 0
    total: int = 0
    redacted: frozenset[str] = frozenset()
    help: str = ""
    unit: str = ""

    def add(self, sample: Sample) -> None:
        """Take note of one series."""
        self.series += 1
        for label, value in sample.labels.items():
            seen = self.values.setdefault(label, set())
            if len(seen) < MOST_VALUES:
                seen.add(value)
            self.carried[label] = self.carried.get(label, 0) + 1
        if len(self.rows) < MOST_ROWS:
            self.rows.append((sample.labels, sample.value))


@dataclass(frozen=True, slots=True)
class Page:
    """An exposition by name. ``families`` maps each family to its type and the names of its series, in order.

    A recording knows the exporter's ``version``, the ``flags`` it ran with, and the ``run`` it was taken in: an
    exporter with several pages is recorded page by page.
    """

    name: str
    metrics: Mapping[str, Metric]
    families: Mapping[str, tuple[str, tuple[str, ...]]]
    version: str = ""
    flags: tuple[str, ...] = ()
    run: str = ""


def page_of(
    name: str,
    data: bytes | Iterable[Family],
    content_type: str | None = None,
    *,
    trimmed: Mapping[str, tuple[int, int]] | None = None,
    redacted: Mapping[str, tuple[str, ...]] | None = None,
) -> Page:
    """The page that ``data`` holds; lines that are wrong are left out (linting a page is another verb).

    ``name`` is what findings call it. Without a content type it is guessed. ``trimmed`` maps families to
    how many samples were kept, of how many; ``redacted`` to the labels whose values were replaced.
    """
    if isinstance(data, bytes):
        data = parse(data, content_type or guess_content_type(data), strict=False)
    metrics: dict[str, Metric] = {}
    families: dict[str, tuple[str, tuple[str, ...]]] = {}
    for family in data:
        kept, total = (trimmed or {}).get(family.name, (0, 0))
        hidden = frozenset((redacted or {}).get(family.name, ()))
        names: dict[str, None] = dict.fromkeys(families.get(family.name, ("", ()))[1])
        for sample in family.samples:
            metric = metrics.get(sample.name)
            if metric is None:
                metric = Metric(sample.name, family.name, family.type, kept=kept, total=total, redacted=hidden)
                metric.help, metric.unit = family.help, family.unit
                metrics[sample.name] = metric
            metric.add(sample)
            names[sample.name] = None
        families[family.name] = (family.type, tuple(names))
    return Page(name, metrics, families)


def page_of_recording(recording: Recording) -> Page:
    """The page of a recording of the catalog."""
    page = page_of(
        recording.name,
        recording.page(),
        recording.content_type,
        trimmed={name: (recording.kept.get(name, 0), total) for name, total in recording.trimmed.items()},
        redacted=recording.redacted,
    )
    return replace(page, version=recording.version, flags=tuple(recording.flags.split()), run=recording.run)


def pages_from_entry(entry: Entry, version: str = "") -> tuple[Page, ...]:
    """The recordings of an entry, of one version if asked for. Raises BadInput where there are none."""
    chosen = [found for found in entry.recordings if not version or found.version == version]
    if not chosen:
        known = ", ".join(sorted({found.version for found in entry.recordings}))
        what = f"{entry.slug}@{version}" if version else entry.slug
        remedy = f"Recorded versions: {known}." if known else f"Record it: exporterhub lab record {entry.slug}"
        raise BadInput(f"there is no recording of {what}", remedy=remedy)
    return tuple(page_of_recording(recording) for recording in chosen)


def pages_from_file(path: Path) -> tuple[Page, ...]:
    """The page in a file: a recording with its header, or a page as it was served. Raises BadInput."""
    from exporterhub.catalog import read_recording, split_header

    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    header, page = split_header(data)
    recording = read_recording(path)[0] if header else None
    return (page_of_recording(recording) if recording else page_of(str(path), page),)
