"""ab's figures and the counters', side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ab import Report
from application import GREETING

from exporterhub.exposition import parse


@dataclass(frozen=True)
class Counted:
    """What the application's page says: answers by HTTP status code, and the part that was a success."""

    by_code: Mapping[str, int]
    success_ratio: float

    @property
    def all(self) -> int:
        """All answers."""
        return sum(self.by_code.values())

    @property
    def good(self) -> int:
        """Answers with a 2xx code."""
        return sum(count for code, count in self.by_code.items() if code.startswith("2"))

    @property
    def bad(self) -> int:
        """All others."""
        return self.all - self.good


@dataclass(frozen=True)
class Row:
    """One figure: ab's word for it, its value, the counters' value, and how it is read from the counters."""

    what: str
    ab: str
    counters: str
    query: str


def read(page: bytes, content_type: str) -> Counted:
    """What a scrape of the application says."""
    samples = [sample for family in parse(page, content_type) for sample in family.samples]
    return Counted(
        {s.labels["http_code"]: int(s.value) for s in samples if s.name == "flask_app_responses_total"},
        next(s.value for s in samples if s.name == "flask_app_success_ratio"),
    )


def first_was_good(report: Report) -> bool:
    """Whether the first answer that ab saw was a greeting."""
    return report.document_length == len(GREETING)


def compare(report: Report, counted: Counted) -> list[Row]:
    """The rows of the table."""
    total = "sum(flask_app_responses_total)"
    bad = 'sum(flask_app_responses_total{http_code!~"2.."})'
    good = 'sum(flask_app_responses_total{http_code=~"2.."})'
    # ab takes the first answer for the right one, and calls those of another length failed: where the first request
    # failed, the good ones are "failed".
    odd, odd_query = (counted.bad, bad) if first_was_good(report) else (counted.good, good)
    ratio = (report.complete - report.not_2xx) / report.complete
    return [
        Row("Complete requests", str(report.complete), str(counted.all), total),
        Row("Non-2xx responses", str(report.not_2xx), str(counted.bad), bad),
        Row("Failed requests", str(report.failed), str(odd), odd_query),
        Row("Success rate", f"{ratio:.12g}", f"{counted.success_ratio:.12g}", "flask_app_success_ratio"),
    ]


def table(rows: list[Row]) -> str:
    """The rows as text; a row that differs ends with a mark."""
    lines = [f"{'':18}{'ab':>8}{'counters':>10}"]
    for row in rows:
        mark = "" if row.ab == row.counters else "  DIFFERS"
        lines.append(f"{row.what:18}{row.ab:>8}{row.counters:>10}  {row.query}{mark}")
    return "\n".join(lines)
