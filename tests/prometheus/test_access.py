"""Secrets from files and from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.errors import BadInput
from exporterhub.prometheus import Access, read_access


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "token": "abc.def\n",
        "basic": "ann:se cret:x\n",
        "headers": "# tenants\nX-Scope-OrgID: team a\n\nX-Other: 1\n",
        "empty": "\n",
        "odd": "abc\ndef\n",
        "bad": "X Scope: a\n",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "bytes").write_bytes(b"\xff")
    return tmp_path


def test_files(folder: Path) -> None:
    assert read_access() == Access()
    assert read_access(bearer_token_file="token").headers == {"Authorization": "Bearer abc.def"}
    assert read_access(basic_auth_file="basic").headers == {"Authorization": "Basic YW5uOnNlIGNyZXQ6eA=="}
    headers = read_access(header_file="headers", bearer_token_file="token").headers
    assert headers == {"X-Scope-OrgID": "team a", "X-Other": "1", "Authorization": "Bearer abc.def"}


def test_the_environment_counts_where_no_file_is_named(folder: Path) -> None:
    environment = {"EXPORTERHUB_BEARER_TOKEN": "xyz"}
    assert read_access(environment=environment).headers == {"Authorization": "Bearer xyz"}
    assert read_access(environment=environment, basic_auth_file="basic").headers["Authorization"].startswith("Basic ")
    environment = {"EXPORTERHUB_BASIC_AUTH": "a:b"}
    assert read_access(environment=environment).headers == {"Authorization": "Basic YTpi"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"bearer_token_file": "none"}, "none cannot be read: No such file"),
        ({"bearer_token_file": "bytes"}, "bytes cannot be read: it is no text"),
        ({"bearer_token_file": "empty"}, "empty is empty"),
        ({"bearer_token_file": "odd"}, "odd does not hold a token"),
        ({"basic_auth_file": "token"}, "token does not hold user:password"),
        ({"basic_auth_file": "basic", "bearer_token_file": "token"}, "a token and a password"),
        ({"header_file": "bad"}, "bad:1: is no header"),
        ({"header_file": "token"}, "token:1: is no header"),
    ],
)
def test_files_that_do_not_hold_what_they_should(folder: Path, given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_access(**given)  # type: ignore[arg-type]
    assert said in caught.value.message
    assert caught.value.remedy
    for secret in ("abc", "se cret"):
        assert secret not in str(caught.value)


def test_certificates(folder: Path) -> None:
    for name in ("none", "token"):
        with pytest.raises(BadInput, match=f"{name} cannot be used as certificates"):
            Access(ca_file=name).trust()
    assert Access().trust() is True


def test_no_secret_can_be_read_from_who_asks() -> None:
    one, two = Access({"Authorization": "Bearer one"}), Access({"Authorization": "Bearer two"})
    assert (Access().who, one.who == two.who, "one" in one.who) == ("", False, False)
    assert "one" not in repr(one)
