"""A Compose file with the same container (compose-spec)."""

from __future__ import annotations

from typing import Any

from exporterhub.hub.install.credentials import folder_of
from exporterhub.hub.install.host import device_files
from exporterhub.hub.install.inside import SECRETS, TEMPORARY, Inside, state_volume
from exporterhub.hub.install.subject import Subject

__all__ = ["compose"]


def compose(subject: Subject, inside: Inside) -> dict[str, Any]:
    """The document."""
    service: dict[str, Any] = {"image": inside.image}
    if inside.started.arguments:
        service["command"] = [_literal(argument) for argument in inside.started.arguments]
    if inside.started.environment:
        service["environment"] = {name: _literal(value) for name, value in inside.started.environment.items()}
    if inside.given.variables:
        service["env_file"] = [f"{folder_of(subject)}/environment"]
    if inside.given.files:
        service["secrets"] = [c.name for c in inside.given.files]
    service |= {"network_mode": "host"} if inside.shared else {"ports": list(inside.published)}
    service |= _of_host(inside) | _rights(inside) | {"restart": "unless-stopped"}
    document: dict[str, Any] = {"services": {subject.name: service}}
    if inside.given.files:
        document["secrets"] = {c.name: {"file": f"{folder_of(subject)}/{c.name}"} for c in inside.given.files}
    if inside.given.state:
        document["volumes"] = {state_volume(subject): {}}
    return document


def _literal(text: str) -> str:
    """Compose puts variables in where a dollar sign stands."""
    return text.replace("$", "$$")


def _of_host(inside: Inside) -> dict[str, Any]:
    # Compose mounts the credentials itself, as secrets.
    volumes = [volume for volume in inside.volumes if f":{SECRETS}/" not in volume]
    given: dict[str, Any] = {
        "pid": "host" if inside.host.pid else None,
        "volumes": volumes,
        "devices": [f"{name}:{name}:{access}" for name, access in device_files(inside.host)],
        "deploy": _GPUS if inside.host.gpus else None,
    }
    return {key: value for key, value in given.items() if value}


_GPUS = {"resources": {"reservations": {"devices": [{"driver": "nvidia", "count": "all", "capabilities": ["gpu"]}]}}}


def _rights(inside: Inside) -> dict[str, Any]:
    rights: dict[str, Any] = {"user": inside.user} | (
        {} if inside.writable else {"read_only": True, "tmpfs": [TEMPORARY]}
    )
    if inside.host.privileged:
        return rights | {"privileged": True}
    rights["cap_drop"] = ["ALL"]
    if inside.host.capabilities:
        rights["cap_add"] = list(inside.host.capabilities)
    return rights | {"security_opt": ["no-new-privileges:true"]}
