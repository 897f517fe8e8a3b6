"""How the memory is used (host_statistics64, sysctl hw.memsize and vm.swapusage)."""

from __future__ import annotations

from exporterhub.node.asking import Asking, given
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import MacMemory, Swap, WindowsMemory
from exporterhub.node.text import Metric, Single, Value, words

FIELDS = words(
    "active_bytes free_bytes inactive_bytes swap_total_bytes swap_used_bytes swapped_in_bytes_total"
    " swapped_out_bytes_total total_bytes wired_bytes"
)
EMIT = Single(
    *(
        Metric(
            f"node_memory_{field}",
            "counter" if field.endswith("_total") else "gauge",
            f"Memory information field {field}.",
        )
        for field in FIELDS
    )
)


class Collector(Asking):
    """Asks ``virtual_memory`` and ``swap_memory``."""

    def page(self) -> bytes:
        """One family for each field that psutil has."""
        return EMIT.render(row(self.reader.virtual_memory(), self.reader.swap_memory()))


def row(memory: MacMemory | WindowsMemory, swap: Swap) -> tuple[Value, ...]:
    """The values in the order of ``FIELDS``."""
    return (
        given(memory, "active"),
        free(memory),
        given(memory, "inactive"),
        int_text(swap.total),
        int_text(swap.used),
        int_text(swap.sin),
        int_text(swap.sout),
        int_text(memory.total),
        given(memory, "wired"),
    )


def free(memory: MacMemory | WindowsMemory) -> Value:
    """The kernel's free pages, speculative ones included, as node_exporter has them.

    psutil takes the speculative ones off its ``free``, as vm_stat(1) does; its ``available`` is the inactive pages and
    all the free ones.
    """
    wired, inactive = getattr(memory, "wired", None), getattr(memory, "inactive", None)
    if wired is None or inactive is None:  # another system's memory: its fields mean other things
        return None
    return int_text(memory.available - inactive)
