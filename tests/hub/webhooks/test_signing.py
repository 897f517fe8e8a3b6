"""Signatures: the published example of HMAC-SHA256, and the verification that the documentation shows."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exporterhub.hub.state import State
from exporterhub.hub.webhooks import Webhook, send_test
from exporterhub.hub.webhooks.signing import sign

DOCS = Path(__file__).resolve().parents[3] / "docs"


def documented() -> Callable[..., bool]:
    """The function ``is_ours`` of the documentation."""
    text = (DOCS / "webhooks.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(import hmac.*?)```", text, re.DOTALL)
    assert found
    assert len([line for line in found[1].splitlines() if line.strip()]) <= 6
    names: dict[str, Any] = {}
    exec(found[1], names)
    checked: Callable[..., bool] = names["is_ours"]
    return checked


def test_what_is_signed() -> None:
    expected = hmac.new(b"key", b"1700000000." + b"{}", hashlib.sha256).hexdigest()
    assert sign("key", 1700000000, b"{}") == f"sha256={expected}"


def test_the_documented_check_takes_a_delivery_and_nothing_else(
    state: State, hook: Webhook, receiver: Any, clock: Any
) -> None:
    send_test(state, hook, "release", clock=clock)
    got = receiver.received[0]
    is_ours = documented()
    assert is_ours(got.headers, got.body, b"hush-hush-hush", now=clock.now)
    assert not is_ours(got.headers, got.body + b" ", b"hush-hush-hush", now=clock.now)
    assert not is_ours(got.headers, got.body, b"another", now=clock.now)
    assert not is_ours(got.headers, got.body, b"hush-hush-hush", now=clock.now + 600)
    later = {**got.headers, "x-exporterhub-timestamp": str(int(clock.now) + 1)}
    assert not is_ours(later, got.body, b"hush-hush-hush", now=clock.now)
