"""``docker run``: one command, everything that is not needed taken away."""

from __future__ import annotations

from exporterhub.hub.install.credentials import folder_of
from exporterhub.hub.install.host import device_files
from exporterhub.hub.install.inside import TEMPORARY, Inside
from exporterhub.hub.install.subject import Subject

__all__ = ["docker_run"]


def docker_run(subject: Subject, inside: Inside) -> list[str]:
    """The words of the command."""
    words = ["sudo"] if inside.given.credentials else []
    words += ["docker", "run", "--detach", f"--name={subject.name}", "--restart=unless-stopped"]
    words += ["--network=host"] if inside.shared else [f"--publish={port}" for port in inside.published]
    if inside.host.pid:
        words.append("--pid=host")
    words += _rights(inside)
    words += [f"--device={name}:{name}:{access}" for name, access in device_files(inside.host)]
    if inside.host.gpus:
        words.append("--gpus=all")
    words += [f"--env={name}={value}" for name, value in inside.started.environment.items()]
    words += [f"--volume={volume}" for volume in inside.volumes]
    if inside.given.variables:
        words.append(f"--env-file={folder_of(subject)}/environment")
    return [*words, inside.image, *inside.started.arguments]


def _rights(inside: Inside) -> list[str]:
    user = f"--user={inside.user}"
    fixed = [] if inside.writable else ["--read-only", f"--tmpfs={TEMPORARY}"]
    if inside.host.privileged:
        return ["--privileged", *fixed, user]
    added = [f"--cap-add={name}" for name in inside.host.capabilities]
    return [*fixed, "--cap-drop=ALL", *added, "--security-opt=no-new-privileges", user]
