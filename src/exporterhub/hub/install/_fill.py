"""Fill placeholders. Not ``str.format``: configuration is full of braces of its own, and unknown ones must stay."""

from __future__ import annotations

__all__ = ["fill"]


def fill(text: str, **values: str) -> str:
    """The text with each ``{name}`` that is given replaced by its value."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
