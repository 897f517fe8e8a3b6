"""The page of an exporter that is made of collectors."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence

from exporterhub.exposition import TEXT, Family, format_float, is_openmetrics, negotiate, parse, render

from .clean import clean, distinct
from .collector import Result
from .logs import logger
from .runner import Runner
from .source import Page, Refusal, ScrapeRequest

__all__ = ["CollectorSource"]

_LOG = logger("page")
_REMEMBERED = 500  # messages that are told once


class CollectorSource:
    """Serves the results of a Runner, and metrics about them.

    The query parameters ``collect[]`` and ``exclude[]`` (each repeatable, not both) choose collectors, as node_exporter
    has them. ``<namespace>_scrape_collector_success`` and ``..._duration_seconds`` carry node_exporter's help;
    ``<namespace>_dropped_samples_total`` counts what was left out because it was there already or could not be
    written, unless ``count_dropped`` is False. With ``by_name`` the parameter ``name[]`` restricts the page to samples
    of these names.
    """

    def __init__(self, runner: Runner, *, count_dropped: bool = True, by_name: bool = False) -> None:
        self._runner = runner
        self._by_name = by_name
        self._dropped: dict[str, int] | None = {"duplicate": 0, "invalid": 0} if count_dropped else None
        self._told: set[str] = set()
        self._lock = threading.Lock()

    @property
    def inline(self) -> bool:
        """True when no collector may block."""
        return not self._runner.may_block

    def page(self, request: ScrapeRequest) -> Page:
        """The page; 400 for a collector that is not there, and for ``collect[]`` together with ``exclude[]``."""
        results = self._runner.run(self._chosen(request.query), request.timeout)
        content_type = negotiate(request.accept)
        names = frozenset(request.query.get("name[]", ())) if self._by_name else frozenset()
        if names or is_openmetrics(content_type):
            return Page(render(_only(self._families(results), names), content_type), content_type)
        return Page(self._text(results, content_type), content_type)

    def close(self) -> None:
        """Let idle threads end."""
        self._runner.close()

    def _chosen(self, query: Mapping[str, Sequence[str]]) -> Collection[str] | None:
        collect, exclude = query.get("collect[]", ()), query.get("exclude[]", ())
        if not collect and not exclude:
            return None
        if collect and exclude:
            raise Refusal(400, "collect[] and exclude[] cannot be combined")
        names = self._runner.names
        for name in (*collect, *exclude):
            if name not in names:
                raise Refusal(400, f"there is no collector {name!r}")
        return set(collect) if collect else set(names).difference(exclude)

    def _text(self, results: Sequence[Result], content_type: str) -> bytes:
        """The page with the bytes of collectors as they are."""
        parts: list[bytes] = []
        loose: list[Family] = []
        for result in results:
            if isinstance(result.output, bytes):
                parts.append(result.output)
            else:
                loose.extend(clean(result.output, self._report))
        if loose:
            parts.append(render(distinct(loose, self._report), content_type))
        parts.append(self._about(results))
        return b"".join(parts)

    def _families(self, results: Sequence[Result]) -> list[Family]:
        every: list[Family] = []
        for result in results:
            output = result.output
            every.extend(
                parse(output, TEXT, strict=False) if isinstance(output, bytes) else clean(output, self._report)
            )
        every = distinct(every, self._report)
        every.extend(parse(self._about(results), TEXT))
        return distinct(every, self._report)

    def _report(self, reason: str, count: int, message: str) -> None:
        with self._lock:
            if self._dropped is not None:
                self._dropped[reason] += count
            new = message not in self._told and len(self._told) < _REMEMBERED
            if new:
                self._told.add(message)
        if new:
            _LOG.warn("samples were left out", reason=reason, detail=message)

    def _about(self, results: Sequence[Result]) -> bytes:
        """The metrics about the collectors, as text."""
        space = self._runner.namespace
        duration, success = f"{space}_scrape_collector_duration_seconds", f"{space}_scrape_collector_success"
        lines = [
            f"# HELP {duration} {space}_exporter: Duration of a collector scrape.\n# TYPE {duration} gauge\n",
            *(f'{duration}{{collector="{result.name}"}} {format_float(result.duration)}\n' for result in results),
            f"# HELP {success} {space}_exporter: Whether a collector succeeded.\n# TYPE {success} gauge\n",
            *(f'{success}{{collector="{result.name}"}} {int(result.success)}\n' for result in results),
        ]
        if self._dropped is not None:
            name = f"{space}_dropped_samples_total"
            lines.append(f"# HELP {name} Samples left out of the page: exposed already, or not to be written.\n")
            lines.append(f"# TYPE {name} counter\n")
            lines.extend(f'{name}{{reason="{reason}"}} {count}\n' for reason, count in self._dropped.items())
        return "".join(lines).encode()


def _only(families: list[Family], names: Collection[str]) -> list[Family]:
    if not names:
        return families
    chosen = [
        family._replace(samples=tuple(sample for sample in family.samples if sample.name in names))
        for family in families
    ]
    return [family for family in chosen if family.samples]
