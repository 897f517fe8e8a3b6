"""Reading request bodies with a limit that holds while reading, whatever the client announces."""

from __future__ import annotations

from urllib.parse import parse_qs

import anyio
from starlette.requests import Request

__all__ = [
    "PAGE_LIMIT",
    "SECONDS",
    "BodyTooLargeError",
    "BodyTooSlowError",
    "Gate",
    "TooBusyError",
    "read_body",
    "read_form_field",
]

PAGE_LIMIT = 5 * 1024 * 1024
"""The largest ``/metrics`` page that is taken, in bytes."""
SECONDS = 30.0
"""How long a client may take to send it."""


class BodyTooLargeError(Exception):
    """More bytes than ``limit`` were sent or announced."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class BodyTooSlowError(Exception):
    """The body had not come within ``SECONDS``."""


class TooBusyError(Exception):
    """As many pages as the hub holds at once are being read."""


class Gate:
    """Lets a few pages in at a time, so that their bytes cannot fill the memory; who finds it full is turned away."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._inside = 0

    def __enter__(self) -> None:
        if self._inside >= self._most:
            raise TooBusyError
        self._inside += 1

    def __exit__(self, *_: object) -> None:
        self._inside -= 1


async def read_body(request: Request, limit: int = PAGE_LIMIT, *, announced: int = 0) -> bytes:
    """The body. Raises ``BodyTooLargeError`` as soon as more than ``limit`` bytes are announced or have come.

    ``announced`` is the limit to name in the error, where it differs from the raw one. Raises ``BodyTooSlowError``
    when the client takes longer than ``SECONDS``.
    """
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > limit:
        raise BodyTooLargeError(announced or limit)
    body = bytearray()
    try:
        with anyio.fail_after(SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyTooLargeError(announced or limit)
    except TimeoutError:
        raise BodyTooSlowError from None
    return bytes(body)


async def read_form_field(request: Request, name: str, limit: int = PAGE_LIMIT) -> bytes:
    """One field of a form (application/x-www-form-urlencoded), as UTF-8 with ``\\n`` line ends.

    Encoding makes a page up to three times as long, and a browser sends ``\\r\\n`` for each line end.
    """
    raw = await read_body(request, 3 * limit + 1024, announced=limit)
    fields = parse_qs(raw, keep_blank_values=True, max_num_fields=8)
    values = fields.get(name.encode(), [b""])
    text = values[0].replace(b"\r\n", b"\n")
    if len(text) > limit:
        raise BodyTooLargeError(limit)
    return text
