"""What the second half needs for an afternoon: a certificate, a user, and the web configuration that names both."""

from __future__ import annotations

import ipaddress
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import tools

from exporterhub.errors import LabFailure

USER = "prometheus"
_CONFIG = """\
tls_server_config:
  cert_file: server.crt
  key_file: server.key
basic_auth_users:
  {user}: {hash}
"""


@dataclass(frozen=True)
class Secured:
    """The web configuration, the certificate that signs itself, and the user's password in plain text."""

    config_file: Path
    certificate: Path
    password: str


def make(folder: Path, host: str) -> Secured:
    """Write all of it into ``folder``, for a server whose name or address is ``host``.

    Raises:
        Missing: there is no openssl, and none can be had.
        LabFailure: openssl refused.
    """
    argv = [
        *tools.command("openssl", "openssl", folder),
        *("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "1"),
        *("-subj", "/CN=flask-app", "-addext", f"subjectAltName={_name(host)}"),
        *("-keyout", str(folder / "server.key"), "-out", str(folder / "server.crt")),
    ]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise LabFailure(f"openssl ended with {done.returncode}", log=done.stderr)
    password = secrets.token_urlsafe(16)
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt(10)).decode()
    config = folder / "web.yml"
    config.write_text(_CONFIG.format(user=USER, hash=hashed), encoding="utf-8")
    return Secured(config, folder / "server.crt", password)


def _name(host: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(host)}"
    except ValueError:
        return f"DNS:{host}"
