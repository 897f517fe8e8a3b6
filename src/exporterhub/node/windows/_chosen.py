"""What windows_exporter's pairs of expressions choose: a name must match the one and not the other, as a whole."""

from __future__ import annotations

from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import Options

__all__ = ["EVERY", "chosen"]

EVERY = ".+"


def chosen(options: Options, exclude: str, include: str) -> Filter:
    """The filter of a pair of flags. Raises BadInput for what is no regular expression."""
    for flag in (exclude, include):
        expression(options.text(flag), flag)  # before it is wrapped, so that the message is about what was given
    return Filter(
        expression(f"^(?:{options.text(exclude)})$", exclude), expression(f"^(?:{options.text(include)})$", include)
    )
