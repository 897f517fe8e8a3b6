"""The inventory of a page, beside prometheus_client's parser, and the memory it takes."""

from __future__ import annotations

import io
import tracemalloc
from collections import deque
from collections.abc import Iterator

from prometheus_client.parser import text_string_to_metric_families

from bench import Row, biggest_recording, faster, made_up_page
from exporterhub.exposition import inventory, inventory_of, parse

KEEP = 12
MEMORY = 1.5


def run() -> Iterator[Row]:
    """On one real page and on a made-up one; and the memory on a page twenty times as long."""
    for name, page in (biggest_recording(), ("made up", made_up_page())):
        counted = inventory(page)
        assert counted == inventory_of(parse(page)), "the inventory is not that of the parsed page"
        count = sum(info.series for info in counted.families.values())
        assert count == sum(len(metric.samples) for metric in text_string_to_metric_families(page))
        yield faster(
            f"inventory, {name}, {count:,} samples",
            lambda page=page: inventory(page),  # type: ignore[misc]
            lambda page=page: deque(text_string_to_metric_families(page), maxlen=0),  # type: ignore[misc]
            count=count,
            keep=KEEP,
        )
    short, long = (peak(lines) for lines in (50_000, 1_000_000))
    yield Row(
        "inventory, memory, 1,000,000 lines beside 50,000",
        f"{long / 1e6:.2f} MB",
        f"{short / 1e6:.2f} MB",
        long / short,
        f"at most {MEMORY:g}",
        long / short <= MEMORY,
    )


def peak(lines: int) -> int:
    """Bytes held at most for an inventory of a page that is read from a file."""
    page = _Page(lines)
    tracemalloc.start()
    inventory(page)  # type: ignore[arg-type]
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


class _Page(io.RawIOBase):
    """A page that is made while it is read."""

    def __init__(self, lines: int) -> None:
        self._numbers = iter(range(0, lines, 1000))
        self._rest = b"# HELP made_up Help.\n# TYPE made_up gauge\n"

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (start := next(self._numbers, None)) is not None:
            self._rest += b"".join(b'made_up{n="%d",path="/%d"} %d\n' % (n, n, n) for n in range(start, start + 1000))
        block, self._rest = self._rest[:size], self._rest[size:]
        return block
