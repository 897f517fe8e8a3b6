"""Debian and Ubuntu: the packaged exporter, with its unit fenced in by a drop-in."""

from __future__ import annotations

from exporterhub.hub.install.configuration import configuration_blocks, remarks
from exporterhub.hub.install.credentials import credential_blocks
from exporterhub.hub.install.host import needs
from exporterhub.hub.install.invocation import invocation
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.systemd import drop_in
from exporterhub.messages import english, say

__all__ = ["ORDER", "method"]

ORDER = 30


def method(subject: Subject) -> Method | None:
    """Install the package, write the drop-in, restart, and look."""
    debian = subject.exporter.install.debian
    if debian is None:
        return None
    service = debian.service or debian.package
    executable = debian.executable if debian.executable.startswith("/") else f"/usr/bin/{debian.executable}"
    started = invocation(subject, "debian")
    restart = f"sudo systemctl daemon-reload\nsudo systemctl restart {service}\nsystemctl --no-pager status {service}\n"
    blocks = (
        Block(say("Install"), "sh", f"sudo apt-get update\nsudo apt-get install {debian.package}\n"),
        *configuration_blocks(started),
        *credential_blocks(subject, started),
        drop_in(subject, service, executable, started),
        Block(say("Apply"), "sh", restart),
    )
    notes: list[str] = [
        say("The package starts the exporter at once, on its own default address; the drop-in below moves it to yours.")
    ]
    if subject.suites:
        versions = ", ".join(f"{suite} {version}" for suite, version in subject.suites)
        notes.append(say("Versions recorded by suite: %(versions)s.", versions=versions))
    what = needs(subject).what
    return Method("debian", "Debian", blocks, (*notes, *([english(what)] if what else []), *remarks(subject, started)))
