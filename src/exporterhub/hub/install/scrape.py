"""The scrape job for Prometheus (its configuration's ``scrape_config``)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from exporterhub.catalog.models import Target
from exporterhub.hub.install._yaml import dump
from exporterhub.hub.install.invocation import target_value
from exporterhub.hub.install.model import Block
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import say, sentences

__all__ = ["exporter_address", "path_and_params", "probe_of", "scrape_blocks"]


def scrape_blocks(subject: Subject) -> tuple[Block, ...]:
    """The job that fits the commands; where one exporter can serve many targets, also the job for that."""
    target = subject.exporter.configure.target
    note = ""
    if subject.listen_host in ("", "0.0.0.0", "[::]"):  # noqa: S104
        note = say("Replace localhost by the exporter's address as Prometheus reaches it.")
    many = say("The first job asks the exporter about each target; the second watches the exporter itself.")
    if subject.multi_target:
        return (_block(say("Scrape job"), _multi_target(subject), sentences(many, note)),)
    plain_title = say("One target") if target and target.parameter else say("Scrape job")
    plain = _block(plain_title, [_plain(subject, subject.slug)], note)
    if target is None or not target.parameter:
        return (plain,)
    title = say("Many targets through one exporter")
    return (plain, _block(title, _multi_target(subject), many))


def _block(title: str, jobs: list[dict[str, Any]], note: str) -> Block:
    return Block(title, "yaml", dump({"scrape_configs": jobs}), file="prometheus.yml", note=note)


def exporter_address(subject: Subject) -> str:
    """Where Prometheus finds the exporter."""
    host = subject.listen_host
    if host in ("", "0.0.0.0", "[::]"):  # noqa: S104
        host = "localhost"
    return f"{host}:{subject.listen_port}"


def path_and_params(path: str) -> tuple[str, dict[str, list[str]]]:
    """A metrics path without its query, and the query as scrape parameters."""
    parts = urlsplit(path)
    return parts.path or "/metrics", parse_qs(parts.query, keep_blank_values=True)


def probe_of(target: Target) -> tuple[str, dict[str, list[str]]]:
    """Where it answers for a target, and the parameters that a scrape needs besides the target."""
    path, params = path_and_params(target.path or "/probe")
    return path, params | {name: [value] for name, value in target.parameters.items()}


def _plain(subject: Subject, job: str) -> dict[str, Any]:
    path, params = path_and_params(subject.exporter.path)
    config: dict[str, Any] = {"job_name": job}
    if path != "/metrics":
        config["metrics_path"] = path
    if params:
        config["params"] = params
    config["static_configs"] = [{"targets": [exporter_address(subject)]}]
    return config


def _multi_target(subject: Subject) -> list[dict[str, Any]]:
    target = subject.exporter.configure.target
    assert target is not None  # noqa: S101  (the caller asked)
    path, params = probe_of(target)
    address = exporter_address(subject)
    config: dict[str, Any] = {"job_name": subject.slug, "metrics_path": path}
    if params:
        config["params"] = params
    config["static_configs"] = [{"targets": [target_value(target, subject)]}]
    config["relabel_configs"] = [
        {"source_labels": ["__address__"], "target_label": f"__param_{target.parameter}"},
        {"source_labels": [f"__param_{target.parameter}"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": address},
    ]
    return [config, _plain(subject, f"{subject.slug}-exporter")]
