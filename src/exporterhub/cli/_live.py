"""The runs that are under way, on a terminal: one line each, with its last step and how long it has taken."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live as RichLive
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from exporterhub.lab import Event


class Live:
    """A board of the command's progress; to be used with ``with``."""

    def __init__(self, *, colour: bool) -> None:
        self._runs: dict[str, tuple[float, str]] = {}
        console = Console(stderr=True, no_color=not colour, highlight=False)
        self._live = RichLive(console=console, get_renderable=self._table, refresh_per_second=4, transient=True)

    def __enter__(self) -> Live:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def step(self, event: Event) -> None:
        """The run's line says this now."""
        name = f"{event.entry}/{event.run}"
        begun = self._runs.get(name, (time.monotonic(), ""))[0]
        self._runs[name] = (begun, event.text)
        self._live.refresh()

    def end(self, run: str, text: str) -> None:
        """The run's line goes; what it ended with stays above."""
        self._runs.pop(run, None)
        self._live.console.print(Text(f"{run}: {text}"))

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, (begun, text) in sorted(self._runs.items()):
            table.add_row(Text(name, style="bold"), f"{time.monotonic() - begun:.0f} s", Text(text, no_wrap=True))
        return table
