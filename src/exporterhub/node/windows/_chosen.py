"""What windows_exporter's flags choose.

Of a pair of expressions a name must match the one and not the other, as a whole. ``--collector.NAME.enabled`` lists
the parts of a collector.
"""

from __future__ import annotations

from collections.abc import Sequence

from exporterhub.errors import BadInput
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import Options

__all__ = ["EVERY", "chosen", "parts"]

EVERY = ".+"


def chosen(options: Options, exclude: str, include: str) -> Filter:
    """The filter of a pair of flags. Raises BadInput for what is no regular expression."""
    for flag in (exclude, include):
        expression(options.text(flag), flag)  # before it is wrapped, so that the message is about what was given
    return Filter(
        expression(f"^(?:{options.text(exclude)})$", exclude), expression(f"^(?:{options.text(include)})$", include)
    )


def parts(options: Options, flag: str, here: Sequence[str], not_here: Sequence[str] = ()) -> frozenset[str]:
    """The parts that ``--flag`` lists.

    Args:
        options: what was given.
        flag: the flag's name.
        here: the parts there are.
        not_here: those that windows_exporter has too.

    Raises:
        BadInput: a part is not there.
    """
    found = frozenset(options.text(flag).split(","))
    for name in sorted(found.difference(here)):
        why = f"windows_exporter's part {name} is not here" if name in not_here else f"there is no part {name!r}"
        raise BadInput(f"--{flag}: {why}", remedy=f"it takes {','.join(here)}")
    return found
