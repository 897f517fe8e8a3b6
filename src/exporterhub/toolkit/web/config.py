"""The web configuration file (``--web.config.file``): exporter-toolkit's format, with its strictness and its defaults.

Format: https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md. A key that is not known,
or comes twice, is refused with its place and the nearest known one. Relative paths are seen from the file's folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from exporterhub.errors import BadInput

from .tree import Place, read_tree
from .values import boolean, duration, integer, one_of, strings, text, texts

__all__ = ["CIPHERS", "CURVES", "RateLimit", "TLSSettings", "WebConfig", "parse_config", "read_config"]

# Go's names (crypto/tls.CipherSuites) and OpenSSL's; those of TLS 1.3 cannot be configured, in Go neither.
CIPHERS = {
    "TLS_AES_128_GCM_SHA256": "",
    "TLS_AES_256_GCM_SHA384": "",
    "TLS_CHACHA20_POLY1305_SHA256": "",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": "ECDHE-ECDSA-AES128-SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": "ECDHE-ECDSA-AES256-SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "ECDHE-RSA-AES128-SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "ECDHE-RSA-AES256-SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "ECDHE-ECDSA-AES128-GCM-SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "ECDHE-ECDSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "ECDHE-RSA-AES128-GCM-SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "ECDHE-RSA-AES256-GCM-SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-RSA-CHACHA20-POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "ECDHE-ECDSA-CHACHA20-POLY1305",
}
CURVES = {"CurveP256": "P-256", "CurveP384": "P-384", "CurveP521": "P-521", "X25519": "X25519"}
VERSIONS = ("TLS10", "TLS11", "TLS12", "TLS13")
CLIENT_AUTH = (
    "NoClientCert",
    "RequestClientCert",
    "RequireAnyClientCert",
    "VerifyClientCertIfGiven",
    "RequireAndVerifyClientCert",
)
_HEADERS: dict[str, tuple[str, ...]] = {
    "Strict-Transport-Security": (),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("deny", "sameorigin"),
    "X-XSS-Protection": (),
    "Content-Security-Policy": (),
}
_HTTP2_CIPHERS = ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
_BCRYPT = re.compile(r"\$2[abxy]\$(?:0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")


class TLSSettings(NamedTuple):
    """``tls_server_config``. Certificates and keys are PEM, inline or in files; empty where they are not given."""

    cert: str = ""
    key: str = ""
    client_ca: str = ""
    cert_file: str = ""
    key_file: str = ""
    client_ca_file: str = ""
    client_auth_type: str = ""
    client_allowed_sans: tuple[str, ...] | None = None
    cipher_suites: tuple[str, ...] = ()
    curve_preferences: tuple[str, ...] = ()
    min_version: str = "TLS12"
    max_version: str = "TLS13"
    prefer_server_cipher_suites: bool = True

    @property
    def enabled(self) -> bool:
        """Whether TLS is wanted at all."""
        return bool(
            self.cert_file or self.cert or self.key_file or self.key
            or self.client_ca_file or self.client_ca or self.client_auth_type
        )  # fmt: skip

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        return tuple(name for name in (self.cert_file, self.key_file, self.client_ca_file) if name)

    def __repr__(self) -> str:
        return "TLSSettings(...)"  # holds a key


class RateLimit(NamedTuple):
    """``rate_limit``: one request per ``interval`` seconds, and ``burst`` at once; 0 seconds means no limit."""

    burst: int = 0
    interval: float = 0.0


class WebConfig(NamedTuple):
    """A web configuration. ``users`` are names and bcrypt hashes."""

    tls: TLSSettings = TLSSettings()
    http2: bool = True
    headers: Mapping[str, str] = {}
    users: Mapping[str, str] = {}
    rate_limit: RateLimit = RateLimit()

    def __repr__(self) -> str:
        return "WebConfig(...)"  # holds secrets


def read_config(path: str) -> WebConfig:
    """The configuration in a file.

    Raises:
        BadInput: the file cannot be read, or is no such configuration; SyntaxProblem where the place is known.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(
            f"cannot read the web configuration {path}: {error.strerror}", remedy="check --web.config.file"
        ) from error
    return parse_config(content, path)


