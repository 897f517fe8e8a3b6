"""Open files of the whole host (``/proc/sys/fs/file-nr``, the kernel's Documentation/admin-guide/sysctl/fs.rst)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric("node_filefd_allocated", "gauge", "File descriptor statistics: allocated."),
    Metric("node_filefd_maximum", "gauge", "File descriptor statistics: maximum."),
)


class Collector(Base):
    """Reads ``file-nr``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("sys/fs/file-nr"), whole=True)

    def page(self) -> bytes:
        """Two gauges."""
        return EMIT.render(parse(self._file.read()))


def parse(data: bytes) -> tuple[bytes, bytes]:
    """The first and the last of three numbers; the middle one has been 0 since Linux 2.6. Raises ValueError."""
    allocated, _, maximum = data.split()
    return PLAIN[allocated], PLAIN[maximum]
