"""The HTTP API v1 (https://prometheus.io/docs/prometheus/latest/querying/api/), the part that is used here."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from exporterhub.errors import BadInput, Missing
from exporterhub.prometheus._model import Alert, Metadata, Point, Series, Target, TooMuch, TooSlow


class Server:
    """One server, by its base address. A context manager; it keeps connections open.

    ``headers`` go with each request (``access_headers`` makes them from files). A connection that breaks and answers of
    the 5xx kind are asked again, ``tries`` times in all, with pauses that double.

    Every method raises TooMuch or TooSlow where less at once may help, Missing when the server cannot be reached or
    answers with a failure of its own, and BadInput when it refuses the request (a query that does not parse).
    """

    def __init__(
        self,
        url: str,
        *,
        seconds: float = 30.0,
        headers: Mapping[str, str] | None = None,
        tries: int = 1,
        pause: float = 0.5,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"{url!r} is no address of a server", remedy="give one such as http://127.0.0.1:9090")
        self.url = url.rstrip("/")
        self._tries = tries
        self._pause = pause
        self._client = httpx.Client(timeout=seconds, follow_redirects=True, headers=dict(headers or {}))

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
        """The range vector of ``expr`` from ``start`` to ``end`` (since the epoch), a point every ``step``; seconds."""
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

    def series(self, selectors: Sequence[str], start: float, end: float, *, limit: int = 0) -> list[dict[str, str]]:
        """Labels of the series that fit a selector and have a sample in the time; at most ``limit`` where set."""
        parameters: dict[str, str | list[str]] = {"match[]": list(selectors), "start": str(start), "end": str(end)}
        if limit:
            parameters["limit"] = str(limit)
        found = self._ask("series", parameters)
        return [dict(item) for item in found][: limit or None]

    def metadata(self) -> dict[str, Metadata]:
        """What targets say of their metrics, by family; of several answers the first."""
        found = self._ask("metadata", {})
        return {
            name: Metadata(said[0].get("type", "unknown"), said[0].get("help", ""), said[0].get("unit", ""))
            for name, said in found.items()
            if said
        }

    def targets(self) -> list[Target]:
        """The active scrape targets."""
        found = self._ask("targets", {"state": "active"})["activeTargets"]
        return [
            Target(item["labels"].get("job", ""), item["scrapeUrl"], item["health"], item["lastError"], item["labels"])
            for item in found
        ]

    def _ask(self, path: str, parameters: Mapping[str, str | list[str]]) -> Any:
        for attempt in range(self._tries):
            try:
                return self._once(path, parameters)
            except Missing:
                if attempt + 1 == self._tries:
                    raise
                time.sleep(self._pause * 2**attempt)
        raise AssertionError("at least one try")

    def _once(self, path: str, parameters: Mapping[str, str | list[str]]) -> Any:
        try:
            response = self._client.get(f"{self.url}/api/v1/{path}", params=parameters)
        except httpx.TimeoutException as error:
            raise TooSlow(
                f"{self.url} did not answer in time", remedy="ask for less at once, or give it more time"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Missing(
                f"{self.url} does not answer: {str(error) or type(error).__name__}",
                remedy="check the address, and that the server runs",
            ) from error
        if response.status_code in (401, 403):
            raise BadInput(
                f"{self.url} refuses access ({response.status_code})",
                remedy="give --bearer-token-file or --basic-auth-file",
            )
        try:
            answer = response.json()
        except ValueError:
            raise Missing(
                f"{self.url} answers {response.status_code} without JSON",
                remedy="give the base address of a Prometheus-compatible server, such as http://127.0.0.1:9090",
            ) from None
        if isinstance(answer, dict) and answer.get("status") == "success":
            return answer["data"]
        message = str(answer.get("error", "")) if isinstance(answer, dict) else ""
        if response.status_code == 422 or "timed out" in message:
            raise TooMuch(f"{self.url} refuses the query: {message}", remedy="ask for less at once")
        if response.status_code == 400:
            raise (TooMuch if "exceeded maximum resolution" in message else BadInput)(
                f"{self.url} refuses the request: {message}"
            )
        raise Missing(f"{self.url} answers {response.status_code}: {message}", remedy="look at the server's log")


def access_headers(*, bearer_token_file: str = "", basic_auth_file: str = "") -> dict[str, str]:
    """The Authorization header from a file that holds a token, or ``user:password``; none where neither is given.

    Raises BadInput for a file that cannot be read or is empty, and where both are given.
    """
    if bearer_token_file and basic_auth_file:
        raise BadInput("a token and a password are given", remedy="give one of them")
    path = bearer_token_file or basic_auth_file
    if not path:
        return {}
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}", remedy="give a file that holds the secret alone") from error
    if not secret or (basic_auth_file and ":" not in secret):
        wanted = "a token" if bearer_token_file else "user:password"
        raise BadInput(f"{path} does not hold {wanted}", remedy="give a file that holds the secret alone")
    if bearer_token_file:
        return {"Authorization": f"Bearer {secret}"}
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def _series(kind: str, result: Any) -> list[Series]:
    if kind in ("scalar", "string"):
        return [Series({}, (Point(float(result[0]), float(result[1])),))]
    if kind == "vector":
        return [Series(item["metric"], (_point(item["value"]),)) for item in result if "value" in item]
    return [Series(item["metric"], tuple(map(_point, item.get("values", ())))) for item in result]


def _point(pair: list[Any]) -> Point:
    return Point(float(pair[0]), float(pair[1]))
