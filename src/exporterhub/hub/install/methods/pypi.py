"""A Python package in a virtual environment of its own, run by a hardened unit."""

from __future__ import annotations

from exporterhub.hub.install.configuration import configuration_blocks, remarks
from exporterhub.hub.install.credentials import credential_blocks
from exporterhub.hub.install.invocation import invocation
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.systemd import unit
from exporterhub.messages import say

__all__ = ["ORDER", "method"]

ORDER = 50


def method(subject: Subject) -> Method | None:
    """A program gets an environment and a unit; a library is installed where the application lives."""
    pypi = subject.exporter.install.pypi
    if pypi is None:
        return None
    requirement = f"{pypi.package}=={subject.choices.version}" if subject.version_known else pypi.package
    if not pypi.executable:
        return Method("pypi", "PyPI", (Block(say("Install"), "sh", f"python3 -m pip install {requirement}\n"),))
    folder = f"/opt/{subject.name}"
    install = f"sudo python3 -m venv {folder}\nsudo {folder}/bin/pip install {requirement}\n"
    started = invocation(subject, "pypi")
    blocks = (
        Block(say("Install"), "sh", install),
        *configuration_blocks(started),
        *credential_blocks(subject, started),
        unit(subject, f"{folder}/bin/{pypi.executable}", started),
        Block(say("Start"), "sh", f"sudo systemctl daemon-reload\nsudo systemctl enable --now {subject.name}\n"),
    )
    return Method("pypi", "PyPI", blocks, remarks(subject, started))
