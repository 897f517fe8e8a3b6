"""Who is let in: the operator and nobody else, and never from another site."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from pathlib import Path

import bcrypt
import pytest

from exporterhub.errors import BadInput
from exporterhub.hub.webhooks import Operator, is_same_origin, read_operator
from exporterhub.hub.webhooks.operator import GUESSES

Basic = Callable[..., dict[str, str]]


def asked(operator: Operator, headers: dict[str, str]) -> str:
    return operator.admit(headers["authorization"])


def test_the_password_lets_in(operator: Operator, basic: Basic) -> None:
    assert asked(operator, basic()) == "in"
    assert asked(pickle.loads(pickle.dumps(operator)), basic()) == "in"


@pytest.mark.parametrize(
    ("password", "user"),
    [
        ("", "operator"),
        ("wrong", "operator"),
        ("correct horse", "root"),
        ("correct horse\0", "operator"),
        ("x" * 100, "operator"),
    ],
)
def test_anything_else_does_not(operator: Operator, basic: Basic, password: str, user: str) -> None:
    assert asked(operator, basic(password, user)) == "out"


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !", "Bearer x", "Basic " + base64.b64encode(b"operator").decode()]
)
def test_what_is_no_password_costs_nothing(operator: Operator, header: str) -> None:
    for _ in range(GUESSES + 5):
        assert operator.admit(header) == "out"


def test_guesses_are_slowed_down_and_do_not_keep_the_operator_out(operator: Operator, basic: Basic) -> None:
    assert asked(operator, basic()) == "in"
    said = [asked(operator, basic(f"guess {number}")) for number in range(GUESSES + 5)]
    assert said.count("later") >= 4
    assert said[0] == "out"
    assert asked(operator, basic()) == "in"


def test_a_file_with_a_password_or_its_hash(tmp_path: Path, basic: Basic) -> None:
    hashed = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(4)).decode()
    for text in ("correct horse", "correct horse\n", "correct horse\r\n", f"{hashed}\n", f"operator:{hashed}\n"):
        (tmp_path / "file").write_bytes(text.encode())
        assert asked(read_operator(tmp_path / "file"), basic()) == "in"
    assert "horse" not in repr(read_operator(tmp_path / "file"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "does not hold one line"),
        (b"\n", "does not hold one line"),
        (b"a\nb\n", "does not hold one line"),
        (b"\xff", "it is no text"),
        (b"x" * 73, "longer than 72 bytes"),
        (b"$2b$10$short", "no bcrypt hash"),
        (b"$2b$31$" + b"a" * 53, "no bcrypt hash"),
    ],
)
def test_a_file_that_is_no_good(tmp_path: Path, text: bytes, said: str) -> None:
    (tmp_path / "file").write_bytes(text)
    with pytest.raises(BadInput, match=said) as caught:
        read_operator(tmp_path / "file")
    assert caught.value.remedy
    assert "xxx" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_operator(tmp_path / "file")


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://hub:8080", "host": "hub:8080"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "http://hub:8080", "host": "hub:8080"}, True),
        ({"origin": "https://HUB:8080", "host": "hub:8080"}, True),
        ({"origin": "http://hub:8081", "host": "hub:8080"}, False),
        ({"origin": "http://evil.example", "host": "hub:8080"}, False),
        ({"origin": "https://hub.example.org", "host": "127.0.0.1:8080"}, True),
        ({"origin": "null", "host": "hub:8080"}, False),
        ({"origin": "", "host": ""}, False),
        ({"host": "hub:8080"}, False),
        ({}, False),
    ],
)
def test_where_a_change_comes_from(headers: dict[str, str], same: bool) -> None:
    assert is_same_origin(headers, "https://hub.example.org") is same
