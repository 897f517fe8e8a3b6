"""A real Prometheus scrapes it over TLS with a password."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exporterhub.programs import debian_root, tool_command

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]

USER, PASSWORD = "prometheus", "made-up-password"


def bcrypt_hash(password: str) -> str:
    import bcrypt

    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the loopback, and the configuration of the exporter's web layer."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command")
    made = tmp_path_factory.mktemp("prometheus")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", "key.pem", "-out", "cert.pem", "-days", "1", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        cwd=made,
        capture_output=True,
        check=True,
    )
    (made / "web.yml").write_text(
        "tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n"
        f"basic_auth_users:\n  {USER}: {bcrypt_hash(PASSWORD)}\n"
    )
    return made


@pytest.fixture(scope="module")
def exporter(folder: Path) -> Iterator[int]:
    """The port of an exporter with TLS and basic authentication."""
    command = [str(Path(sys.executable).with_name("exporterhub")), "node", "--web.listen-address=127.0.0.1:0"]
    process = subprocess.Popen([*command, f"--web.config.file={folder}/web.yml"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = ""
        for line in process.stderr:
            said += line
            found = re.search(r"Listening on.*127\.0\.0\.1:(\d+)", line)
            if found:
                rest = threading.Thread(target=process.stderr.read, daemon=True)
                rest.start()
                yield int(found[1])
                process.terminate()
                rest.join(20)
                break
        else:
            pytest.fail(said)
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


@pytest.fixture(scope="module")
def prometheus(folder: Path, exporter: int) -> Iterator[int]:
    """The port of a Prometheus with two jobs, one of which does not know the password."""
    job = (
        "- job_name: {name}\n    scheme: https\n    tls_config: {{ca_file: cert.pem}}\n"
        "    static_configs: [{{targets: ['127.0.0.1:{port}']}}]\n"
    )
    login = f"    basic_auth: {{username: {USER}, password: {PASSWORD}}}\n"
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 250ms, scrape_timeout: 250ms}\nscrape_configs:\n  "
        + job.format(name="node", port=exporter)
        + login
        + "  "
        + job.format(name="stranger", port=exporter)
    )

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = tool_command(
        debian_root(["prometheus"], "trixie"),
        [
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            f"--web.listen-address=127.0.0.1:{port}",
            "--log.level=error",
        ],
        folder=folder,
    )
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def query(port: int, expression: str) -> list[Any]:
    """The result of an instant query; empty while Prometheus starts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/v1/query?query=" + urllib.parse.quote(expression))
        answer = connection.getresponse()
        return json.load(answer)["data"]["result"] if answer.status == 200 else []
    except OSError:
        return []
    finally:
        connection.close()


def eventually(port: int, expression: str) -> list[Any]:
    """The result, once there is one."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = query(port, expression)
        if found:
            return found
        threading.Event().wait(0.1)
    return pytest.fail(f"{expression} has no result")


def test_it_is_scraped_with_the_password(prometheus: int) -> None:
    eventually(prometheus, 'up{job="node"} == 1')
    (found,) = eventually(prometheus, 'scrape_samples_scraped{job="node"} > 200')
    assert found["metric"]["job"] == "node"


def test_and_not_without(prometheus: int) -> None:
    eventually(prometheus, 'up{job="stranger"} == 0')
    assert query(prometheus, 'node_load1{job="stranger"}') == []


def test_what_it_says_can_be_reckoned_with(prometheus: int) -> None:
    (busy,) = eventually(prometheus, 'sum(rate(node_cpu_seconds_total{job="node"}[5s])) > 0')
    assert 0 < float(busy["value"][1]) < 1000
    (used,) = eventually(prometheus, "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes")
    assert 0 < float(used["value"][1]) < 1
    assert eventually(prometheus, 'node_scrape_collector_success{collector="cpu"} == 1')


def test_a_wrong_password_gets_nothing(exporter: int, folder: Path) -> None:
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    connection = http.client.HTTPSConnection("127.0.0.1", exporter, context=context, timeout=10)
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Basic")
        assert b"node_" not in answer.read()
    finally:
        connection.close()
