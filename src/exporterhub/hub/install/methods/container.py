"""Docker: one container, by ``docker run`` or with Compose."""

from __future__ import annotations

from typing import Any

from exporterhub.hub.install._fill import fill
from exporterhub.hub.install._yaml import dump
from exporterhub.hub.install.credentials import credential_blocks, folder_of
from exporterhub.hub.install.invocation import Invocation, invocation, sh_line
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject

__all__ = ["ORDER", "method"]

ORDER = 10
_SECRETS = "/run/secrets"
_HOST = "/:/host:ro,rslave"


def method(subject: Subject) -> Method | None:
    """``docker run`` and a Compose file, both without write access, capabilities or credentials on the command line."""
    container = subject.exporter.install.container
    if container is None:
        return None
    image = f"{container.image}:{fill(container.tag, version=subject.choices.version)}"
    inside = invocation(subject, listen="" if subject.local else f":{subject.listen_port}")
    if subject.host_root_flag:
        inside = inside.with_argument(f"{subject.host_root_flag}=/host")
    blocks = (
        *credential_blocks(subject, inside, files_for_all=True),
        Block("docker run", "sh", sh_line(_run(subject, image, inside)) + "\n"),
        Block("Compose", "yaml", dump(_compose(subject, image, inside)), file="compose.yaml"),
    )
    return Method("container", "Container", blocks, _notes(subject))


def _notes(subject: Subject) -> tuple[str, ...]:
    if subject.host_root_flag:
        return ("It reports on the host, so it shares the host's network and process list and reads its files.",)
    if subject.reports_on_host:
        return ("It has no target on the network: mount the files, sockets or devices that it reads.",)
    if subject.local and not subject.multi_target:
        shared = (
            f"The target is this machine, so the container shares its network and listens on {subject.choices.listen}."
        )
        return (f"{shared} Give another target address to get a network of its own.",)
    return ()


def _published(subject: Subject) -> str:
    host = f"{subject.listen_host}:" if subject.listen_host else ""
    return f"{host}{subject.listen_port}:{subject.listen_port}"


def _run(subject: Subject, image: str, inside: Invocation) -> list[str]:
    words = ["sudo"] if inside.credentials else []
    words += ["docker", "run", "--detach", f"--name={subject.name}", "--restart=unless-stopped"]
    words.append("--network=host" if subject.local else f"--publish={_published(subject)}")
    if subject.host_root_flag:
        words += ["--pid=host", f"--volume={_HOST}"]
    words += ["--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--user=65534:65534"]
    started = inside.with_files(_SECRETS)
    words += [f"--env={name}={value}" for name, value in started.environment.items()]
    folder = folder_of(subject)
    words += [f"--volume={folder}/{c.name}:{_SECRETS}/{c.name}:ro" for c in inside.files]
    if inside.variables:
        words.append(f"--env-file={folder}/environment")
    return [*words, image, *started.arguments]


def _compose(subject: Subject, image: str, inside: Invocation) -> dict[str, Any]:
    started = inside.with_files(_SECRETS)
    service: dict[str, Any] = {"image": image}
    if started.arguments:
        service["command"] = list(started.arguments)
    if started.environment:
        service["environment"] = started.environment
    if inside.variables:
        service["env_file"] = [f"{folder_of(subject)}/environment"]
    if inside.files:
        service["secrets"] = [c.name for c in inside.files]
    if subject.local:
        service["network_mode"] = "host"
    else:
        service["ports"] = [_published(subject)]
    if subject.host_root_flag:
        service |= {"pid": "host", "volumes": [_HOST]}
    service |= {
        "user": "65534:65534",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "restart": "unless-stopped",
    }
    document: dict[str, Any] = {"services": {subject.name: service}}
    if inside.files:
        document["secrets"] = {c.name: {"file": f"{folder_of(subject)}/{c.name}"} for c in inside.files}
    return document
