"""The hardened systemd unit (systemd.exec(5), systemd.unit(5)), whole or as a drop-in for a packaged unit."""

from __future__ import annotations

import re

from exporterhub.catalog.models import Host
from exporterhub.hub.install.credentials import folder_of
from exporterhub.hub.install.fence import fence
from exporterhub.hub.install.host import needs
from exporterhub.hub.install.invocation import Invocation
from exporterhub.hub.install.model import Block
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import say

__all__ = ["drop_in", "unit"]


def unit(subject: Subject, executable: str, invocation: Invocation) -> Block:
    """A complete unit, run as a user that systemd makes up for it, or as root where nothing less will do."""
    host = needs(subject)
    text = (
        f"[Unit]\n"
        f"Description={subject.exporter.name}{'' if subject.slug == 'prometheus' else ' for Prometheus'}\n"
        f"Documentation={subject.exporter.repository}\n"
        f"Wants=network-online.target\n"
        f"After=network-online.target\n\n"
        f"[Service]\n"
        f"{_start(subject, executable, invocation)}"
        f"{_user(host)}"
        f"{f'StateDirectory={subject.name}' + chr(10) if invocation.state else ''}"
        f"Restart=on-failure\n"
        f"RestartSec=2s\n\n"
        f"{fence(subject, host)}\n"
        f"[Install]\n"
        f"WantedBy=multi-user.target\n"
    )
    return Block(say("systemd unit"), "ini", text, file=f"/etc/systemd/system/{subject.name}.service")


def drop_in(subject: Subject, service: str, executable: str, invocation: Invocation) -> Block:
    """The part that replaces the packaged unit's command line and fences it in; its user stays as packaged."""
    host = needs(subject)
    start = _start(subject, executable, invocation)
    user = "User=root\n" if _as_root(host) else ""
    state = f"ReadWritePaths={invocation.state}\n" if invocation.state else ""
    text = f"[Service]\nExecStart=\n{start}{user}{state}\n{fence(subject, host)}"
    file = f"/etc/systemd/system/{service}.service.d/hardening.conf"
    return Block(say("Hardened settings for the packaged unit"), "ini", text, file=file)


def _as_root(host: Host) -> bool:
    return host.user == "root" and not host.group


def _user(host: Host) -> str:
    if _as_root(host):
        return "User=root\n"
    return "DynamicUser=yes\n" + (f"SupplementaryGroups={host.group}\n" if host.group else "")


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
