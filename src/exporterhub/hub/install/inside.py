"""What a container is made of, whoever runs it: image, command, network, files, and what it is given of the host."""

from __future__ import annotations

from dataclasses import dataclass

from exporterhub.catalog.models import Host
from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.credentials import folder_of
from exporterhub.hub.install.host import in_container_as_root, mounts, needs
from exporterhub.hub.install.invocation import Invocation, invocation, listens_where_told
from exporterhub.hub.install.subject import Subject

__all__ = ["SECRETS", "TEMPORARY", "Inside", "image", "inside", "own_port", "state_volume", "writable"]

SECRETS = "/run/secrets"
# The one place that stays writable, since tools and runtimes rely on it; a writable image has its own.
TEMPORARY = "/tmp"  # noqa: S108  (the container's)


@dataclass(frozen=True, slots=True)
class Inside:
    """A container of Docker's or Podman's.

    ``given`` is its start without the places of credentials, ``started`` with them. ``shared`` says that it has the
    host's network and publishes no ports.
    """

    image: str
    given: Invocation
    started: Invocation
    host: Host
    shared: bool
    published: tuple[str, ...]
    volumes: tuple[str, ...]
    writable: bool

    @property
    def user(self) -> str:
        return "0:0" if in_container_as_root(self.host) else "65534:65534"


def inside(subject: Subject) -> Inside:
    """The container for these choices: with the host's network where it needs it or its target is on the host."""
    host = needs(subject)
    shared = host.network or (subject.local and subject.exporter.configure.target is not None)
    port = own_port(subject)
    given = invocation(subject, "container", listen="" if shared else f":{port}")
    return Inside(
        image(subject),
        given,
        given.with_files(SECRETS),
        host,
        shared,
        () if shared else _published(subject, port),
        _volumes(subject, host, given),
        writable(subject),
    )


def image(subject: Subject) -> str:
    """The image with its tag; empty where there is none."""
    container = subject.exporter.install.container
    if container is None:
        return ""
    return f"{container.image}:{fill(container.tag, version=subject.choices.version)}"


def own_port(subject: Subject) -> int:
    """The port in the container: the visitor's, or the image's own where that cannot be chosen."""
    if listens_where_told(subject, "container"):
        return subject.listen_port
    return subject.exporter.port or subject.listen_port


def state_volume(subject: Subject) -> str:
    """What the volume is called that keeps its state."""
    return f"{subject.name}-state"


def writable(subject: Subject) -> bool:
    """Whether it writes into the image's own folders, so that they cannot be read-only."""
    container = subject.exporter.install.container
    return container is not None and container.writable


def _published(subject: Subject, port: int) -> tuple[str, ...]:
    address = f"{subject.listen_host}:" if subject.listen_host else ""
    container = subject.exporter.install.container
    further = [f"{address}{text.partition('/')[0]}:{text}" for text in (container.ports if container else ())]
    return (f"{address}{subject.listen_port}:{port}", *further)


def _volumes(subject: Subject, host: Host, given: Invocation) -> tuple[str, ...]:
    shown = [str(mount) for mount in mounts(host)]
    shown += [f"{config.path}:{config.path}:ro" for config in given.configs]
    if given.state:
        shown.append(f"{state_volume(subject)}:{given.state}")
    return (*shown, *(f"{folder_of(subject)}/{c.name}:{SECRETS}/{c.name}:ro" for c in given.files))
