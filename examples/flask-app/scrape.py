"""Asks for a page as Prometheus does."""

from __future__ import annotations

import base64
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from exporterhub.errors import LabFailure


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


def get(url: str, *, user: str = "", password: str = "", certificate: Path | None = None) -> Answer:
    """The answer for ``url``, whatever its status. ``certificate`` is the one to trust.

    Raises:
        LabFailure: there is no HTTP answer.
    """
    context = ssl.create_default_context(cafile=certificate) if url.startswith("https") else None
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),  # what runs here needs no proxy
        urllib.request.HTTPSHandler(context=context),
    )
    request = urllib.request.Request(url)
    if user:
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    try:
        with opener.open(request, timeout=10) as answer:
            return Answer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get("Content-Type", ""), error.read())
    except OSError as error:
        raise LabFailure(f"{url} does not answer: {error}") from None
