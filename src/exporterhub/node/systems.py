"""The systems that the exporter knows, and which program's metrics it has on each."""

from __future__ import annotations

from typing import NamedTuple

from exporterhub.errors import Missing
from exporterhub.node.flags import Flag, switch, text
from exporterhub.node.text import words

__all__ = ["DARWIN", "LINUX", "SYSTEMS", "WINDOWS", "System", "system_of"]

_ROOT = text("path.rootfs", "rootfs mountpoint.", "/")
_ITSELF = switch("web.disable-exporter-metrics", "Exclude metrics about the exporter itself (process_*, python_*).")
_IGNORED = text("runtime.gomaxprocs", "taken for compatibility: this is no Go program", "1", hidden=True)


class System(NamedTuple):
    """One system.

    ``folder`` holds its collectors. ``model`` and ``version`` name the Go program whose families these are, as
    ``metrics`` begins their names. ``not_here`` are collectors that the Go program has on this system and this one
    has not.
    """

    platform: str
    name: str
    folder: str
    metrics: str
    model: str
    version: str
    address: str
    flags: tuple[Flag, ...]
    not_here: tuple[str, ...]


LINUX = System(
    platform="linux",
    name="Linux",
    folder="collectors",
    metrics="node",
    model="node_exporter",
    version="1.11.1",
    address=":9100",
    flags=(
        text("path.procfs", "procfs mountpoint.", "/proc"),
        text("path.sysfs", "sysfs mountpoint.", "/sys"),
        _ROOT,
        text("path.udev.data", "udev data path.", "/run/udev/data"),
        _ITSELF,
        _IGNORED,
    ),
    not_here=tuple(
        words(
            "buddyinfo cgroups cpu_vulnerabilities drbd drm ethtool interrupts ksmd lnstat logind meminfo_numa"
            " mountstats network_route ntp pcidevice perf processes qdisc runit slabinfo softirqs supervisord swap"
            " sysctl systemd tcpstat wifi xfrm zoneinfo"
        )
    ),
)
DARWIN = System(
    platform="darwin",
    name="macOS",
    folder="darwin",
    metrics="node",
    model="node_exporter",
    version="1.11.1",
    address=":9100",
    flags=(_ROOT, _ITSELF, _IGNORED),
    not_here=tuple(words("ntp runit supervisord thermal")),
)
WINDOWS = System(
    platform="win32",
    name="Windows",
    folder="windows",
    metrics="windows",
    model="windows_exporter",
    version="0.31.8",
    address=":9182",
    flags=(_ITSELF,),
    not_here=tuple(
        words(
            "ad adcs adfs cache container cpu_info dfsr dhcp diskdrive dns exchange file fsrmquota gpu hyperv iis"
            " license mscluster msmq mssql netframework nps pagefile performancecounter printer process remote_fx"
            " scheduled_task smb smbclient smtp tcp terminal_services thermalzone udp update vmware"
        )
    ),
)
SYSTEMS = (LINUX, DARWIN, WINDOWS)


def system_of(platform: str) -> System:
    """The system of a ``sys.platform``. Raises Missing for one that the exporter does not know."""
    for system in SYSTEMS:
        if system.platform == platform:
            return system
    known = ", ".join(system.name for system in SYSTEMS)
    raise Missing(
        f"the host exporter is for {known}; this is {platform}",
        remedy="Prometheus' node_exporter also runs on the BSDs, Solaris and AIX",
    )
