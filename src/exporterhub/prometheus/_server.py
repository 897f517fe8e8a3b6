"""The HTTP API v1 (https://prometheus.io/docs/prometheus/latest/querying/api/), the part that is used here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import quote

from exporterhub.errors import Missing
from exporterhub.prometheus._access import Access
from exporterhub.prometheus._connection import Connection, Parameters
from exporterhub.prometheus._model import Alert, Metadata, Notice, Point, Series, Target

T = TypeVar("T")


class Server:
    """One server, by its base address. A context manager; it keeps connections open.

    Args:
        url: such as ``http://127.0.0.1:9090``, or with the path under which the API is found.
        seconds: how long an answer may keep quiet.
        headers: go with each request.
        access: headers and certificates from files (``read_access``).
        tries: how often a connection that breaks or an answer such as 503 is asked again, the first time included.
        pause: seconds before the second try; doubled each time.
        on_notice: is told warnings (a part of the data may be missing) and infos of answers.

    Every method raises TooMuch or TooSlow where less at once may help, Missing when the server cannot be reached, fails
    or answers something else than a Prometheus does, and BadInput when it refuses the request (a query that does not
    parse) or the one who asks.
    """

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 30.0,
        headers: Mapping[str, str] | None = None,
        access: Access | None = None,
        tries: int = 1,
        pause: float = 0.5,
        on_notice: Callable[[Notice], None] = lambda _: None,
    ) -> None:
        access = access or Access()
        access = Access({**access.headers, **(headers or {})}, access.ca_file)
        self._connection = Connection(
            url, seconds=seconds, access=access, tries=tries, pause=pause, on_notice=self._notice
        )
        self.url = self._connection.url
        self.on_notice = on_notice
        self.identity = f"{self.url} {access.who}".rstrip()
        """The same for the same server, asked by the same one."""

    def _notice(self, notice: Notice) -> None:
        self.on_notice(notice)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def query(self, expr: str, *, at: float | None = None) -> list[Series]:
        """The instant vector (or scalar, as one series without labels) of ``expr`` at a time (now unless said)."""
        parameters = {"query": expr} if at is None else {"query": expr, "time": str(at)}
        return self._ask("query", parameters, _series, post=True)

    def query_range(self, expr: str, start: float, end: float, step: float) -> list[Series]:
        """The range vector of ``expr`` from ``start`` to ``end`` (since the epoch), a point every ``step``; seconds."""
        parameters = {"query": expr, "start": str(start), "end": str(end), "step": str(step)}
        return self._ask("query_range", parameters, _series, post=True)

    def series(self, selectors: Sequence[str], start: float, end: float, *, limit: int = 0) -> list[dict[str, str]]:
        """Labels of the series that fit a selector and have a sample in the time; at most ``limit`` where set."""
        parameters = _choice(selectors, start, end, limit)
        return self._ask("series", parameters, lambda data: [dict(item) for item in data], post=True)[: limit or None]

    def label_values(
        self, label: str, selectors: Sequence[str], start: float, end: float, *, limit: int = 0
    ) -> list[str]:
        """The values of a label (``__name__``: the metrics' names) of such series; of all where no selector is given.

        Prometheus looks at whole blocks here, so values from shortly before and after the time may be among them.
        """
        path = f"label/{quote(label, safe='')}/values"
        return self._ask(path, _choice(selectors, start, end, limit), lambda data: [str(one) for one in data])[
            : limit or None
        ]

    def metadata(self) -> dict[str, Metadata]:
        """What targets say of their metrics, by family; of several answers the first."""
        return self._ask("metadata", {}, _metadata)

    def alerts(self) -> list[Alert]:
        """The alerts that are pending or firing now."""
        return self._ask("alerts", {}, _alerts)

    def rule_problems(self) -> dict[str, str]:
        """Rules whose last evaluation failed: name and the server's message."""
        return self._ask("rules", {}, _rule_problems)

    def targets(self) -> list[Target]:
        """The active scrape targets."""
        return self._ask("targets", {"state": "active"}, _targets)

    def _ask(self, path: str, parameters: Parameters, build: Callable[[Any], T], *, post: bool = False) -> T:
        data = self._connection.ask(path, parameters, post=post)
        try:
            return build(data)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Missing(
                f"{self.url} answers {path} with something else than a Prometheus does",
                remedy="give the base address of a Prometheus-compatible server, such as http://127.0.0.1:9090",
            ) from error


def _choice(selectors: Sequence[str], start: float, end: float, limit: int) -> dict[str, str | list[str]]:
    parameters: dict[str, str | list[str]] = {"start": str(start), "end": str(end)}
    if selectors:
        parameters["match[]"] = list(selectors)
    if limit:
        parameters["limit"] = str(limit)
    return parameters


def _series(data: Any) -> list[Series]:
    result = data["result"]
    if data["resultType"] in ("scalar", "string"):
        return [Series({}, (_point(result),))]
    if data["resultType"] == "vector":
        return [Series(item["metric"], (_point(item["value"]),)) for item in result if "value" in item]
    return [Series(item["metric"], _points(item)) for item in result]


def _points(item: Mapping[str, Any]) -> tuple[Point, ...]:
    """Values; a native histogram is there too, as a point without a number."""
    points = tuple(map(_point, item.get("values", ())))
    histograms = tuple(Point(float(pair[0]), float("nan")) for pair in item.get("histograms", ()))
    return tuple(sorted(points + histograms)) if histograms else points


def _point(pair: list[Any]) -> Point:
    return Point(float(pair[0]), float(pair[1]))


def _metadata(data: Any) -> dict[str, Metadata]:
    return {
        name: Metadata(said[0].get("type", "unknown"), said[0].get("help", ""), said[0].get("unit", ""))
        for name, said in data.items()
        if said
    }


def _alerts(data: Any) -> list[Alert]:
    return [Alert(item["labels"].get("alertname", ""), item["state"], item["labels"]) for item in data["alerts"]]


def _rule_problems(data: Any) -> dict[str, str]:
    return {
        rule["name"]: rule["lastError"] for group in data["groups"] for rule in group["rules"] if rule.get("lastError")
    }


def _targets(data: Any) -> list[Target]:
    return [
        Target(item["labels"].get("job", ""), item["scrapeUrl"], item["health"], item["lastError"], item["labels"])
        for item in data["activeTargets"]
    ]