def parse_config(content: bytes, path: str) -> WebConfig:
    """The configuration in ``content``, which was read from ``path``."""
    root = read_tree(content, path)
    sections = root.members(("tls_server_config", "http_server_config", "rate_limit", "basic_auth_users"))
    http2, headers = _http(sections.get("http_server_config"))
    return WebConfig(
        _tls(sections.get("tls_server_config"), Path(path).parent),
        http2,
        headers,
        texts(sections["basic_auth_users"]) if "basic_auth_users" in sections else {},
        _rate_limit(sections.get("rate_limit")),
    )


def check_users(config: WebConfig) -> None:
    """Refuse hashes that no password could match."""
    for user, hashed in config.users.items():
        if not _BCRYPT.fullmatch(hashed):
            raise BadInput(
                f"basic_auth_users: the value of {user!r} is no bcrypt hash",
                remedy="make one with: htpasswd -nBC 10 \"\" | tr -d ':\\n'",
            )


def check_http2(config: WebConfig) -> None:
    """Refuse cipher suites with which HTTP/2 cannot work, as Go's server does (RFC 9113 section 9.2.2).

    HTTP/2 itself is not spoken here; a configuration that is refused there is refused here.
    """
    suites = config.tls.cipher_suites
    if config.http2 and suites and config.tls.min_version != "TLS13" and not set(suites).intersection(_HTTP2_CIPHERS):
        raise BadInput(
            "cipher_suites lacks the suite that HTTP/2 requires",
            remedy=f"add one of {', '.join(_HTTP2_CIPHERS)}, or set http2: false in http_server_config",
        )


def _tls(place: Place | None, folder: Path) -> TLSSettings:
    if place is None:
        return TLSSettings()
    members = place.members(TLSSettings._fields)
    given: dict[str, Any] = {}
    for key, member in members.items():
        if member.tag != "null" or key not in ("min_version", "max_version"):  # empty is as good as absent
            given[key] = _TLS_VALUES[key](member)
    for key in ("cert_file", "key_file", "client_ca_file"):
        if given.get(key):
            given[key] = str(folder / given[key])
    return TLSSettings(**given)


_TLS_VALUES: Mapping[str, Any] = {
    **dict.fromkeys(("cert", "key", "client_ca", "cert_file", "key_file", "client_ca_file", "client_auth_type"), text),
    "client_allowed_sans": lambda place: strings(place, allow_none=True),
    "cipher_suites": lambda place: strings(place, CIPHERS, "cipher suite"),
    "curve_preferences": lambda place: strings(place, CURVES, "curve"),
    "min_version": lambda place: one_of(place, VERSIONS, "TLS version"),
    "max_version": lambda place: one_of(place, VERSIONS, "TLS version"),
    "prefer_server_cipher_suites": lambda place: boolean(place, default=False),
}


def _http(place: Place | None) -> tuple[bool, Mapping[str, str]]:
    if place is None:
        return True, {}
    members = place.members(("http2", "headers"))
    http2 = boolean(members["http2"], default=False) if "http2" in members else True
    headers: dict[str, str] = {}
    if "headers" in members:
        for name, member in members["headers"].members(_HEADERS, what="header").items():
            headers[name] = text(member)
            allowed = _HEADERS[name]
            if allowed and headers[name] not in allowed:
                raise member.problem(f"{headers[name]!r} is no value of {name}", expected=" or ".join(allowed))
    return http2, headers


def _rate_limit(place: Place | None) -> RateLimit:
    if place is None:
        return RateLimit()
    members = place.members(("burst", "interval"))
    burst = integer(members["burst"]) if "burst" in members else 0
    return RateLimit(burst, duration(members["interval"]) if "interval" in members else 0.0)
