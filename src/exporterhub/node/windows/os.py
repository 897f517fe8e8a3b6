"""Which version of Windows this is, and the host's names."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.text import Info, labels
from exporterhub.node.windows import _host

INFO = Info(
    "windows_os_info",
    'Contains full product name & version in labels. Note that the "major_version" for Windows 11'
    ' is \\"10\\"; a build number greater than 22000 represents Windows 11.',
)
HOSTNAME = Info(
    "windows_os_hostname",
    "Labelled system hostname information as provided by ComputerSystem.DNSHostName and ComputerSystem.Domain",
)
ELEVEN = 22000  # the first build of Windows 11, whose registry says 10


class Collector(Base):
    """Asks the system itself: psutil does not have it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._names = _host.names
        self._version = _host.version

    def page(self) -> bytes:
        """Two series."""
        return emit(self._version(), self._names())


def emit(version: _host.Version, names: _host.Names) -> bytes:
    """The families."""
    product = version.product.replace(" 10 ", " 11 ", 1) if version.build >= ELEVEN else version.product
    info = labels(
        build_number=str(version.build),
        major_version=str(version.major),
        minor_version=str(version.minor),
        product=product.strip(),
        revision=str(version.revision),
        version=f"{version.major}.{version.minor}.{version.build}",
    )
    hostname = labels(domain=names.domain, fqdn=names.fqdn, hostname=names.host)
    return HOSTNAME.render([hostname]) + INFO.render([info])
