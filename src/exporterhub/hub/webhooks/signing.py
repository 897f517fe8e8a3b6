"""Signatures: who has the secret can tell that a delivery came from this hub, and when.

``X-ExporterHub-Signature`` is ``sha256=`` and the hexadecimal HMAC-SHA256 (RFC 2104) of the value of
``X-ExporterHub-Timestamp`` (seconds since 1970), a full stop, and the body as it came.
"""

from __future__ import annotations

import hmac

__all__ = ["sign"]


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the header ``X-ExporterHub-Signature``."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    return f"sha256={digest}"
