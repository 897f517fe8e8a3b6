"""Kubernetes manifests: Deployment, Service, and how Prometheus finds them; Helm where there is a chart."""

from __future__ import annotations

from typing import Any

from exporterhub.hub.install._fill import fill
from exporterhub.hub.install._yaml import Octal, dump, dump_all
from exporterhub.hub.install.credentials import other_notes, variable_lines
from exporterhub.hub.install.invocation import Invocation, invocation, target_value
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.scrape import path_and_params
from exporterhub.hub.install.subject import Subject

__all__ = ["ORDER", "method"]

ORDER = 20
_SECRETS = "/etc/credentials"
_COMMUNITY = "https://prometheus-community.github.io/helm-charts"


def method(subject: Subject) -> Method | None:
    """Plain manifests where there is an image, and the chart where there is one."""
    install = subject.exporter.install
    blocks: list[Block] = []
    if install.helm:
        blocks.append(_helm(subject))
    if install.container:
        tag = fill(install.container.tag, version=subject.choices.version)
        blocks += _manifests(subject, f"{install.container.image}:{tag}")
    if not blocks:
        return None
    return Method("kubernetes", "Kubernetes", tuple(blocks), _notes(subject))


def _notes(subject: Subject) -> tuple[str, ...]:
    if not subject.exporter.install.container:
        return ()
    others = other_notes(_invocation(subject))
    if subject.local and subject.exporter.configure.target:
        example = f"{subject.slug}.default.svc"
        return (
            f"In a cluster the target is another Pod: give its Service as target address, such as {example}.",
            *others,
        )
    return others


def _helm(subject: Subject) -> Block:
    helm = subject.exporter.install.helm
    assert helm is not None  # noqa: S101  (the caller asked)
    known = not helm.repository.startswith(("http://", "https://", "oci://"))
    name = helm.repository if known else subject.slug
    chart = f"{name}/{helm.chart}"
    lines = []
    if helm.repository.startswith("oci://"):
        chart = f"{helm.repository.rstrip('/')}/{helm.chart}"
    else:
        url = _COMMUNITY if helm.repository == "prometheus-community" else helm.repository
        lines = [f"helm repo add {name} {url}", "helm repo update"]
    lines += [
        f"helm show values {chart} > values.yaml",
        f"helm upgrade --install {subject.name} {chart} \\",
        "  --namespace monitoring --create-namespace --values values.yaml",
    ]
    note = (
        "The chart's version decides the exporter's. "
        "Set the target, the credentials (as a Secret) and the ServiceMonitor in values.yaml."
    )
    return Block("Helm chart", "sh", "\n".join(lines) + "\n", note=note)


def _manifests(subject: Subject, image: str) -> list[Block]:
    inside = _invocation(subject)
    blocks = [_secret(subject, inside)] if inside.credentials else []
    workload = _workload(subject, image, inside)
    documents = [workload, _service(subject)]
    title = f"{workload['kind']} and Service"
    blocks.append(Block(title, "yaml", dump_all(documents), file=f"{subject.name}.yaml"))
    monitor = _probe(subject) if subject.multi_target else _service_monitor(subject)
    title = f"{monitor['kind']}, with the Prometheus Operator"
    blocks.append(Block(title, "yaml", dump(monitor), file=f"{subject.name}-{monitor['kind'].lower()}.yaml"))
    return blocks


def _invocation(subject: Subject) -> Invocation:
    inside = invocation(subject, listen=f":{subject.listen_port}")
    return inside.with_argument(f"{subject.host_root_flag}=/host") if subject.host_root_flag else inside


def _secret(subject: Subject, inside: Invocation) -> Block:
    words = f"kubectl create secret generic {subject.name} \\\n  "
    if inside.files:
        text = f"{words}--from-file={inside.files[0].name}=/dev/stdin\n"
        note = "It waits for your input: type or paste the credential, then press Ctrl-D twice, without Enter."
    else:
        text = f"{words}--from-env-file=/dev/stdin  # {variable_lines(inside)}\n"
        note = "It waits for your input: type or paste the lines, press Enter, then Ctrl-D."
    return Block("Secret", "sh", text, note=note)


