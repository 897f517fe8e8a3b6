"""Who may manage webhooks: the one user ``operator``, by Basic authentication (RFC 7617), and from the hub's own pages.

A browser sends the password by itself once it has it, also with a form on another site; so a change is taken only from
where the browser says that it comes from the hub (Fetch Metadata, ``Sec-Fetch-Site``; else ``Origin``, RFC 6454).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from exporterhub.errors import BadInput
from exporterhub.toolkit import Bucket, RateLimit, Users, credentials

__all__ = ["EVERY", "USER", "Operator", "is_same_origin", "read_operator"]

USER = "operator"
Admission = Literal["in", "out", "later"]
GUESSES = 10
"""Passwords that may be tried at once; then one every ``EVERY`` seconds."""
EVERY = 3
_LONGEST = 72  # bytes that bcrypt looks at
_BCRYPT = re.compile(r"\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}")
_COSTS = range(4, 16)
_REMEDY = "write one line into it: a password, or what `htpasswd -nB operator` prints"


class Operator:
    """Checks passwords. ``hashed`` is a bcrypt hash; every worker process has its own count of guesses."""

    def __init__(self, hashed: str) -> None:
        self._known = {USER: hashed}
        self._users = Users()
        self._guesses = Bucket(RateLimit(GUESSES, EVERY))

    def admit(self, authorization: str) -> Admission:
        """Whether an Authorization header lets somebody in; ``later`` after too many guesses. Takes 50 ms at times."""
        given = credentials(authorization)
        if given is None:
            return "out"
        if self._users.known(self._known, given):  # whoever guesses cannot keep the operator out
            return "in"
        if not self._guesses.take():
            return "later"
        return "in" if self._users.check(self._known, given) else "out"

    def __getstate__(self) -> str:
        return self._known[USER]

    def __setstate__(self, hashed: str) -> None:
        self.__init__(hashed)  # type: ignore[misc]

    def __repr__(self) -> str:
        return "Operator(...)"


def read_operator(path: Path) -> Operator:
    """The operator whose password, or its bcrypt hash, is the one line of a file. Raises BadInput."""
    try:
        text = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "it is no text"
        raise BadInput(f"--operator-password-file: {path} cannot be read: {said}", remedy=_REMEDY) from error
    if not text or "\n" in text:
        raise BadInput(f"--operator-password-file: {path} does not hold one line", remedy=_REMEDY)
    hashed = text.removeprefix(f"{USER}:")
    if hashed.startswith("$2"):
        return Operator(_checked(hashed, path))
    return Operator(_hashed(text, path))


def is_same_origin(headers: Mapping[str, str], public_url: str = "") -> bool:
    """Whether a request that changes something comes from a page of the hub itself, as the browser says.

    ``public_url`` is where visitors reach the hub, for a proxy that changes the Host header.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", "")).netloc.lower()
    return bool(origin) and origin in (headers.get("host", "").lower(), urlsplit(public_url).netloc.lower())


def _checked(hashed: str, path: Path) -> str:
    found = _BCRYPT.fullmatch(hashed)
    if not found or int(found[1]) not in _COSTS:
        raise BadInput(
            f"--operator-password-file: {path} holds no bcrypt hash of a cost from {_COSTS[0]} to {_COSTS[-1]}",
            remedy=_REMEDY,
        )
    return hashed


def _hashed(password: str, path: Path) -> str:
    import bcrypt

    if len(password.encode()) > _LONGEST:
        raise BadInput(
            f"--operator-password-file: the password in {path} is longer than {_LONGEST} bytes",
            remedy="use a shorter one",
        )
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode()
