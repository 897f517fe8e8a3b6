"""A real Prometheus scrapes an exporter: TLS, basic authentication, both formats, probes."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporterhub.exposition import Family, Sample
from exporterhub.programs import debian_root, tool_command
from exporterhub.toolkit import RegistrySource
from exporterhub.toolkit.probe import AllowList, Module, ProbeSource

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]

CONFIG = """
global: {{scrape_interval: 250ms, scrape_timeout: 250ms}}
scrape_configs:
- job_name: right
  scheme: https
  tls_config: {{ca_file: {ca}, server_name: localhost, cert_file: {cert}, key_file: {key}}}
  basic_auth: {{username: alice, password_file: {folder}/password}}
  static_configs: [targets: ['{address}']]
- job_name: wrong-password
  scheme: https
  tls_config: {{ca_file: {ca}, server_name: localhost, cert_file: {cert}, key_file: {key}}}
  basic_auth: {{username: alice, password_file: {folder}/wrong}}
  static_configs: [targets: ['{address}']]
- job_name: no-certificate
  scheme: https
  tls_config: {{ca_file: {ca}, server_name: localhost}}
  basic_auth: {{username: alice, password_file: {folder}/password}}
  static_configs: [targets: ['{address}']]
- job_name: text
  scheme: https
  scrape_protocols: [PrometheusText0.0.4]
  tls_config: {{ca_file: {ca}, server_name: localhost, cert_file: {cert}, key_file: {key}}}
  basic_auth: {{username: alice, password_file: {folder}/password}}
  static_configs: [targets: ['{address}']]
- job_name: probe
  scheme: https
  metrics_path: /probe
  params: {{module: [port]}}
  tls_config: {{ca_file: {ca}, server_name: localhost, cert_file: {cert}, key_file: {key}}}
  basic_auth: {{username: alice, password_file: {folder}/password}}
  static_configs: [targets: ['127.0.0.1:1', '127.0.0.2:1']]
  relabel_configs:
  - {{source_labels: [__address__], target_label: __param_target}}
  - {{source_labels: [__param_target], target_label: instance}}
  - {{target_label: __address__, replacement: '{address}'}}
"""


class Prometheus:
    """A Prometheus at work."""

    def __init__(self, address: str, tools: Any) -> None:
        self._address = address
        self._tools = tools

    def query(self, query: str) -> list[dict[str, Any]]:
        try:
            answer = self._tools.fetch(self._address, f"/api/v1/query?query={urllib.parse.quote(query)}")
        except OSError:
            return []
        return json.loads(answer.body)["data"]["result"] if answer.status == 200 else []

    def wait(self, query: str) -> str:
        """The value of the first series, when there is one."""
        found = self._tools.until(lambda: self.query(query), query, 60)
        return str(found[0]["value"][1])

    def errors(self) -> dict[str, str]:
        """The last error of each target, by job, and by instance too where a job has several."""
        targets = json.loads(self._tools.fetch(self._address, "/api/v1/targets").body)["data"]["activeTargets"]
        labels = [target["labels"] for target in targets]
        names = [f"probe {each['instance']}" if each["job"] == "probe" else each["job"] for each in labels]
        return dict(zip(names, (target["lastError"] for target in targets), strict=True))


@pytest.fixture
def exporter(serve: Any, certificates: Any, hashed: Any, tmp_path: Path) -> str:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    Counter("demo_jobs", "Jobs.", registry=registry).inc(7, {"trace": "abc"})
    Histogram("demo_seconds", "Seconds.", ["path"], registry=registry).labels('a"\\b').observe(0.3)

    def probe(target: Any, _scrape: Any) -> Iterator[Family]:
        yield Family("demo_port", "gauge", "The port.", "", (Sample("demo_port", {}, float(target.port)),))

    (tmp_path / "web.yml").write_text(
        f"tls_server_config:\n  cert_file: {certificates.server.cert}\n  key_file: {certificates.server.key}\n"
        f"  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: {certificates.ca.cert}\n"
        f"  client_allowed_sans: [scraper.test]\nbasic_auth_users:\n  alice: {hashed('wonder')}\n"
    )
    sources = {
        "/metrics": RegistrySource(registry, namespace="demo"),
        "/probe": ProbeSource({"port": Module(probe)}, AllowList.of(["127.0.0.1"])),
    }
    address = serve(sources, config_file=str(tmp_path / "web.yml")).addresses[0]
    return str(address)


@pytest.fixture
def prometheus(exporter: str, certificates: Any, tmp_path: Path, tools: Any) -> Iterator[Prometheus]:
    (tmp_path / "password").write_text("wonder")
    (tmp_path / "wrong").write_text("blunder")
    for part in ("cert", "key"):
        (tmp_path / f"client.{part}").write_bytes(getattr(certificates.client, part).read_bytes())
    (tmp_path / "ca.pem").write_bytes(certificates.ca.cert.read_bytes())
    (tmp_path / "prometheus.yml").write_text(
        CONFIG.format(
            address=exporter,
            ca=tmp_path / "ca.pem",
            cert=tmp_path / "client.cert",
            key=tmp_path / "client.key",
            folder=tmp_path,
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    flags = [
        f"--config.file={tmp_path}/prometheus.yml",
        f"--storage.tsdb.path={tmp_path}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    root = debian_root(["prometheus"], "trixie")
    command = tool_command(root, ["/usr/bin/prometheus", *flags], folder=tmp_path)
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    yield Prometheus(f"127.0.0.1:{port}", tools)
    process.terminate()
    process.wait(30)


def test_a_real_prometheus_scrapes_it(prometheus: Prometheus) -> None:
    for job in ("right", "text"):
        assert prometheus.wait(f'up{{job="{job}"}} == 1') == "1"
        assert prometheus.wait(f'demo_jobs_total{{job="{job}"}}') == "7"
        assert prometheus.wait(f'demo_seconds_bucket{{job="{job}", path="a\\"\\\\b", le="0.5"}}') == "1"
        assert prometheus.wait(f'demo_scrape_collector_success{{job="{job}", collector="registry"}}') == "1"
    assert prometheus.wait('probe_success{job="probe", instance="127.0.0.1:1"}') == "1"
    assert prometheus.wait('demo_port{job="probe", instance="127.0.0.1:1"}') == "1"
    for job in ("wrong-password", "no-certificate"):
        assert prometheus.wait(f'up{{job="{job}"}} == 0') == "0"
    assert prometheus.wait('up{job="probe", instance="127.0.0.2:1"} == 0') == "0"
    errors = prometheus.errors()
    assert "401" in errors["wrong-password"]
    assert errors["no-certificate"]
    assert "403" in errors["probe 127.0.0.2:1"]
    assert errors["right"] == errors["text"] == errors["probe 127.0.0.1:1"] == ""
    assert prometheus.wait('min_over_time(up{job="right"}[1m])') == "1"
