"""Paging, swapping and the out-of-memory killer (``/proc/vmstat``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.filters import Filter, expression
from exporterhub.node.flags import text
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Fields, Metric

FLAG = "collector.vmstat.fields"


class Collector(Base):
    """Reads ``/proc/vmstat``."""

    flags = (text(FLAG, "Regexp of fields to return for vmstat collector.", "^(oom_kill|pgpg|pswp|pg.*fault).*"),)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("vmstat"))
        self._filter = Filter(include=expression(context.options.text(FLAG), FLAG))
        self._emit = Fields(metric)

    def page(self) -> bytes:
        """One family for each field that is wanted."""
        return self._emit.render(parse(self._file.read(), self._filter))


def parse(data: bytes, wanted: Filter) -> dict[bytes, bytes]:
    """The fields that ``wanted`` lets pass."""
    pairs = (line.split() for line in data.split(b"\n"))
    return {pair[0]: PLAIN[pair[1]] for pair in pairs if len(pair) > 1 and not wanted.ignores(pair[0].decode())}


def metric(field: bytes) -> Metric:
    """The family of one field."""
    name = field.decode()
    return Metric(f"node_vmstat_{name}", "untyped", f"/proc/vmstat information field {name}.")