def _labels(subject: Subject) -> dict[str, str]:
    return {"app.kubernetes.io/name": subject.name}


def _metadata(subject: Subject, **more: Any) -> dict[str, Any]:
    return {"name": subject.name, "labels": _labels(subject), **more}


def _workload(subject: Subject, image: str, inside: Invocation) -> dict[str, Any]:
    """A Deployment; for an exporter that reports on its host a DaemonSet."""
    pod: dict[str, Any] = {
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "runAsGroup": 65534,
            "fsGroup": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(subject, image, inside)],
    }
    volumes: list[dict[str, Any]] = []
    if inside.files:
        items = [{"key": c.name, "path": c.name} for c in inside.files]
        secret = {"secretName": subject.name, "defaultMode": Octal(0o440), "items": items}
        volumes.append({"name": "credentials", "secret": secret})
    if subject.host_root_flag:
        pod = {"hostNetwork": True, "hostPID": True, "tolerations": [{"operator": "Exists"}], **pod}
        volumes.append({"name": "host", "hostPath": {"path": "/"}})
    if volumes:
        pod["volumes"] = volumes
    template = {"metadata": {"labels": _labels(subject)}, "spec": pod}
    spec: dict[str, Any] = {"selector": {"matchLabels": _labels(subject)}, "template": template}
    kind = "DaemonSet" if subject.host_root_flag else "Deployment"
    if kind == "Deployment":
        spec = {"replicas": 1, **spec}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": _metadata(subject), "spec": spec}


def _container(subject: Subject, image: str, inside: Invocation) -> dict[str, Any]:
    started = inside.with_files(_SECRETS)
    container: dict[str, Any] = {"name": "exporter", "image": image}
    if started.arguments:
        container["args"] = list(started.arguments)
    if started.environment:
        container["env"] = [{"name": k, "value": v} for k, v in started.environment.items()]
    if inside.variables:
        container["envFrom"] = [{"secretRef": {"name": subject.name}}]
    container["ports"] = [{"name": "metrics", "containerPort": subject.listen_port}]
    mounts: list[dict[str, Any]] = []
    if inside.files:
        mounts.append({"name": "credentials", "mountPath": _SECRETS, "readOnly": True})
    if subject.host_root_flag:
        mounts.append({"name": "host", "mountPath": "/host", "readOnly": True, "mountPropagation": "HostToContainer"})
    if mounts:
        container["volumeMounts"] = mounts
    container["readinessProbe"] = {"tcpSocket": {"port": "metrics"}}
    container["resources"] = {"requests": {"cpu": "10m", "memory": "32Mi"}, "limits": {"memory": "128Mi"}}
    container["securityContext"] = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    return container


def _service(subject: Subject) -> dict[str, Any]:
    path, _ = path_and_params(subject.exporter.path)
    annotations = {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(subject.listen_port),
        "prometheus.io/path": path,
    }
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(subject, annotations=annotations),
        "spec": {
            "selector": _labels(subject),
            "ports": [{"name": "metrics", "port": subject.listen_port, "targetPort": "metrics"}],
        },
    }


def _service_monitor(subject: Subject) -> dict[str, Any]:
    path, params = path_and_params(subject.exporter.path)
    endpoint: dict[str, Any] = {"port": "metrics", "path": path}
    if params:
        endpoint["params"] = params
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": _metadata(subject),
        "spec": {"selector": {"matchLabels": _labels(subject)}, "endpoints": [endpoint]},
    }


def _probe(subject: Subject) -> dict[str, Any]:
    target = subject.exporter.configure.target
    assert target is not None  # noqa: S101  (what multi_target means)
    path, params = path_and_params(target.path or "/probe")
    spec: dict[str, Any] = {"prober": {"url": f"{subject.name}:{subject.listen_port}", "path": path}}
    if params.get("module"):
        spec["module"] = params["module"][0]
    spec["targets"] = {"staticConfig": {"static": [target_value(target, subject)]}}
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "Probe",
        "metadata": _metadata(subject),
        "spec": spec,
    }
