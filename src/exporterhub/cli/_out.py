"""What verbs print with: tables, JSON, notes, colours. Results go to standard output, all else to standard error."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Sequence
    from typing import TextIO

COLOURS = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34"}
SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}
# A page from somewhere must not move the cursor or recolour the reader's terminal: controls are shown, not sent.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


def clean(text: str) -> str:
    """``text`` with control characters made visible; tabs and line ends stay."""
    return text if text.isascii() and text.isprintable() else text.translate(CONTROLS)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person sees ``stream`` on a terminal that can do more than print letters."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def colourful(stream: TextIO, *, no_color: bool = False) -> bool:
    """Whether colours are wanted: a terminal, no ``--no-color`` and no ``NO_COLOR`` (no-color.org)."""
    return not no_color and not os.environ.get("NO_COLOR") and is_terminal(stream)


def paint(args: argparse.Namespace, text: str, colour: str) -> str:
    """``text`` in a colour of COLOURS where standard output shows colours."""
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m" if colourful(sys.stdout, no_color=args.no_color) else text


def paint_error(text: str, *, no_color: bool = False) -> str:
    """``text`` in red where standard error shows colours."""
    return f"\x1b[{COLOURS['red']}m{text}\x1b[0m" if colourful(sys.stderr, no_color=no_color) else text


def heading(args: argparse.Namespace, text: str) -> None:
    """An empty line and the title of what follows."""
    print(f"\n{paint(args, text, 'bold')}")


def note(args: argparse.Namespace, text: str) -> None:
    """Tell what is done, on standard error; ``--quiet`` silences it."""
    if not args.quiet:
        print(clean(text), file=sys.stderr, flush=True)


def detail(args: argparse.Namespace, text: str) -> None:
    """A note for ``--verbose`` only."""
    if args.verbose:
        note(args, text)


def print_json(data: object) -> None:
    """``data`` as JSON, two spaces deep."""
    import json

    print(json.dumps(data, indent=2, ensure_ascii=False))


def table(
    args: argparse.Namespace, head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()
) -> None:
    """Print a table. ``right`` names the columns (from 0) with numbers; nothing is printed when there are no rows."""
    if not rows:
        return
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in rows]
    if is_terminal(sys.stdout):
        from exporterhub.cli._rich import print_table

        print_table(head, cells, right, colour=colourful(sys.stdout, no_color=args.no_color))
    else:
        print("\n".join(plain_table(head, cells, right)))


def plain_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Columns two spaces apart, headed in capitals, nothing cut off."""
    lines = [[word.upper() for word in head], *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return ["  ".join(_fit(line[n], widths[n], n in right) for n in range(len(head))).rstrip() for line in lines]


def _fit(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def count(number: int, one: str, many: str = "") -> str:
    """``1 entry``, ``2 entries``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
