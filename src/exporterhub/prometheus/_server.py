"""The HTTP API v1 (https://prometheus.io/docs/prometheus/latest/querying/api/), the part that is used here."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

import httpx

from exporterhub.errors import BadInput, Missing
from exporterhub.prometheus._model import Alert, Point, Series, Target


class Server:
    """One server, by its base address. A context manager; it keeps connections open.

    Every method raises Missing when the server cannot be reached, is too slow or answers with a failure of its own, and
    BadInput when it refuses the request (a query that does not parse, a range with too many points).
    """

    def __init__(self, url: str, *, seconds: float = 30.0) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(timeout=seconds, follow_redirects=True)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def query(self, expr: str, *, at: float | None = None) -> list[Series]:
        """The instant vector (or scalar, as one series without labels) of ``expr`` at a time (now unless said)."""
        answer = self._ask("query", {"query": expr} if at is None else {"query": expr, "time": str(at)})
        return _series(answer["resultType"], answer["result"])

    def query_range(self, expr: str, start: float, end: float, step: float) -> list[Series]:
        """The range vector of ``expr`` from ``start`` to ``end`` (seconds since the epoch), a point every ``step`` s."""
        answer = self._ask("query_range", {"query": expr, "start": str(start), "end": str(end), "step": str(step)})
        return _series(answer["resultType"], answer["result"])

    def alerts(self) -> list[Alert]:
        """The alerts that are pending or firing now."""
        found = self._ask("alerts", {})["alerts"]
        return [Alert(item["labels"].get("alertname", ""), item["state"], item["labels"]) for item in found]

    def rule_problems(self) -> dict[str, str]:
        """Rules whose last evaluation failed: name and the server's message."""
        groups = self._ask("rules", {})["groups"]
        return {rule["name"]: rule["lastError"] for group in groups for rule in group["rules"] if rule.get("lastError")}

    def targets(self) -> list[Target]:
        """The active scrape targets."""
        found = self._ask("targets", {"state": "active"})["activeTargets"]
        return [
            Target(item["labels"].get("job", ""), item["scrapeUrl"], item["health"], item["lastError"], item["labels"])
            for item in found
        ]

    def _ask(self, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        try:
            response = self._client.get(f"{self.url}/api/v1/{path}", params=parameters)
        except httpx.HTTPError as error:
            raise Missing(
                f"{self.url} does not answer: {str(error) or type(error).__name__}",
                remedy="check the address, and that the server runs",
            ) from error
        try:
            answer = response.json()
        except ValueError:
            raise Missing(
                f"{self.url} answers {response.status_code} without JSON",
                remedy="give the base address of a Prometheus-compatible server, such as http://127.0.0.1:9090",
            ) from None
        if isinstance(answer, dict) and answer.get("status") == "success":
            data: dict[str, Any] = answer["data"]
            return data
        message = answer.get("error", "") if isinstance(answer, dict) else ""
        if response.status_code in (400, 422):
            raise BadInput(f"{self.url} refuses the request: {message}")
        raise Missing(f"{self.url} answers {response.status_code}: {message}", remedy="look at the server's log")


def _series(kind: str, result: Any) -> list[Series]:
    if kind in ("scalar", "string"):
        return [Series({}, (Point(float(result[0]), float(result[1])),))]
    if kind == "vector":
        return [Series(item["metric"], (_point(item["value"]),)) for item in result if "value" in item]
    return [Series(item["metric"], tuple(map(_point, item.get("values", ())))) for item in result]


def _point(pair: list[Any]) -> Point:
    return Point(float(pair[0]), float(pair[1]))
