"""The exporter's page, read within limits of time and size, and from nowhere but the address that the operator gave."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import anyio
import httpx

from exporterhub import __version__
from exporterhub.hub.http.body import PAGE_LIMIT
from exporterhub.messages import say

__all__ = ["OTHER_PROGRAM", "SECONDS", "Answer", "HostUnreadableError", "read_page"]

SECONDS = 2.0
"""How long the exporter may take for the whole page."""
_HEADERS = {
    # The text format only: OpenMetrics names the families of counters differently than every dashboard does.
    "accept": "text/plain;version=0.0.4",
    # Nothing compressed, so that the limit on the size is one on what is held.
    "accept-encoding": "identity",
    "user-agent": f"exporterhub/{__version__}",
}
OTHER_PROGRAM = say("Another program may have that port.")
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: no https is spoken, and reading the certificates of the system would cost more than the request."""


class HostUnreadableError(Exception):
    """There is no page. ``message`` says why, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as served. ``read_at`` is UTC, ``seconds`` how long it took."""

    address: str
    body: bytes
    content_type: str
    read_at: datetime
    seconds: float


async def read_page(address: tuple[str, int]) -> Answer:
    """GET ``/metrics`` there; no redirect is followed and no proxy asked.

    Raises HostUnreadableError where nothing answers in time, or not with a page.
    """
    host, port = address
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    read_at, begun = datetime.now(UTC), time.monotonic()
    try:
        with anyio.fail_after(SECONDS):
            body, content_type = await _get(f"http://{place}/metrics")
    except (TimeoutError, httpx.TimeoutException) as error:
        remedy = say("It may be busy or hang: a mount whose server is gone can do that. Try again in a moment.")
        message = say("%(place)s did not answer within %(seconds)s seconds.", place=place, seconds=SECONDS)
        raise HostUnreadableError(message, remedy) from error
    except httpx.ConnectError as error:
        remedy = say("The host exporter is not running. The hub's own log says why, where the hub started it.")
        raise HostUnreadableError(say("Nothing answers at %(place)s.", place=place), remedy) from error
    except httpx.HTTPError as error:
        message = say("%(place)s does not answer as a web server does.", place=place)
        raise HostUnreadableError(message, OTHER_PROGRAM) from error
    return Answer(place, body, content_type, read_at, time.monotonic() - begun)


async def _get(url: str) -> tuple[bytes, str]:
    async with (
        httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False, verify=_NO_TLS) as client,
        client.stream("GET", url, headers=_HEADERS) as response,
    ):
        if response.status_code != 200:
            said = f"{response.status_code} {response.reason_phrase}".strip()
            raise HostUnreadableError(say("%(url)s answers %(status)s.", url=url, status=said), OTHER_PROGRAM)
        body = bytearray()
        async for part in response.aiter_raw():
            body += part
            if len(body) > PAGE_LIMIT:
                message = say("%(url)s sends more than %(limit)s MiB.", url=url, limit=PAGE_LIMIT >> 20)
                remedy = say("Switch off collectors that expose one series per object.")
                raise HostUnreadableError(message, remedy)
        return bytes(body), response.headers.get("content-type", "")
