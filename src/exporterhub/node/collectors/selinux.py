"""Whether SELinux is on, and in which mode (selinux(8), selinux_config(5))."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import try_read
from exporterhub.node.text import Metric, Single

EMIT = Single(
    Metric("node_selinux_config_mode", "gauge", "Configured SELinux enforcement mode"),
    Metric("node_selinux_current_mode", "gauge", "Current SELinux enforcement mode"),
    Metric("node_selinux_enabled", "gauge", "SELinux is enabled, 1 is true, 0 is false"),
)
MODES = {b"enforcing": b"1", b"permissive": b"0"}
DISABLED = b"-1"


class Collector(Base):
    """Reads ``/sys/fs/selinux`` and ``/etc/selinux/config``."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._enforce = self.paths.sys("fs/selinux/enforce")
        self._config = self.paths.root("/etc/selinux/config")

    def page(self) -> bytes:
        """One gauge where it is off, else three."""
        enforce = try_read(self._enforce)
        if enforce is None:
            return EMIT.render((None, None, b"0"))
        return EMIT.render((configured(try_read(self._config) or b""), enforce.strip() or DISABLED, b"1"))


def configured(data: bytes) -> bytes:
    """The mode of the line ``SELINUX=``."""
    for line in data.split(b"\n"):
        name, equals, value = line.partition(b"=")
        if equals and name.strip() == b"SELINUX":
            return MODES.get(value.strip(b" \t\r\"'").lower(), DISABLED)
    return DISABLED
