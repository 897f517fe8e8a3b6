"""TLS settings as an ``ssl.SSLContext`` (OpenSSL), for what exporter-toolkit hands to Go's crypto/tls."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from exporterhub.errors import BadInput

from . import openssl
from .config import CIPHERS, CLIENT_AUTH, CURVES, TLSSettings

__all__ = ["allowed_name", "make_context"]

_VERSIONS = {
    "TLS10": ssl.TLSVersion.TLSv1,
    "TLS11": ssl.TLSVersion.TLSv1_1,
    "TLS12": ssl.TLSVersion.TLSv1_2,
    "TLS13": ssl.TLSVersion.TLSv1_3,
}
_LEGACY_AUTH = {"RequireClientCert": "RequireAnyClientCert", "": "NoClientCert"}
_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def make_context(settings: TLSSettings) -> ssl.SSLContext:
    """A server's context.

    Raises:
        BadInput: a certificate, a key or a combination of settings cannot be used.
    """
    _require(settings)
    auth = _client_auth(settings)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.check_hostname = False
    _set_versions(context, settings)
    _set_ciphers(context, settings)
    _load_certificate(context, settings)
    _set_curves(context, settings)
    _set_client_auth(context, settings, auth)
    context.set_alpn_protocols(["http/1.1"])
    return context


def allowed_name(peer: ssl.SSLObject, allowed: tuple[str, ...] | None) -> str:
    """Why a peer's certificate does not do, or an empty text. Its alternative names are compared exactly."""
    if allowed is None:
        return ""
    certificate: dict[str, Any] = peer.getpeercert() or {}
    if not certificate:
        return ""  # none was given, and none is required
    names = {_alternative(kind, value) for kind, value in certificate.get("subjectAltName", ())}
    return "" if names.intersection(allowed) else "the client's certificate has none of client_allowed_sans"


def _alternative(kind: str, value: str) -> str:
    if kind != "IP Address":
        return value
    try:
        return str(ipaddress.ip_address(value.strip()))
    except ValueError:
        return value


def _require(settings: TLSSettings) -> None:
    if not (settings.cert_file or settings.cert):
        raise BadInput("tls_server_config: neither cert nor cert_file is given", remedy="give cert_file and key_file")
    if not (settings.key_file or settings.key):
        raise BadInput("tls_server_config: neither key nor key_file is given", remedy="give cert_file and key_file")


def _client_auth(settings: TLSSettings) -> str:
    auth = _LEGACY_AUTH.get(settings.client_auth_type, settings.client_auth_type)
    if auth not in CLIENT_AUTH:
        raise BadInput(f"client_auth_type: {auth!r} is not known", remedy=f"there is {', '.join(CLIENT_AUTH)}")
    if auth == "NoClientCert" and (settings.client_ca_file or settings.client_ca):
        raise BadInput(
            "a CA for client certificates is given, and clients are not asked for one",
            remedy="set client_auth_type: RequireAndVerifyClientCert",
        )
    return auth


def _set_versions(context: ssl.SSLContext, settings: TLSSettings) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 and 1.1, if someone asks for them
        context.minimum_version = _VERSIONS[settings.min_version]
        context.maximum_version = _VERSIONS[settings.max_version]
    if settings.prefer_server_cipher_suites:
        context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    else:
        context.options &= ~ssl.OP_CIPHER_SERVER_PREFERENCE


def _set_ciphers(context: ssl.SSLContext, settings: TLSSettings) -> None:
    # Go's own defaults: forward secrecy, in its order of preference.
    names = [CIPHERS[suite] for suite in settings.cipher_suites] or list(CIPHERS.values())
    named = [name for name in names if name]
    if not named:  # suites of TLS 1.3 only
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return
    level = ":@SECLEVEL=0" if settings.min_version in ("TLS10", "TLS11") else ""  # OpenSSL 3 has them off above 0
    context.set_ciphers(":".join(named) + level)


def _load_certificate(context: ssl.SSLContext, settings: TLSSettings) -> None:
    with (
        _as_file(settings.cert_file, settings.cert, "cert") as cert,
        _as_file(settings.key_file, settings.key, "key") as key,
    ):
        try:
            context.load_cert_chain(cert, key, password=_refuse_password)
        except (ssl.SSLError, ValueError, OSError) as error:
            raise BadInput(
                f"tls_server_config: certificate and key cannot be used: {_reason(error)}",
                remedy="both must be PEM, belong together, and the key must not be encrypted",
            ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, _EncryptedError):
        return "the key is encrypted"
    reason = getattr(error, "reason", None)  # OpenSSL's words, where it has some
    if reason == "KEY_VALUES_MISMATCH":
        return "they do not belong together"
    return "one of them is no PEM" if not reason or "PEM" in reason else str(reason).lower().replace("_", " ")


class _EncryptedError(ValueError):
    pass


def _refuse_password() -> str:
    raise _EncryptedError  # OpenSSL would ask on the terminal, and wait


@contextmanager
def _as_file(path: str, content: str, what: str) -> Iterator[str]:
    """A file that OpenSSL can read; inline content stays in memory where the system allows it."""
    if path:
        try:
            with Path(path).open("rb"):
                yield path
        except FileNotFoundError as error:
            raise BadInput(
                f"{what}_file: {path} does not exist", remedy="relative paths are seen from the file's folder"
            ) from error
        except (PermissionError, IsADirectoryError) as error:
            raise BadInput(f"{what}_file: {path} cannot be read: {error.strerror}") from error
        return
    with _in_memory(what) as file:
        file.write(content.encode())
        file.flush()
        yield file.name if isinstance(file.name, str) else f"/proc/self/fd/{file.fileno()}"


def _in_memory(what: str) -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create(what), "wb")
    import tempfile

    return tempfile.NamedTemporaryFile()  # readable by this user only


def _set_curves(context: ssl.SSLContext, settings: TLSSettings) -> None:
    if settings.curve_preferences:
        openssl.set_groups(context, [CURVES[curve] for curve in settings.curve_preferences])


def _set_client_auth(context: ssl.SSLContext, settings: TLSSettings, auth: str) -> None:
    if auth == "NoClientCert":
        return
    required = auth.startswith("Require")
    context.verify_mode = ssl.CERT_REQUIRED if required else ssl.CERT_OPTIONAL
    if auth in ("RequestClientCert", "RequireAnyClientCert"):
        openssl.accept_any_certificate(context)
        return
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # in Go each certificate of the pool is an anchor
    if settings.client_ca_file or settings.client_ca:
        for certificate in _PEM.findall(_client_ca(settings)):
            _trust(context, certificate)
    else:
        context.load_default_certs(ssl.Purpose.CLIENT_AUTH)  # as Go: the system's


def _client_ca(settings: TLSSettings) -> str:
    if not settings.client_ca_file:
        return settings.client_ca
    try:
        return Path(settings.client_ca_file).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise BadInput(f"client_ca_file: {settings.client_ca_file} cannot be read: {error.strerror}") from error


def _trust(context: ssl.SSLContext, certificate: str) -> None:
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError):  # Go skips what it cannot parse; nobody is trusted on its account
        return
