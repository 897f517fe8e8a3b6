"""The Pod of the manifests (the Kubernetes API's core/v1): its container, its volumes, and what it may do."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from exporterhub.catalog.models import Host
from exporterhub.hub.install._yaml import Octal
from exporterhub.hub.install.host import in_container_as_root, mounts, needs, on_each_node
from exporterhub.hub.install.inside import TEMPORARY, image, own_port, writable
from exporterhub.hub.install.invocation import Invocation, invocation
from exporterhub.hub.install.subject import Subject

__all__ = ["environment_secret", "further_ports", "in_pod", "pod"]

_SECRETS = "/etc/credentials"


class _Volume(NamedTuple):
    """A volume of the Pod, and where and how its container sees it."""

    name: str
    source: dict[str, Any]
    mount: dict[str, Any]


def in_pod(subject: Subject) -> Invocation:
    """What it is started with in a Pod, where it listens on every address of its own."""
    return invocation(subject, "container", listen=f":{own_port(subject)}")


def pod(subject: Subject) -> dict[str, Any]:
    """The Pod's specification."""
    host, given = needs(subject), in_pod(subject)
    volumes = _volumes(subject, host, given)
    spec: dict[str, Any] = _of_node(host) | {
        "automountServiceAccountToken": False,
        "securityContext": _user(host) | {"seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [_container(subject, host, given, volumes)],
    }
    if volumes:
        spec["volumes"] = [{"name": volume.name, **volume.source} for volume in volumes]
    return spec


def environment_secret(subject: Subject, given: Invocation) -> str:
    """The Secret whose keys are variables; one that holds files has a name of its own."""
    return f"{subject.name}-environment" if given.files else subject.name


def further_ports(subject: Subject) -> list[tuple[str, int, str]]:
    """Name, number and protocol of the ports that others send to."""
    container = subject.exporter.install.container
    found = []
    for text in container.ports if container else ():
        number, _, protocol = text.partition("/")
        found.append((f"input-{protocol or 'tcp'}", int(number), (protocol or "tcp").upper()))
    return found


def _of_node(host: Host) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    if host.network:
        spec |= {"hostNetwork": True, "dnsPolicy": "ClusterFirstWithHostNet"}
    if host.pid:
        spec["hostPID"] = True
    if host.gpus:
        spec["runtimeClassName"] = "nvidia"
    if on_each_node(host):
        spec["tolerations"] = [{"operator": "Exists"}]
    return spec


def _user(host: Host) -> dict[str, Any]:
    if in_container_as_root(host):
        return {"runAsUser": 0, "runAsGroup": 0}
    return {"runAsNonRoot": True, "runAsUser": 65534, "runAsGroup": 65534, "fsGroup": 65534}


def _container(subject: Subject, host: Host, given: Invocation, volumes: list[_Volume]) -> dict[str, Any]:
    started = given.with_files(_SECRETS)
    container: dict[str, Any] = {"name": "exporter", "image": image(subject)}
    if started.arguments:
        container["args"] = list(started.arguments)
    environment = started.environment | ({"NVIDIA_VISIBLE_DEVICES": "all"} if host.gpus else {})
    if environment:
        container["env"] = [{"name": k, "value": v} for k, v in environment.items()]
    if given.variables:
        container["envFrom"] = [{"secretRef": {"name": environment_secret(subject, given)}}]
    container["ports"] = [{"name": "metrics", "containerPort": own_port(subject)}]
    container["ports"] += [{"name": n, "containerPort": p, "protocol": c} for n, p, c in further_ports(subject)]
    if volumes:
        container["volumeMounts"] = [{"name": volume.name, **volume.mount} for volume in volumes]
    container["readinessProbe"] = {"tcpSocket": {"port": "metrics"}}
    container["resources"] = _resources(subject)
    container["securityContext"] = _rights(subject, host)
    return container


def _resources(subject: Subject) -> dict[str, Any]:
    """Enough to start with: a JVM alone takes more than an exporter in Go, and so does a node with much on it."""
    much = subject.exporter.language.lower() in ("java", "scala") or on_each_node(needs(subject))
    small, large = ("128Mi", "512Mi") if much else ("32Mi", "128Mi")
    return {"requests": {"cpu": "10m", "memory": small}, "limits": {"memory": large}}


def _rights(subject: Subject, host: Host) -> dict[str, Any]:
    """Kubernetes knows no single devices, so that one is had by a privileged container only."""
    fixed = {"readOnlyRootFilesystem": not writable(subject)}
    if host.privileged or host.devices:
        return {"privileged": True, **fixed}
    capabilities = {"drop": ["ALL"]} | ({"add": list(host.capabilities)} if host.capabilities else {})
    return {"allowPrivilegeEscalation": False, **fixed, "capabilities": capabilities}


def _volumes(subject: Subject, host: Host, given: Invocation) -> list[_Volume]:
    volumes = [_credentials(subject, given)] if given.files else []
    for mount in mounts(host):
        shown: dict[str, Any] = {"mountPath": mount.target, "readOnly": True}
        if mount.slave:
            shown["mountPropagation"] = "HostToContainer"
        volumes.append(_Volume(_volume_name(mount.source), {"hostPath": {"path": mount.source}}, shown))
    if given.configs:
        folder = given.configs[0].path.rpartition("/")[0]
        source = {"configMap": {"name": subject.name}}
        volumes.append(_Volume("configuration", source, {"mountPath": folder, "readOnly": True}))
    if given.state:
        volumes.append(_Volume("state", {"emptyDir": {}}, {"mountPath": given.state}))
    if not writable(subject):
        volumes.append(_Volume("temporary", {"emptyDir": {}}, {"mountPath": TEMPORARY}))
    return volumes


def _credentials(subject: Subject, given: Invocation) -> _Volume:
    items = [{"key": c.name, "path": c.name} for c in given.files]
    secret = {"secretName": subject.name, "defaultMode": Octal(0o440), "items": items}
    return _Volume("credentials", {"secret": secret}, {"mountPath": _SECRETS, "readOnly": True})


def _volume_name(path: str) -> str:
    """A DNS label (RFC 1123) that tells which path of the host it is."""
    return re.sub(r"[^a-z0-9]+", "-", f"host{path.lower()}").strip("-")[:63]
