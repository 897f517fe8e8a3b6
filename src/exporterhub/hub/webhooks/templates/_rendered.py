"""What a template makes, and what the templates share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Rendered", "backslashed", "json_body"]

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as it is sent, its media type, and headers of the template's own."""

    body: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body for a reader."""
        return self.body.decode()


def json_body(data: object) -> Rendered:
    """``data`` as JSON, two spaces deep: a body is short, and people look at it."""
    return Rendered(json.dumps(data, ensure_ascii=False, indent=2).encode())


def backslashed(text: str, special: str) -> str:
    """``text`` with a backslash before each of the ``special`` characters, on one line."""
    marks: dict[int, Any] = {ord(char): f"\\{char}" for char in special}
    return " ".join(text.split()).translate(marks)
