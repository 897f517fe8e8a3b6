"""What an answer means: data, or which of our errors.

Prometheus answers 400 (bad_data), 422 (execution), 503 (timeout, unavailable) with JSON; others that speak its API have
other codes for the same and their own words for their limits, so both are looked at.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from exporterhub.errors import BadInput, ExporterHubError, Missing
from exporterhub.prometheus._model import TooMuch, TooSlow

__all__ = ["AGAIN", "Reply", "data_of"]

AGAIN = frozenset((429, 500, 502, 503, 504))
"""Status codes after which the same request may succeed a little later."""

_LIMIT = re.compile(r"too (many|large|long|much)|exceed|limit|maximum|select more than|enough memory", re.IGNORECASE)
_TIME = re.compile(r"timed? ?out|deadline exceeded", re.IGNORECASE)
_BASE = "give the base address of a Prometheus-compatible server, such as http://127.0.0.1:9090"
_LONGEST = 500


class Reply(NamedTuple):
    """Status code, body, and the seconds of Retry-After (0 where there is none)."""

    status: int
    body: bytes
    wait: float = 0.0


def data_of(url: str, reply: Reply) -> tuple[Any, dict[str, list[str]]]:
    """The ``data`` of an answer, and its ``warnings`` and ``infos``. Raises what the answer means."""
    answer = _json(reply.body)
    if isinstance(answer, dict) and answer.get("status") == "success" and "data" in answer:
        return answer["data"], {kind: [str(text) for text in answer.get(kind) or ()] for kind in ("warnings", "infos")}
    raise _error(url, reply.status, answer)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _error(url: str, status: int, answer: Any) -> ExporterHubError:
    if status in (401, 403):
        return BadInput(
            f"{url} refuses access ({status})",
            remedy="give a file with --bearer-token-file, --basic-auth-file or --header-file",
        )
    told = answer if isinstance(answer, dict) else {}
    message = str(told.get("error") or "")[:_LONGEST]
    if status == 504 or told.get("errorType") == "timeout" or (status >= 400 and _TIME.search(message)):
        return TooSlow(f"{url} did not answer in its own time: {message or status}", remedy="ask for less at once")
    if status == 413 or (status in (400, 422) and _LIMIT.search(message)):
        return TooMuch(f"{url} refuses the query: {message or status}", remedy="ask for less at once")
    if status in (400, 422):
        return BadInput(f"{url} refuses the request: {message or status}", remedy="correct the query")
    if not told:
        return Missing(f"{url} answers {status} without JSON of a Prometheus", remedy=_BASE)
    return Missing(f"{url} answers {status}: {message}", remedy="look at the server's log" if status >= 500 else _BASE)
