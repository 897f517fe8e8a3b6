"""Basic authentication: who comes in, what is remembered, and what an attacker can make of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bcrypt
import pytest

from exporterhub.toolkit.testing import Served
from exporterhub.toolkit.web import auth
from exporterhub.toolkit.web.auth import CACHED, Credentials, Users, credentials


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The hashes that passwords were compared with."""
    compared: list[bytes] = []
    check = bcrypt.checkpw

    def checkpw(password: bytes, hashed: bytes) -> bool:
        compared.append(hashed)
        return check(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", checkpw)
    return compared


@pytest.fixture
def secured(serve: Callable[..., Served], fixed: Any, tmp_path: Path) -> Callable[..., Served]:
    def start(config: str, **options: Any) -> Served:
        (tmp_path / "web.yml").write_text(config)
        return serve(fixed(), config_file=str(tmp_path / "web.yml"), **options)

    return start


def test_who_comes_in(secured: Any, hashed: Any, tools: Any) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('wonder')}\n").addresses[0]
    assert tools.fetch(address, auth=("alice", "wonder")).status == 200
    for who in [("alice", "Wonder"), ("alice", ""), ("bob", "wonder"), ("", "wonder"), ("", "")]:
        for _ in range(2):  # from bcrypt, and from memory
            answer = tools.fetch(address, auth=who)
            assert answer.status == 401
            assert answer.headers["www-authenticate"] == "Basic"
            assert "up 1" not in answer.text


