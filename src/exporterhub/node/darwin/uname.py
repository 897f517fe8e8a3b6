"""The kernel and the host's name, as uname(3) gives them."""

from __future__ import annotations

import os

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collectors.uname import INFO
from exporterhub.node.text import labels


class Collector(Base):
    """Asks the kernel."""

    def page(self) -> bytes:
        """One series."""
        return INFO.render([key(os.uname())])


def key(system: os.uname_result) -> bytes:
    """The label set. As in node_exporter, the host's name is cut at its first dot: the rest is the domain."""
    name, _, domain = system.nodename.partition(".")
    return labels(
        sysname=system.sysname,
        release=system.release,
        version=system.version,
        machine=system.machine,
        nodename=name,
        domainname=domain or "(none)",
    )
