"""Kubernetes objects around the Pod: workload, configuration, Service, and how Prometheus finds it."""

from __future__ import annotations

from typing import Any

from exporterhub.hub.install.host import needs, on_each_node
from exporterhub.hub.install.invocation import target_value
from exporterhub.hub.install.pod import further_ports, in_pod, pod
from exporterhub.hub.install.scrape import path_and_params, probe_of
from exporterhub.hub.install.subject import Subject

__all__ = ["config_map", "monitor", "service", "workload"]


def workload(subject: Subject) -> dict[str, Any]:
    """A Deployment; for an exporter that reports on its machine a DaemonSet."""
    template = {"metadata": {"labels": _labels(subject)}, "spec": pod(subject)}
    spec: dict[str, Any] = {"selector": {"matchLabels": _labels(subject)}, "template": template}
    kind = "DaemonSet" if on_each_node(needs(subject)) else "Deployment"
    if kind == "Deployment":
        spec = {"replicas": 1, **spec}
    return _object("apps/v1", kind, subject, spec=spec)


def config_map(subject: Subject) -> dict[str, Any] | None:
    """The files that it reads; None where there are none."""
    configs = in_pod(subject).configs
    if not configs:
        return None
    data = {config.name: config.example or f"# {config.what}\n" for config in configs}
    return _object("v1", "ConfigMap", subject, data=data)


def service(subject: Subject) -> dict[str, Any]:
    """A Service with the annotations that many scrape configurations look for."""
    path, _ = path_and_params(subject.exporter.path)
    annotations = {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(subject.listen_port),
        "prometheus.io/path": path,
    }
    ports: list[dict[str, Any]] = [{"name": "metrics", "port": subject.listen_port, "targetPort": "metrics"}]
    ports += [
        {"name": name, "port": port, "targetPort": name, "protocol": protocol}
        for name, port, protocol in further_ports(subject)
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {**_metadata(subject), "annotations": annotations},
        "spec": {"selector": _labels(subject), "ports": ports},
    }


def monitor(subject: Subject) -> dict[str, Any]:
    """A Probe where each scrape names its target, else a ServiceMonitor (monitoring.coreos.com/v1)."""
    return _probe(subject) if subject.multi_target else _service_monitor(subject)


def _service_monitor(subject: Subject) -> dict[str, Any]:
    path, params = path_and_params(subject.exporter.path)
    endpoint: dict[str, Any] = {"port": "metrics", "path": path}
    if params:
        endpoint["params"] = params
    spec = {"selector": {"matchLabels": _labels(subject)}, "endpoints": [endpoint]}
    return _object("monitoring.coreos.com/v1", "ServiceMonitor", subject, spec=spec)


def _probe(subject: Subject) -> dict[str, Any]:
    target = subject.exporter.configure.target
    assert target is not None  # noqa: S101  (what multi_target means)
    path, params = probe_of(target)
    spec: dict[str, Any] = {"prober": {"url": f"{subject.name}:{subject.listen_port}", "path": path}}
    module = params.pop("module", None)
    if module:
        spec["module"] = module[0]
    if params:
        spec["params"] = [{"name": name, "values": values} for name, values in params.items()]
    spec["targets"] = {"staticConfig": {"static": [target_value(target, subject)]}}
    return _object("monitoring.coreos.com/v1", "Probe", subject, spec=spec)


def _object(version: str, kind: str, subject: Subject, **parts: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": _metadata(subject), **parts}


def _metadata(subject: Subject) -> dict[str, Any]:
    return {"name": subject.name, "labels": _labels(subject)}


def _labels(subject: Subject) -> dict[str, str]:
    return {"app.kubernetes.io/name": subject.name}