@pytest.mark.parametrize("path", ["/", "/metrics", "/-/healthy", "/-/ready", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_path_and_method_asks(secured: Any, hashed: Any, tools: Any, path: str, method: str) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('wonder')}\n").addresses[0]
    assert tools.fetch(address, path, method=method).status == 401


def test_health_without_credentials_is_opened_on_purpose(secured: Any, hashed: Any, tools: Any) -> None:
    config = (
        f"basic_auth_users:\n  alice: {hashed('wonder')}\nhttp_server_config: {{headers: {{X-Frame-Options: deny}}}}\n"
    )
    address = secured(config, health_without_auth=True).addresses[0]
    for path in ("/-/healthy", "/-/ready"):
        answer = tools.fetch(address, path)
        assert (answer.status, answer.headers["x-frame-options"]) == (200, "deny")
    for path in ("/", "/metrics", "/-/health", "/-/healthy/", "//-/healthy", "/-/healthy%2f../metrics"):
        assert tools.fetch(address, path).status == 401


def test_users_change_without_a_restart(secured: Any, hashed: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('one')}\n").addresses[0]
    assert tools.fetch(address, auth=("alice", "one")).status == 200
    (tmp_path / "web.yml").write_text(f"basic_auth_users:\n  alice: {hashed('two')}\n")
    assert tools.fetch(address, auth=("alice", "one")).status == 401  # the cache does not keep the old one
    assert tools.fetch(address, auth=("alice", "two")).status == 200
    (tmp_path / "web.yml").write_text(f"basic_auth_users:\n  bob: {hashed('two')}\n")
    assert tools.fetch(address, auth=("alice", "two")).status == 401
    (tmp_path / "web.yml").write_text("")
    assert tools.fetch(address).status == 200


def test_a_broken_configuration_is_500_until_it_is_whole(
    secured: Any, hashed: Any, tools: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = f"basic_auth_users:\n  alice: {hashed('one')}\n"
    address = secured(config).addresses[0]
    (tmp_path / "web.yml").write_text(config + "nonsense: true\n")
    for who in (("alice", "one"), None):
        answer = tools.fetch(address, auth=who)
        assert (answer.status, answer.text) == (500, "Internal Server Error\n")
    (tmp_path / "web.yml").unlink()
    assert tools.fetch(address, auth=("alice", "one")).status == 500
    (tmp_path / "web.yml").write_text(config)
    assert tools.fetch(address, auth=("alice", "one")).status == 200
    told = [record for record in caplog.records if record.getMessage() == "Unable to use the web configuration"]
    assert len(told) == 2  # once per way of being broken, not per request


def test_a_hash_that_becomes_malformed_lets_nobody_in(secured: Any, hashed: Any, tools: Any, tmp_path: Path) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('one')}\n").addresses[0]
    (tmp_path / "web.yml").write_text("basic_auth_users:\n  alice: one\n")
    assert tools.fetch(address, auth=("alice", "one")).status == 401


def test_configured_headers_are_on_every_answer(secured: Any, hashed: Any, tools: Any) -> None:
    config = f"""
basic_auth_users: {{alice: {hashed("one")}}}
http_server_config: {{headers: {{Strict-Transport-Security: max-age=5, X-Content-Type-Options: nosniff}}}}
"""
    address = secured(config).addresses[0]
    for who in (("alice", "one"), None):
        headers = tools.fetch(address, auth=who).headers
        assert headers["strict-transport-security"] == "max-age=5"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_long_password_is_401_and_matches_no_prefix(secured: Any, tools: Any) -> None:
    prefix = "p" * 72
    text = bcrypt.hashpw(prefix.encode(), bcrypt.gensalt(4)).decode()
    address = secured(f"basic_auth_users:\n  alice: {text}\n").addresses[0]
    assert tools.fetch(address, auth=("alice", prefix)).status == 200
    assert tools.fetch(address, auth=("alice", prefix + "q")).status == 401
    assert tools.fetch(address, auth=("alice", "p" * 5000)).status == 401


@pytest.mark.parametrize("variant", ["2a", "2b", "2y"])
def test_hashes_of_all_makers(secured: Any, hashed: Any, tools: Any, variant: str) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('one').replace('$2b$', f'${variant}$')}\n").addresses[0]
    assert tools.fetch(address, auth=("alice", "one")).status == 200


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic YWxpY2U=",  # no colon
        "Bearer YWxpY2U6b25l",
        "Basic YWxpY2U6b25l, Basic YWxpY2U6b25l",
        "Basic YWxpY2U6b25",
        "Basic " + base64.b64encode(b"\xff\xfe:\x00").decode(),
        "Basic " + base64.b64encode(b"alice:one\x00").decode(),
    ],
)
def test_malformed_credentials_are_401(secured: Any, hashed: Any, tools: Any, header: str) -> None:
    address = secured(f"basic_auth_users:\n  alice: {hashed('one')}\n").addresses[0]
    assert tools.fetch(address, headers={"Authorization": header}).status == 401


def test_credentials_are_read() -> None:
    token = base64.b64encode("jö:a:b".encode()).decode()
    assert credentials(f"bAsIc  {token}") == Credentials("jö".encode(), b"a:b")
    assert "a:b" not in repr(credentials(f"Basic {token}"))


def test_right_and_wrong_are_remembered(hashed: Any, counted: list[bytes]) -> None:
    users, known = {"alice": hashed("one")}, Users()
    for _ in range(3):
        assert known.check(users, Credentials(b"alice", b"one")) is True
        assert known.check(users, Credentials(b"alice", b"two")) is False
        assert known.check(users, Credentials(b"bob", b"one")) is False
    assert len(counted) == 3


def test_the_cache_is_bounded_and_guessing_does_not_push_out_the_right_password(
    hashed: Any, counted: list[bytes]
) -> None:
    users, known = {"alice": hashed("one")}, Users()
    known.check(users, Credentials(b"alice", b"one"))
    for number in range(3 * CACHED):
        known.check(users, Credentials(b"alice", str(number).encode()))
        assert len(known) <= CACHED
    del counted[:]
    assert known.check(users, Credentials(b"alice", b"one")) is True
    assert counted == []


def test_many_right_passwords_are_bounded_too(hashed: Any) -> None:
    users, known = {f"user{number}": hashed("one") for number in range(CACHED + 20)}, Users()
    assert all(known.check(users, Credentials(name.encode(), b"one")) for name in users)
    assert len(known) == CACHED


