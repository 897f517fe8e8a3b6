"""Headers that every answer carries."""

from __future__ import annotations

from exporterhub.hub.languages import Visit

__all__ = ["SECURITY", "Pairs", "language_headers", "request_header"]

Pairs = list[tuple[bytes, bytes]]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY: Pairs = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]


def language_headers(visit: Visit | None) -> dict[str, str]:
    """``Vary``, and in which language an answer is that has one; Accept-Language chose it where no address pins it."""
    if visit is None:
        return {"vary": "accept-encoding"}
    vary = "accept-encoding" if visit.root else "accept-encoding, accept-language"
    return {"vary": vary, "content-language": visit.language.code}


def request_header(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The first header of that (lower case) name, or nothing."""
    for key, value in headers:
        if key == name:
            return value
    return b""
