"""One POST to a webhook's address, and nothing else: no redirect is followed, ten seconds, four KiB of the answer.

It goes through httpx's transport and not through its client, because the client logs whole addresses.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from exporterhub.hub.webhooks.address import Hidden, is_own_network
from exporterhub.hub.webhooks.outcome import Outcome
from exporterhub.hub.webhooks.retry import parse_retry_after

__all__ = ["SECONDS", "SHOWN", "post"]

SECONDS = 10.0
"""From the first step to the last byte that is read."""
MOST = 4096
"""Bytes of the answer that are read."""
SHOWN = 200
"""Characters of it that are kept."""


class _RefusedError(Exception):
    """The address may not be used as it is now."""


class _Answer:
    """What has come so far: the status counts even if the rest of an answer is too slow."""

    status = 0
    retry_after = ""
    body = b""


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, secret: str = "", timeout: float = SECONDS
) -> Outcome:
    """Send it, in this thread. Nothing is raised for what the network or the receiver does.

    ``secret`` is taken out of what the receiver answers, as is the address but for its host.
    """
    answer = _Answer()
    _trusted()  # read once, and not on the receiver's account
    began = time.monotonic()
    problem = ""
    try:
        asyncio.run(_within(timeout, answer, address, body, headers))
    except (TimeoutError, httpx.TimeoutException):
        problem = "" if answer.status else f"no answer within {timeout:g} s"
    except _RefusedError as error:
        problem = str(error)
    except httpx.HTTPError as error:
        problem = "" if answer.status else _said(error)
    took = time.monotonic() - began
    hidden = Hidden(address, secret)
    return Outcome(
        status=answer.status,
        seconds=took,
        answer=hidden.out_of(_shown(answer.body))[:SHOWN],
        problem=hidden.out_of(problem or _judged(answer.status)),
        retry_after=parse_retry_after(answer.retry_after, time.time()) if answer.retry_after else None,
    )


async def _within(timeout: float, answer: _Answer, address: str, body: bytes, headers: Mapping[str, str]) -> None:
    async with asyncio.timeout(timeout):
        parts = urlsplit(address)
        if parts.scheme == "https":
            await _send(answer, httpx.URL(address), parts.netloc, body, headers, _proxy(parts.hostname or ""))
            return
        ips = await _own_addresses(parts.hostname or "", parts.port or 80)
        for ip in ips[:-1]:
            try:
                # The address that was looked at is the one that is used: a name may mean another one a moment later.
                await _send(answer, httpx.URL(address).copy_with(host=ip), parts.netloc, body, headers, None)
            except httpx.ConnectError:
                continue
            return
        await _send(answer, httpx.URL(address).copy_with(host=ips[-1]), parts.netloc, body, headers, None)


async def _own_addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _RefusedError(f"the host is not known: {error.strerror}") from error
    ips = list(dict.fromkeys(str(place[4][0]) for place in found))
    if not all(map(is_own_network, ips)):
        raise _RefusedError("the host is not in a private network, and plain http is only sent within one; use https")
    return ips


async def _send(
    answer: _Answer, url: httpx.URL, host: str, body: bytes, headers: Mapping[str, str], proxy: str | None
) -> None:
    request = httpx.Request("POST", url, headers={**headers, "Host": host}, content=body)
    request.extensions = {"timeout": httpx.Timeout(SECONDS).as_dict()}
    async with httpx.AsyncHTTPTransport(verify=_trusted(), proxy=proxy) as transport:
        response = await transport.handle_async_request(request)
        try:
            answer.status = response.status_code
            answer.retry_after = response.headers.get("retry-after", "")
            async for chunk in response.aiter_raw():
                answer.body = (answer.body + chunk)[:MOST]
                if len(answer.body) >= MOST:
                    break
        finally:
            await response.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted: certifi's, or those that SSL_CERT_FILE or SSL_CERT_DIR name."""
    return httpx.create_ssl_context()


def _proxy(host: str) -> str | None:
    """The proxy that the environment names for https; webhooks are the operator's, and so is that."""
    proxies = getproxies()
    return None if proxy_bypass(host) else proxies.get("https") or proxies.get("all")


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return "it leads elsewhere, and that is not followed: enter the address that it leads to"
    return "the receiver did not take it"


def _said(error: httpx.HTTPError) -> str:
    what = "cannot be reached" if isinstance(error, httpx.ConnectError) else "broke off"
    return f"{what}: {_reason(error)[:SHOWN]}"


def _reason(error: BaseException) -> str:
    """What the operating system or OpenSSL said, deep under what httpx raises."""
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {inner.verify_message}"
        if isinstance(inner, OSError) and inner.strerror:
            said = inner.strerror
        inner = inner.__cause__ or inner.__context__
    return said


def _shown(body: bytes) -> str:
    text = " ".join(body.decode("utf-8", "replace").split())
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