def test_fields_cannot_pose_as_others(hashed: Any) -> None:
    """CVE-2022-46146: a cached result of one triple of user, hash and password must not answer for another."""
    text = hashed("one")
    users, known = {"alice": text}, Users()
    nobody = auth._nobody(users)
    assert known.check(users, Credentials(f"alice{text}".encode(), b"one")) is False
    assert known.check(users, Credentials(b"alice", f"{nobody}one".encode())) is False
    assert known.check({**users, "x": nobody}, Credentials(b"x", b"anything")) is False
    keys = {
        known._key("a", Credentials(b"bc", b"d")),
        known._key("ab", Credentials(b"c", b"d")),
        known._key("a", Credentials(b"b", b"cd")),
        known._key(None, Credentials(b"bc", b"d")),
        known._key("", Credentials(b"bc", b"d")),
    }
    assert len(keys) == 5


def test_a_user_who_is_not_there_costs_a_comparison_of_the_same_cost(counted: list[bytes]) -> None:
    users = {"alice": bcrypt.hashpw(b"one", bcrypt.gensalt(6)).decode()}
    Users().check(users, Credentials(b"nobody", b"one"))
    assert [hashed[:7] for hashed in counted] == [b"$2b$06$"]


def test_a_long_password_costs_a_comparison_too(hashed: Any, counted: list[bytes]) -> None:
    Users().check({"alice": hashed("one")}, Credentials(b"alice", b"x" * 100))
    assert len(counted) == 1


def test_one_check_at_a_time(secured: Any, hashed: Any, tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    at_once, most, lock = 0, 0, threading.Lock()
    check = bcrypt.checkpw

    def checkpw(password: bytes, text: bytes) -> bool:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        try:
            return check(password, text)
        finally:
            with lock:
                at_once -= 1

    monkeypatch.setattr(bcrypt, "checkpw", checkpw)
    address = secured(f"basic_auth_users:\n  alice: {hashed('one')}\n").addresses[0]
    threads = [
        threading.Thread(target=tools.fetch, args=(address,), kwargs={"auth": ("alice", str(number))})
        for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert most == 1


def test_guessing_does_not_hold_up_who_is_known(
    secured: Any, hashed: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    address = secured(f"basic_auth_users:\n  alice: {hashed('one')}\n").addresses[0]
    assert tools.fetch(address, auth=("alice", "one")).status == 200
    begun, release = threading.Event(), threading.Event()

    def checkpw(_password: bytes, _text: bytes) -> bool:
        begun.set()
        release.wait(20)
        return False

    monkeypatch.setattr(bcrypt, "checkpw", checkpw)
    guess = threading.Thread(target=tools.fetch, args=(address,), kwargs={"auth": ("alice", "guess")})
    guess.start()
    try:
        assert begun.wait(20)
        assert tools.fetch(address, auth=("alice", "one")).status == 200
    finally:
        release.set()
        guess.join(20)


def test_too_many_requests_are_429_before_credentials(secured: Any, hashed: Any, tools: Any) -> None:
    config = f"rate_limit: {{interval: 1h, burst: 3}}\nbasic_auth_users: {{alice: {hashed('one')}}}\n"
    address = secured(config, health_without_auth=True).addresses[0]
    answers = [tools.fetch(address), tools.fetch(address, auth=("alice", "one")), tools.fetch(address, "/-/healthy")]
    assert [answer.status for answer in answers] == [401, 200, 200]
    for path in ("/metrics", "/-/healthy"):
        answer = tools.fetch(address, path, auth=("alice", "one"))
        assert (answer.status, answer.text) == (429, "Too Many Requests\n")


def test_a_burst_of_none_lets_nothing_pass(secured: Any, tools: Any) -> None:
    assert tools.fetch(secured("rate_limit: {interval: 1s, burst: 0}\n").addresses[0]).status == 429
