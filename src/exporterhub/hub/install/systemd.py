"""The hardened systemd unit (systemd.exec(5), systemd.unit(5)), whole or as a drop-in for a packaged unit."""

from __future__ import annotations

import re

from exporterhub.hub.install.credentials import folder_of
from exporterhub.hub.install.invocation import Invocation
from exporterhub.hub.install.model import Block
from exporterhub.hub.install.subject import Subject

__all__ = ["drop_in", "unit"]

_FENCE = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome={home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6{families}
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
{memory}SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0077
"""
_NETWORK_ONLY = """\
ProtectProc=invisible
ProcSubset=pid
"""
# Languages whose runtimes write code while they run, so that MemoryDenyWriteExecute= stops them.
_COMPILES_WHILE_RUNNING = frozenset(
    {"java", "kotlin", "scala", "node.js", "javascript", "typescript", "c#", "lua", "ruby"}
)


def unit(subject: Subject, executable: str, invocation: Invocation) -> Block:
    """A complete unit, run as a user that systemd makes up for it."""
    text = (
        f"[Unit]\n"
        f"Description={subject.exporter.name} for Prometheus\n"
        f"Documentation={subject.exporter.repository}\n"
        f"Wants=network-online.target\n"
        f"After=network-online.target\n\n"
        f"[Service]\n"
        f"{_start(subject, executable, invocation)}"
        f"DynamicUser=yes\n"
        f"Restart=on-failure\n"
        f"RestartSec=2s\n\n"
        f"{_fence(subject)}\n"
        f"[Install]\n"
        f"WantedBy=multi-user.target\n"
    )
    return Block("systemd unit", "ini", text, file=f"/etc/systemd/system/{subject.name}.service", note=_note(subject))


def drop_in(subject: Subject, service: str, executable: str, invocation: Invocation) -> Block:
    """The part that replaces the packaged unit's command line and fences it in; its user stays as packaged."""
    text = f"[Service]\nExecStart=\n{_start(subject, executable, invocation)}\n{_fence(subject)}"
    file = f"/etc/systemd/system/{service}.service.d/hardening.conf"
    return Block("Hardened settings for the packaged unit", "ini", text, file=file, note=_note(subject))


def _start(subject: Subject, executable: str, invocation: Invocation) -> str:
    started = invocation.with_files("%d")
    command = " \\\n  ".join(_word(word) for word in (executable, *started.arguments))
    lines = [f"ExecStart={command}"]
    lines += [f"Environment={_word(f'{k}={v}')}" for k, v in started.environment.items()]
    folder = folder_of(subject)
    lines += [f"LoadCredential={c.name}:{folder}/{c.name}" for c in invocation.files]
    if invocation.variables:
        lines.append(f"EnvironmentFile=-{folder}/environment")
    return "\n".join(lines) + "\n"


def _word(text: str) -> str:
    """One word of a unit file: specifiers, variables and quotes taken literally, but for the credentials folder."""
    folder = "%d/"
    text = folder.join(part.replace("%", "%%") for part in text.split(folder)).replace("$", "$$")
    if re.fullmatch(r"[^\s\"'\\;]+", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fence(subject: Subject) -> str:
    host = subject.reports_on_host
    jit = subject.exporter.language.lower() in _COMPILES_WHILE_RUNNING
    fence = _FENCE.format(
        home="read-only" if host else "yes",
        families=" AF_NETLINK" if host else "",
        memory="" if jit else "MemoryDenyWriteExecute=yes\n",
    )
    return fence if host else fence + _NETWORK_ONLY


def _note(subject: Subject) -> str:
    if subject.reports_on_host:
        return (
            "It reports on the host, so /proc and other processes stay visible to it; a collector that needs more "
            "(a socket, a capability) needs its line relaxed."
        )
    return ""
