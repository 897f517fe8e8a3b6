"""Get a page from a server as Prometheus would: its Accept header, its time limit, plus a limit on the size."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

import httpx

from exporterhub import __version__
from exporterhub.errors import BadInput, Missing

# What Prometheus 3 sends when it does not ask for protobuf.
ACCEPT = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
    "application/openmetrics-text;version=0.0.1;q=0.4,"
    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
    "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
)
SECONDS = 10.0  # Prometheus' default for scrape_timeout
LIMIT = 256 * 2**20  # bytes, after decompression; a kube-state-metrics page of a large cluster has about 100 MB


class Answer(NamedTuple):
    """A page as served. ``content_type`` is None when the server did not name one."""

    url: str
    body: bytes
    content_type: str | None


def fetch(url: str, *, seconds: float = SECONDS, limit: int = LIMIT) -> Answer:
    """GET ``url``.

    Raises:
        BadInput: the address is wrong, or what is there is no page: another status than 200, or too long.
        Missing: no server answers there, or not in time.
    """
    headers = {
        "Accept": ACCEPT,
        "Accept-Encoding": "gzip",
        "User-Agent": f"exporterhub/{__version__}",
        "X-Prometheus-Scrape-Timeout-Seconds": f"{seconds:g}",
    }
    deadline = time.monotonic() + seconds
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=True, max_redirects=5) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            if response.status_code != 200:
                raise BadInput(_status(url, response), remedy="open the address in a browser, or give its path")
            body = _read(response, deadline, seconds, limit)
            return Answer(str(response.url), body, response.headers.get("Content-Type"))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects, httpx.DecodingError) as error:
        raise BadInput(f"{url}: {error}") from error
    except httpx.TimeoutException as error:
        raise _late(url, seconds) from error
    except httpx.HTTPError as error:
        raise Missing(f"{url}: {_why(error)}", remedy="is the exporter running, and is this its address?") from error


def _read(response: httpx.Response, deadline: float, seconds: float, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limit:
            raise BadInput(f"{response.url} sends more than {limit >> 20} MiB: reading was stopped")
        if time.monotonic() > deadline:  # each part came in time, all of them did not
            raise _late(str(response.url), seconds)
        parts.append(part)
    return b"".join(parts)


def _late(url: str, seconds: float) -> Missing:
    remedy = "Prometheus would give up as well (scrape_timeout); --timeout gives it longer"
    return Missing(f"{url} did not answer within {seconds:g} s", remedy=remedy)


def _status(url: str, response: httpx.Response) -> str:
    return f"{url} answers {response.status_code} {response.reason_phrase}".rstrip()


def _why(error: httpx.HTTPError) -> str:
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
