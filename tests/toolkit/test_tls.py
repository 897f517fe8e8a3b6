"""TLS, by real handshakes."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.toolkit.testing import Served

TLS = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n"
REQUIRED = TLS + "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"


@pytest.fixture
def secured(serve: Callable[..., Served], fixed: Any, certificates: Any, tmp_path: Path) -> Callable[..., Served]:
    """Starts a server with a configuration, whose file is ``tmp_path/web.yml``."""

    def start(config: str, **limits: float) -> Served:
        for name in ("ca.pem", "server.pem", "server.key"):
            (tmp_path / name).write_bytes((certificates.folder / name).read_bytes())
        (tmp_path / "web.yml").write_text(config)
        return serve(fixed(), config_file=str(tmp_path / "web.yml"), limits=limits)

    return start


def negotiated(address: str, context: ssl.SSLContext, tools: Any) -> ssl.SSLSocket:
    sock = context.wrap_socket(tools.dial(address), server_hostname="localhost")
    sock.close()
    return sock


def common_name(address: str, context: ssl.SSLContext, tools: Any) -> str:
    with context.wrap_socket(tools.dial(address), server_hostname="localhost") as sock:
        subject = dict(pair[0] for pair in sock.getpeercert()["subject"])  # type: ignore[index, misc]
        return str(subject["commonName"])


def refused(address: str, context: ssl.SSLContext, tools: Any) -> bool:
    """Whether a peer gets no answer: in TLS 1.3 it learns that after its own handshake."""
    try:
        tools.fetch(address, context=context)
    except (ssl.SSLError, ConnectionError, EOFError, OSError):
        return True
    return False


def test_a_page_over_tls(secured: Any, certificates: Any, tools: Any) -> None:
    running = secured(TLS)
    assert running.url.startswith("https://")
    answer = tools.fetch(running.addresses[0], context=certificates.trusting())
    assert (answer.status, answer.text) == (200, "up 1\n")


def test_plain_http_is_not_served_beside_it(secured: Any, tools: Any) -> None:
    with tools.dial(secured(TLS).addresses[0]) as sock:
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"up 1" not in tools.read_all(sock)


def test_a_silent_client_costs_the_others_nothing_and_is_closed(secured: Any, certificates: Any, tools: Any) -> None:
    running = secured(TLS, handshake=0.5)
    with tools.dial(running.addresses[0]) as silent, tools.dial(running.addresses[0]) as half:
        half.sendall(b"\x16\x03\x01\x02\x00\x01\x00")  # a handshake that goes no further
        assert tools.fetch(running.addresses[0], context=certificates.trusting()).status == 200
        assert tools.read_all(silent) == b""
        tools.read_all(half)
    tools.until(lambda: not running.server._open)


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("size", [10, 300_000])
def test_a_connection_is_used_for_many_scrapes(
    serve: Callable[..., Served],
    secured: Any,
    fixed: Any,
    certificates: Any,
    tools: Any,
    tmp_path: Path,
    inline: bool,
    size: int,
) -> None:
    secured(TLS)
    body = b"x" * size
    address = serve(fixed(body, inline=inline), config_file=str(tmp_path / "web.yml")).addresses[0]
    host, _, port = address.rpartition(":")
    connection = http.client.HTTPSConnection(host, int(port), timeout=20, context=certificates.trusting())
    try:
        for _ in range(20):
            connection.request("GET", "/metrics")
            assert connection.getresponse().read() == body
            assert connection.sock is not None
    finally:
        connection.close()


def test_inline_certificate_and_key(secured: Any, certificates: Any, tools: Any) -> None:
    def indented(path: Path) -> str:
        return "".join(f"    {line}\n" for line in path.read_text().splitlines())

    cert, key = map(indented, certificates.server2)
    config = f"tls_server_config:\n  cert: |\n{cert}  key: |\n{key}"
    assert common_name(secured(config).addresses[0], certificates.trusting(), tools) == "two"


def test_old_versions_are_off_by_default(secured: Any, certificates: Any, tools: Any) -> None:
    address = secured(TLS).addresses[0]
    context = certificates.trusting()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError):
        negotiated(address, context, tools)


def test_old_versions_can_be_had(secured: Any, certificates: Any, tools: Any) -> None:
    address = secured(TLS + "  min_version: TLS10\n  max_version: TLS11\n").addresses[0]
    context = certificates.trusting()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    assert tools.fetch(address, context=context).status == 200


@pytest.mark.parametrize(("version", "client"), [("TLS13", ssl.TLSVersion.TLSv1_2), ("TLS12", ssl.TLSVersion.TLSv1_3)])
def test_versions_can_be_restricted(secured: Any, certificates: Any, tools: Any, version: str, client: Any) -> None:
    address = secured(f"{TLS}  min_version: {version}\n  max_version: {version}\n").addresses[0]
    assert tools.fetch(address, context=certificates.trusting()).status == 200
    context = certificates.trusting()
    context.minimum_version = context.maximum_version = client
    with pytest.raises(ssl.SSLError):
        negotiated(address, context, tools)


AES128, AES256 = "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"


@pytest.mark.parametrize(("prefer", "chosen"), [("true", AES128), ("false", AES256)])
def test_who_chooses_the_cipher(secured: Any, certificates: Any, tools: Any, prefer: str, chosen: str) -> None:
    config = (
        f"{TLS}  max_version: TLS12\n  prefer_server_cipher_suites: {prefer}\n  cipher_suites:\n"
        "  - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n  - TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\n"
    )
    context = certificates.trusting()
    context.set_ciphers(f"{AES256}:{AES128}")
    with context.wrap_socket(tools.dial(secured(config).addresses[0]), server_hostname="localhost") as sock:
        assert sock.cipher()[0] == chosen


def test_a_cipher_that_is_not_listed(secured: Any, certificates: Any, tools: Any) -> None:
    address = secured(
        f"{TLS}  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n"
    ).addresses[0]
    context = certificates.trusting()
    context.set_ciphers(AES256)
    with pytest.raises(ssl.SSLError):
        negotiated(address, context, tools)


@pytest.mark.parametrize(("offered", "works"), [("secp521r1", True), ("prime256v1", False)])
def test_curves(secured: Any, certificates: Any, tools: Any, offered: str, works: bool) -> None:
    address = secured(f"{TLS}  curve_preferences: [CurveP521, CurveP384]\n  min_version: TLS13\n").addresses[0]
    context = certificates.trusting()
    context.set_ecdh_curve(offered)
    assert refused(address, context, tools) is not works


@pytest.mark.parametrize(
    ("policy", "none", "own", "strange"),
    [
        ("NoClientCert", True, True, True),
        ("RequestClientCert", True, True, True),
        ("RequireAnyClientCert", False, True, True),
        ("RequireClientCert", False, True, True),
        ("VerifyClientCertIfGiven", True, True, False),
        ("RequireAndVerifyClientCert", False, True, False),
    ],
)
def test_client_certificates(
    secured: Any, certificates: Any, tools: Any, policy: str, none: bool, own: bool, strange: bool
) -> None:
    ca = "" if policy == "NoClientCert" else "  client_ca_file: ca.pem\n"
    address = secured(f"{TLS}  client_auth_type: {policy}\n{ca}").addresses[0]
    peers = [None, certificates.client, certificates.stranger]
    served = [not refused(address, certificates.trusting(peer), tools) for peer in peers]
    assert served == [none, own, strange]


@pytest.mark.parametrize(
    ("name", "works"),
    [
        ("scraper.test", True),
        ("ops@scraper.test", True),
        ("spiffe://test/scraper", True),
        ("192.0.2.7", True),
        ("Scraper.test", False),
        ("test", False),
        ("client", False),  # the common name
    ],
)
def test_allowed_names(secured: Any, certificates: Any, tools: Any, name: str, works: bool) -> None:
    address = secured(f"{REQUIRED}  client_allowed_sans: ['{name}', other.test]\n").addresses[0]
    assert refused(address, certificates.trusting(certificates.client), tools) is not works


def test_no_names_allowed_is_nobody(secured: Any, certificates: Any, tools: Any) -> None:
    address = secured(f"{REQUIRED}  client_allowed_sans: []\n").addresses[0]
    assert refused(address, certificates.trusting(certificates.client), tools)


def test_a_ca_file_without_certificates_trusts_nobody(secured: Any, certificates: Any, tools: Any) -> None:
    address = secured(REQUIRED.replace("ca.pem", "server.key")).addresses[0]
    assert refused(address, certificates.trusting(certificates.client), tools)


def test_a_signer_that_is_no_root_is_an_anchor(secured: Any, certificates: Any, tools: Any, tmp_path: Path) -> None:
    config = REQUIRED.replace("ca.pem", "client.pem")  # the client's own certificate, which is not self-signed
    (tmp_path / "client.pem").write_bytes(certificates.client.cert.read_bytes())
    address = secured(config).addresses[0]
    assert not refused(address, certificates.trusting(certificates.client), tools)


def test_certificates_rotate_without_a_restart(secured: Any, certificates: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(TLS).addresses[0]
    context = certificates.trusting()
    assert common_name(address, context, tools) == "one"
    for name, source in (("server.pem", certificates.server2.cert), ("server.key", certificates.server2.key)):
        (tmp_path / f"{name}.new").write_bytes(source.read_bytes())
        (tmp_path / f"{name}.new").replace(tmp_path / name)
    assert common_name(address, context, tools) == "two"
    # in place, in the same moment, with the same size and the times of before
    stat = (tmp_path / "server.pem").stat()
    (tmp_path / "server.pem").write_bytes(certificates.server.cert.read_bytes())
    (tmp_path / "server.key").write_bytes(certificates.server.key.read_bytes())
    os.utime(tmp_path / "server.pem", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert common_name(address, context, tools) == "one"


def test_a_connection_survives_a_rotation(secured: Any, certificates: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(TLS).addresses[0]
    request = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    with certificates.trusting().wrap_socket(tools.dial(address), server_hostname="localhost") as sock:
        answer = http.client.HTTPResponse(sock)
        sock.sendall(request)  # the client's side of TLS 1.3 is done before the server's: now both are
        answer.begin()
        assert (answer.status, bool(answer.read())) == (200, True)
        (tmp_path / "server.pem").write_bytes(certificates.server2.cert.read_bytes())
        (tmp_path / "server.key").write_bytes(certificates.server2.key.read_bytes())
        sock.sendall(request)
        assert sock.recv(65536).startswith(b"HTTP/1.1 200")


def test_a_broken_certificate_refuses_connections_until_it_is_whole(
    secured: Any, certificates: Any, tools: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = secured(TLS).addresses[0]
    whole = (tmp_path / "server.pem").read_bytes()
    (tmp_path / "server.pem").write_bytes(b"")
    assert refused(address, certificates.trusting(), tools)
    assert refused(address, certificates.trusting(), tools)
    (tmp_path / "server.pem").write_bytes(whole)
    assert not refused(address, certificates.trusting(), tools)
    told = [record for record in caplog.records if record.getMessage() == "Unable to use the web configuration"]
    assert len(told) == 1


def test_tls_that_goes_away_refuses_connections(secured: Any, certificates: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(TLS).addresses[0]
    (tmp_path / "web.yml").write_text("")
    assert refused(address, certificates.trusting(), tools)
    with tools.dial(address) as sock:
        sock.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
        assert tools.read_all(sock) == b""


def test_client_settings_are_followed_too(secured: Any, certificates: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(TLS).addresses[0]
    assert not refused(address, certificates.trusting(), tools)
    (tmp_path / "web.yml").write_text(REQUIRED)
    assert refused(address, certificates.trusting(), tools)
    assert not refused(address, certificates.trusting(certificates.client), tools)


def test_a_reset_in_the_handshake_leaves_nothing(secured: Any, certificates: Any, tools: Any) -> None:
    import struct

    running = secured(TLS)
    for _ in range(20):
        sock = tools.dial(running.addresses[0])
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.sendall(b"\x16\x03\x01")
        sock.close()
    assert tools.fetch(running.addresses[0], context=certificates.trusting()).status == 200
    tools.until(lambda: not running.server._open)
