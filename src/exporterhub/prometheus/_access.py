"""How a server is asked that wants to know who asks. Secrets come from files or the environment, not from arguments."""

from __future__ import annotations

import base64
import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from exporterhub.errors import BadInput

__all__ = ["BASIC_VARIABLE", "BEARER_VARIABLE", "Access", "read_access"]

BEARER_VARIABLE = "EXPORTERHUB_BEARER_TOKEN"
BASIC_VARIABLE = "EXPORTERHUB_BASIC_AUTH"
_ALONE = "give a file that holds the secret alone"


@dataclass(frozen=True, slots=True)
class Access:
    """Headers for each request, and a file of certificates to trust (empty: the system's).

    ``who`` is different for two that may see different data (tenants); no secret can be read from it.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    ca_file: str = ""

    @property
    def who(self) -> str:
        """A short text, the same for the same headers."""
        told = sorted((name.lower(), value) for name, value in self.headers.items())
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16] if told else ""

    def trust(self) -> ssl.SSLContext | bool:
        """What the server's certificate is checked with. Raises BadInput for a file that is no certificate."""
        if not self.ca_file:
            return True
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise BadInput(
                f"{self.ca_file} cannot be used as certificates: {error}", remedy="give a file in PEM form"
            ) from error


def read_access(
    *,
    bearer_token_file: str = "",
    basic_auth_file: str = "",
    header_file: str = "",
    ca_file: str = "",
    environment: Mapping[str, str] | None = None,
) -> Access:
    """What files say, or where there is none the environment.

    Args:
        bearer_token_file: holds a token.
        basic_auth_file: holds ``user:password``.
        header_file: holds lines such as ``X-Scope-OrgID: team-a``.
        ca_file: holds certificates in PEM form.
        environment: may hold a token or ``user:password`` in EXPORTERHUB_BEARER_TOKEN or EXPORTERHUB_BASIC_AUTH.

    Raises:
        BadInput: a file cannot be read or does not hold what it should, or both a token and a password are given.
    """
    token = _secret(bearer_token_file)
    password = _secret(basic_auth_file)
    if not token and not password:
        given = environment or {}
        token, password = given.get(BEARER_VARIABLE, ""), given.get(BASIC_VARIABLE, "")
    if token and password:
        raise BadInput("a token and a password are given", remedy="give one of them")
    headers = _headers(header_file)
    if token:
        _plain(token, bearer_token_file or BEARER_VARIABLE, "a token")
        headers["Authorization"] = f"Bearer {token}"
    if password:
        if ":" not in password:
            raise BadInput(f"{basic_auth_file or BASIC_VARIABLE} does not hold user:password", remedy=_ALONE)
        headers["Authorization"] = "Basic " + base64.b64encode(password.encode()).decode()
    return Access(headers, ca_file)


def _secret(path: str) -> str:
    if not path:
        return ""
    secret = _text(path).strip()
    if not secret:
        raise BadInput(f"{path} is empty", remedy=_ALONE)
    return secret


def _headers(path: str) -> dict[str, str]:
    headers: dict[str, str] = {}
    for number, line in enumerate(_text(path).splitlines() if path else [], 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, value = line.partition(":")
        if not colon or not name.replace("-", "").isalnum() or not name.isascii():
            raise BadInput(f"{path}:{number}: is no header", remedy="write lines such as X-Scope-OrgID: team-a")
        _plain(value.strip().replace(" ", ""), f"{path}:{number}:", "a header's value")
        headers[name] = value.strip()
    return headers


def _plain(secret: str, source: str, what: str) -> None:
    """Headers take visible ASCII; the message that a client library has for others would show the secret."""
    if not all("!" <= character <= "~" for character in secret):
        raise BadInput(f"{source} does not hold {what}: there are spaces or special characters in it", remedy=_ALONE)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadInput(f"{path} cannot be read: {why}", remedy=_ALONE) from error
