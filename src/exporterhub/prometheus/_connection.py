"""Requests to one server: sent, sent again after a failure that may pass, read up to a limit."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from exporterhub.errors import BadInput, Missing
from exporterhub.prometheus._access import Access
from exporterhub.prometheus._answer import AGAIN, Reply, data_of
from exporterhub.prometheus._model import Notice, TooMuch, TooSlow

__all__ = ["Connection", "Parameters"]

Parameters = Mapping[str, str | list[str]]

MOST_BYTES = 256 * 1024 * 1024
LONGEST_PAUSE = 15.0
# Servers and proxies refuse long addresses; short requests stay GET, which read-only proxies let through.
LONGEST_ADDRESS = 3_000


class Connection:
    """Asks one server. ``url`` is its base address, without the ``/`` at its end."""

    def __init__(
        self,
        url: str,
        *,
        seconds: float,
        access: Access,
        tries: int,
        pause: float,
        on_notice: Callable[[Notice], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = _checked(url)
        self._tries = max(1, tries)
        self._pause = pause
        self._sleep = sleep
        self._on_notice = on_notice
        self._client = httpx.Client(
            timeout=seconds, follow_redirects=True, headers=dict(access.headers), verify=access.trust()
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, path: str, parameters: Parameters, *, post: bool = False) -> Any:
        """The data of an answer of ``/api/v1/<path>``; its warnings and infos are told.

        A connection that breaks and an answer such as 503 lead to another try after a pause that doubles (or is as long
        as the server says), but not a query that took too long: it would again. ``post`` allows a long request to be
        sent as a POST.
        """
        for attempt in range(self._tries):
            last = attempt + 1 == self._tries
            pause = self._pause * 2**attempt
            try:
                reply = self._send(path, parameters, post)
            except TooSlow:
                raise
            except Missing:
                if last:
                    raise
            else:
                if reply.status not in AGAIN or last:
                    return self._read(reply)
                self._stop_if_slow(reply)
                pause = max(pause, reply.wait)
            self._sleep(min(pause, LONGEST_PAUSE))
        raise AssertionError("at least one try")

    def _read(self, reply: Reply) -> Any:
        data, notices = data_of(self.url, reply)
        for text in notices["warnings"]:
            self._on_notice(Notice("warning", text))
        for text in notices["infos"]:
            self._on_notice(Notice("info", text))
        return data

    def _stop_if_slow(self, reply: Reply) -> None:
        try:
            data_of(self.url, reply)
        except (TooSlow, TooMuch):
            raise
        except Missing:
            return

    def _send(self, path: str, parameters: Parameters, post: bool) -> Reply:
        address = f"{self.url}/api/v1/{path}"
        try:
            if post and len(urlencode(parameters, doseq=True)) > LONGEST_ADDRESS:
                request = self._client.build_request("POST", address, data=dict(parameters))
            else:
                request = self._client.build_request("GET", address, params=dict(parameters))
            response = self._client.send(request, stream=True)
            try:
                return Reply(response.status_code, self._body(response), _wait(response))
            finally:
                response.close()
        except httpx.ConnectTimeout as error:
            raise self._lost("no connection in time") from error
        except httpx.TimeoutException as error:
            raise TooSlow(
                f"{self.url} did not answer in time", remedy="ask for less at once, or give it more time"
            ) from error
        except httpx.HTTPError as error:
            raise self._lost(str(error) or type(error).__name__) from error

    def _body(self, response: httpx.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > MOST_BYTES:
                raise TooMuch(f"{self.url} answers with more than {MOST_BYTES:,} bytes", remedy="ask for less at once")
            parts.append(part)
        return b"".join(parts)

    def _lost(self, why: str) -> Missing:
        remedy = "check the address, and that the server runs"
        if "CERTIFICATE_VERIFY_FAILED" in why:
            remedy = "name the file of the authority that signed its certificate with --ca-file"
        return Missing(f"{self.url} does not answer: {why}", remedy=remedy)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise BadInput(f"{url!r} is no address of a server", remedy="give one such as http://127.0.0.1:9090")
    if "@" in parts.netloc:
        raise BadInput(
            "the address of the server has a user or a password in it",
            remedy="give them in a file: --basic-auth-file",
        )
    return parts._replace(query="", fragment="").geturl().rstrip("/")


def _wait(response: httpx.Response) -> float:
    """Retry-After in seconds; its other form, a date, counts as none."""
    try:
        seconds = float(response.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0
