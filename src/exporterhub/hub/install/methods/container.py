"""Docker: one container, by ``docker run`` or with Compose."""

from __future__ import annotations

from exporterhub.hub.install._yaml import dump
from exporterhub.hub.install.compose import compose
from exporterhub.hub.install.configuration import configuration_blocks, remarks
from exporterhub.hub.install.credentials import credential_blocks
from exporterhub.hub.install.docker import docker_run
from exporterhub.hub.install.inside import Inside, inside
from exporterhub.hub.install.invocation import listens_where_told
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.words import sh_line
from exporterhub.messages import english, say

__all__ = ["ORDER", "method"]

ORDER = 10


def method(subject: Subject) -> Method | None:
    """``docker run`` and a Compose file: no write access, no credentials in the command, of the host what it needs."""
    install = subject.exporter.install
    if install.container is None or (install.helm and install.helm.only):
        return None
    made = inside(subject)
    blocks = (
        *configuration_blocks(made.given),
        *credential_blocks(subject, made.given, files_for_all=True),
        Block("docker run", "sh", sh_line(docker_run(subject, made)) + "\n"),
        Block("Compose", "yaml", dump(compose(subject, made)), file="compose.yaml"),
    )
    return Method("container", say("Container"), blocks, (*_notes(subject, made), *remarks(subject, made.given)))


def _notes(subject: Subject, made: Inside) -> tuple[str, ...]:
    notes: list[str] = []
    if made.host.what:
        notes.append(english(made.host.what))
    elif made.shared and not subject.multi_target:
        told = listens_where_told(subject, "container")
        port = say("port %(port)s", port=str(subject.exporter.port))
        notes.append(
            say(
                "The target is this machine, so the container shares its network and listens on %(where)s. "
                "Give another target address to get a network of its own.",
                where=subject.choices.listen if told else port,
            )
        )
    return tuple(notes)
