"""Basic authentication with bcrypt hashes (RFC 7617), made safe against guessing, waiting and the cache's own traps.

A check of cost 10 takes about 50 ms of CPU, so results are remembered, and only one check runs at a time. The cache is
bounded, and wrong guesses cannot push the right password out of it. Its keys are keyed digests of user, hash and
password, each with its length: no password stays in memory, a changed hash is another key, and no field can pose as
part of another (CVE-2022-46146). A user who is not there costs as much time as one who is.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["CACHED", "Credentials", "Users", "credentials"]

CACHED = 100
_LONGEST = 72  # bytes that bcrypt looks at; the library refuses more
# A hash that no password is known for: its salt and its digest are random.
_NOBODY = "$2b${cost}$kQwzFgJp7Vn2mBxTcYhRse9uLqXaWd3oZrJi5Pv0tEyHfMlGb8SuK"


class Credentials(NamedTuple):
    """What a peer says it is."""

    user: bytes
    password: bytes

    def __repr__(self) -> str:
        return "Credentials(...)"


def credentials(authorization: str) -> Credentials | None:
    """User and password of an Authorization header; None where there are none."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = base64.b64decode(token.strip(), validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return None
    return Credentials(user, password) if colon else None


class Users:
    """Checks credentials against users and their hashes."""

    def __init__(self) -> None:
        self._secret = os.urandom(32)
        self._right: OrderedDict[bytes, None] = OrderedDict()
        self._wrong: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def known(self, users: Mapping[str, str], given: Credentials) -> bool | None:
        """The answer, if it is remembered."""
        key = self._key(_hash_of(users, given), given)
        with self._lock:
            if key in self._right:
                self._right.move_to_end(key)
                return True
            return False if key in self._wrong else None

    def check(self, users: Mapping[str, str], given: Credentials) -> bool:
        """The answer; waits for other checks, and takes the time of one."""
        with self._one_at_a_time:
            remembered = self.known(users, given)
            if remembered is not None:
                return remembered
            hashed = _hash_of(users, given)
            right = _matches(hashed or _nobody(users), given.password) and hashed is not None
            self._remember(self._key(hashed, given), right=right)
            return right

    def __len__(self) -> int:
        return len(self._right) + len(self._wrong)

    def _key(self, hashed: str | None, given: Credentials) -> bytes:
        fields = (b"1" + hashed.encode() if hashed is not None else b"0", given.user, given.password)
        message = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
        return hmac.digest(self._secret, message, "sha256")

    def _remember(self, key: bytes, *, right: bool) -> None:
        with self._lock:
            while len(self) >= CACHED:
                (self._wrong or self._right).popitem(last=False)
            (self._right if right else self._wrong)[key] = None


def _hash_of(users: Mapping[str, str], given: Credentials) -> str | None:
    try:
        return users.get(given.user.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _nobody(users: Mapping[str, str]) -> str:
    """A hash of the same cost as those of the users, so that a missing user takes the same time."""
    cost = max((hashed[4:6] for hashed in users.values()), default="10")
    return _NOBODY.replace("{cost}", cost if cost.isdigit() and "04" <= cost <= "31" else "10")


def _matches(hashed: str, password: bytes) -> bool:
    import bcrypt

    too_long = len(password) > _LONGEST
    try:
        right = bcrypt.checkpw(password[:_LONGEST], hashed.encode())
    except ValueError:  # a malformed hash that came in after the start: nobody can log in with it
        return False
    return right and not too_long
