"""The web configuration file: what is accepted, what is refused, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.errors import BadInput, SyntaxProblem
from exporterhub.toolkit.web.config import parse_config, read_config
from exporterhub.toolkit.web.secure import Secure

CASES = Path(__file__).parent / "cases" / "web"
GOOD = sorted(path.stem for path in CASES.glob("good-*.yml"))
BAD = sorted(path.stem for path in CASES.glob("bad-*.yml"))


def place(folder: Path, name: str) -> Path:
    path = folder / f"{name}.yml"
    path.write_bytes((CASES / f"{name}.yml").read_bytes())
    return path


@pytest.mark.parametrize("name", GOOD)
def test_good(web_folder: Path, name: str) -> None:
    Secure(str(place(web_folder, name)))


@pytest.mark.parametrize("name", BAD)
def test_bad(web_folder: Path, name: str, golden: Callable[[Path, str], None]) -> None:
    with pytest.raises(BadInput) as caught:
        Secure(str(place(web_folder, name)))
    golden(CASES / f"{name}.expected", str(caught.value).replace(str(web_folder.parent), "FOLDER") + "\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read the web configuration"):
        read_config(str(tmp_path / "missing.yml"))


def test_values(tmp_path: Path) -> None:
    text = b"""
tls_server_config: {cert_file: a.pem, key_file: /b/k.pem, client_allowed_sans: [], min_version: TLS13}
http_server_config: {http2: off, headers: {X-XSS-Protection: 1}}
basic_auth_users: {alice: 5}
rate_limit: {burst: 0x10, interval: 1h2m3.5s}
"""
    config = parse_config(text, str(tmp_path / "web.yml"))
    assert config.tls.cert_file == str(tmp_path / "a.pem")
    assert config.tls.key_file == "/b/k.pem"
    assert config.tls.client_allowed_sans == ()
    assert (config.tls.min_version, config.tls.max_version, config.tls.prefer_server_cipher_suites) == (
        "TLS13",
        "TLS13",
        True,
    )
    assert (config.http2, config.headers, config.users) == (False, {"X-XSS-Protection": "1"}, {"alice": "5"})
    assert (config.rate_limit.burst, config.rate_limit.interval) == (16, 3723.5)


def test_defaults() -> None:
    config = parse_config(b"", "web.yml")
    assert (config.tls.enabled, config.http2, config.users, config.rate_limit.interval) == (False, True, {}, 0)
    assert config.tls.client_allowed_sans is None


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"a: \x00", b"{" * 5000, b"a: &a [*a]", b"? [a]\n: b"])
def test_hostile_files_are_refused_with_their_place(text: bytes) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse_config(text, "web.yml")
    assert str(caught.value).startswith("web.yml:")


def test_secrets_are_not_in_its_text(hashed: Callable[[str], str]) -> None:
    config = parse_config(
        f"basic_auth_users: {{alice: '{hashed('x')}'}}\ntls_server_config: {{key: SECRET}}".encode(), "web.yml"
    )
    assert "SECRET" not in repr(config) + repr(config.tls)
    assert hashed("x") not in repr(config)
