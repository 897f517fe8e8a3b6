"""Tables on a terminal: as wide as it is, long cells wrapped."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

TIERS = {"proven": "green", "verified": "cyan", "covered": "yellow", "listed": "dim"}


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int], *, colour: bool) -> None:
    """Print one table to standard output."""
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    for column, title in enumerate(head):
        table.add_column(title, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=TIERS.get(cell, "")) for cell in row))
    Console(no_color=not colour, highlight=False, color_system="auto" if colour else None).print(table)
