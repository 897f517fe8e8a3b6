"""The kernel and the host's name, as uname(2) gives them."""

from __future__ import annotations

import os

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.text import Info, labels

INFO = Info("node_uname_info", "Labeled system information as provided by the uname system call.")
# uname(2) is asked of the kernel, wherever --path.procfs points; the field that os.uname lacks is here.
DOMAIN = File("/proc/sys/kernel/domainname", whole=True)


class Collector(Base):
    """Asks the kernel."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._told: tuple[os.uname_result, bytes] | None = None
        self._page = b""

    def page(self) -> bytes:
        """One series."""
        now = os.uname(), domain()
        if now != self._told:
            self._page = emit(*now)
            self._told = now
        return self._page


def domain() -> bytes:
    """The NIS domain name of this UTS namespace."""
    try:
        return DOMAIN.read().strip()
    except OSError:
        return b"(none)"


def emit(system: os.uname_result, domainname: bytes) -> bytes:
    """The family."""
    key = labels(
        sysname=system.sysname,
        release=system.release,
        version=system.version,
        machine=system.machine,
        nodename=system.nodename,
        domainname=domainname,
    )
    return INFO.render([key])
