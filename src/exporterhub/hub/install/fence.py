"""What a unit may not do (systemd.exec(5), systemd.resource-control(5)): all that the entry's facts do not ask for."""

from __future__ import annotations

from exporterhub.catalog.models import Host
from exporterhub.hub.install.host import access_to, below
from exporterhub.hub.install.subject import Subject

__all__ = ["fence"]

_HOMES = ("/home", "/root", "/run/user")
_TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108  (PrivateTmp= is about these two)
# Languages whose runtimes write code while they run, so that MemoryDenyWriteExecute= stops them.
_COMPILES_WHILE_RUNNING = frozenset(
    {"java", "kotlin", "scala", "node.js", "javascript", "typescript", "c#", "lua", "ruby"}
)
# A capability is of no use where the filter has its system call killed or refused.
_CALLS = {"BPF": "bpf", "PERFMON": "perf_event_open"}


def fence(subject: Subject, host: Host) -> str:
    """The lines of ``[Service]`` that keep it in."""
    capabilities = " ".join(f"CAP_{name}" for name in _capabilities(host))
    lines = [
        "NoNewPrivileges=yes",
        f"CapabilityBoundingSet={capabilities}",
        f"AmbientCapabilities={capabilities}",
        "ProtectSystem=strict",
        *_homes(host),
        f"PrivateTmp={_yes(not _mounts_below(host, *_TEMPORARY))}",
        *_devices(host),
        "ProtectClock=yes",
        "ProtectHostname=yes",
        "ProtectControlGroups=yes",
        f"ProtectKernelLogs={_yes('SYSLOG' not in host.capabilities)}",
        "ProtectKernelModules=yes",
        f"ProtectKernelTunables={_yes('BPF' not in host.capabilities)}",
        *_processes(host),
        f"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6{' AF_NETLINK' if _asks_netlink(subject, host) else ''}",
        "RestrictNamespaces=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
        *_memory(subject),
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources",
        *_calls(host),
        "SystemCallErrorNumber=EPERM",
        "UMask=0077",
    ]
    return "\n".join(lines) + "\n"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _capabilities(host: Host) -> tuple[str, ...]:
    """What is granted; the right to pass over file modes is not needed by a member of the group."""
    if host.group:
        return tuple(name for name in host.capabilities if not name.startswith("DAC_"))
    return host.capabilities


def _mounts_below(host: Host, *folders: str) -> list[str]:
    sources = (mount.partition(":")[0] for mount in host.mounts)
    return [source for source in sources if below(source, *folders)]


def _sees_all(host: Host) -> bool:
    return any(mount.partition(":")[0] == "/" for mount in host.mounts)


def _homes(host: Host) -> list[str]:
    if _sees_all(host):
        return ["ProtectHome=read-only"]
    shown = _mounts_below(host, *_HOMES)
    if shown:
        return ["ProtectHome=tmpfs", *(f"BindReadOnlyPaths={path}" for path in shown)]
    return ["ProtectHome=yes"]


def _devices(host: Host) -> list[str]:
    """PrivateDevices= hides all but pseudo devices; the policy opens the few that are named."""
    allowed = [*host.devices, *(["char-nvidia*"] if host.gpus else [])]
    if not allowed:
        return ["PrivateDevices=yes"]
    return ["DevicePolicy=closed", *(f"DeviceAllow={name} {access}" for name, access in map(access_to, allowed))]


def _processes(host: Host) -> list[str]:
    """Other users' processes. ProcSubset= stays off: /proc/stat tells an exporter when it was started itself."""
    seen = host.pid or _sees_all(host) or _mounts_below(host, "/proc")
    return [] if seen else ["ProtectProc=invisible"]


def _asks_netlink(subject: Subject, host: Host) -> bool:
    """Who reads the host's network asks by netlink, and so do servers, for the addresses they have."""
    return host.network or subject.exporter.kind != "exporter"


def _memory(subject: Subject) -> list[str]:
    compiles = subject.exporter.language.lower() in _COMPILES_WHILE_RUNNING
    return [] if compiles else ["MemoryDenyWriteExecute=yes"]


def _calls(host: Host) -> list[str]:
    calls = [_CALLS[name] for name in host.capabilities if name in _CALLS]
    return [f"SystemCallFilter={' '.join(calls)}"] if calls else []
