"""What operators were promised: an exporter in a process of its own, and the worst that its peers can do."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

EXPORTER = Path(__file__).parent / "exporter.py"
TLS = "tls_server_config:\n  cert_file: server.pem\n  key_file: server.key\n"


class Running(NamedTuple):
    """An exporter at work."""

    process: subprocess.Popen[str]
    address: str
    lines: list[str]

    def counts(self) -> tuple[int, int]:
        """Its threads and file descriptors."""
        place = Path("/proc") / str(self.process.pid)
        return len(list((place / "task").iterdir())), len(list((place / "fd").iterdir()))

    def end(self) -> str:
        """End it; what it logged."""
        self.process.terminate()
        assert self.process.wait(20) == 0
        return "".join(self.lines)


@pytest.fixture
def exporter() -> Iterator[Callable[..., Running]]:
    with ExitStack() as stack:

        def start(*flags: str, **environ: str) -> Running:
            process = subprocess.Popen(
                [sys.executable, str(EXPORTER), *flags],
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, **environ},
            )
            lines: list[str] = []
            addresses: list[str] = []
            listening = threading.Event()

            def read() -> None:
                assert process.stderr is not None
                for line in process.stderr:
                    lines.append(line)
                    found = re.search(r'msg="Listening on" address=(\S+)', line)
                    if found:
                        addresses.append(found[1])
                        listening.set()
                process.stderr.close()

            thread = threading.Thread(target=read)
            thread.start()
            stack.callback(thread.join, 20)
            stack.callback(process.wait, 20)
            stack.callback(process.kill)
            assert listening.wait(20), lines
            return Running(process, addresses[0], lines)

        yield start


def test_a_collector_that_hangs_for_ever_and_a_thousand_scrapes(exporter: Any, tools: Any) -> None:
    running = exporter("--hang")
    host, _, port = running.address.rpartition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)

    def scrape() -> str:
        connection.request("GET", "/metrics", headers={"X-Prometheus-Scrape-Timeout-Seconds": "1"})
        return connection.getresponse().read().decode()

    try:
        pages = [scrape() for _ in range(10)]
        before = running.counts()
        pages += [scrape() for _ in range(990)]
        after = running.counts()
    finally:
        connection.close()
    assert after == before
    for page in pages:
        assert "demo_works 1\n" in page
        assert "demo_jobs_total 5\n" in page
        assert 'demo_scrape_collector_success{collector="hanging"} 0\n' in page
        assert 'demo_scrape_collector_success{collector="working"} 1\n' in page


def test_eight_scrapers_at_once_beside_one_that_hangs(exporter: Any, tools: Any) -> None:
    running = exporter("--hang")
    header = {"X-Prometheus-Scrape-Timeout-Seconds": "1"}
    tools.fetch(running.address, headers=header)
    wrong: list[str] = []

    def scrape() -> None:
        for _ in range(25):
            page = tools.fetch(running.address, headers=header).text
            if "demo_works 1\n" not in page:
                wrong.append(page)

    threads = [threading.Thread(target=scrape) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    tools.until(lambda: running.counts()[1] < 20, "the end of the connections")
    assert running.counts()[0] <= 60


@pytest.mark.parametrize("secured", [False, True])
def test_a_siege(exporter: Any, tools: Any, certificates: Any, tmp_path: Path, secured: bool) -> None:
    """500 idle sockets, slow requests and silent TLS clients, with deadlines of an hour: a scrape is answered."""
    for name in ("server.pem", "server.key"):
        (tmp_path / name).write_bytes((certificates.folder / name).read_bytes())
    (tmp_path / "web.yml").write_text(TLS if secured else "")
    running = exporter("--patient", f"--web.config.file={tmp_path / 'web.yml'}")
    context = certificates.trusting() if secured else None
    with ExitStack() as stack:
        sockets = [stack.enter_context(tools.dial(running.address)) for _ in range(500)]
        for number, sock in enumerate(sockets[:100]):
            sock.sendall(b"\x16\x03\x01\x02\x00\x01\x00" if number % 2 else b"GET /metrics HTTP/1.1\r\nHos")
        address = f"localhost:{running.address.rpartition(':')[2]}"
        for _ in range(20):
            assert "demo_works 1\n" in tools.fetch(address, context=context).text
        for _ in range(100):  # and more than the cap
            stack.enter_context(tools.dial(running.address))
        assert "demo_works 1\n" in tools.fetch(address, context=context).text
        assert running.counts()[1] < 600
    tools.until(lambda: running.counts()[1] < 20, "the end of the connections")


def test_no_byte_of_a_secret_is_told(
    exporter: Any, tools: Any, certificates: Any, tmp_path: Path, hashed: Callable[[str], str]
) -> None:
    """The password, its hash, the key and the token of a module: not in ps, in no log at debug, on no page."""
    password, token = "canary-password-7f3a", "canary-token-91bc"
    key = certificates.server.key.read_text()
    inline = "".join(f"    {line}\n" for line in key.splitlines())
    (tmp_path / "server.pem").write_bytes(certificates.server.cert.read_bytes())
    config = f"tls_server_config:\n  cert_file: server.pem\n  key: |\n{inline}"
    config += f"basic_auth_users:\n  alice: {hashed(password)}\n"
    (tmp_path / "web.yml").write_text(config)
    running = exporter("--log.level=debug", f"--web.config.file={tmp_path / 'web.yml'}", DEMO_TOKEN=token)
    context = certificates.trusting()
    address = f"localhost:{running.address.rpartition(':')[2]}"
    seen: list[str] = []

    def visit(path: str, who: tuple[str, str] | None = None) -> int:
        answer = tools.fetch(address, path, auth=who, context=context)
        seen.append(answer.text + str(answer.headers))
        return int(answer.status)

    who = ("alice", password)
    for path in ("/", "/metrics", "/-/healthy", "/nowhere", f"/probe?target={address}", "/probe?target=127.0.0.1:1"):
        visit(path, who)
        visit(path)
        visit(path, ("alice", f"{password}x"))
        visit(path, (password, "x"))
    assert visit("/metrics", who) == 200
    (tmp_path / "web.yml").write_text(config.replace("basic_auth_users", "basic_auth_user"))
    with pytest.raises(OSError, match=r"EOF|reset|closed"):  # the configuration is broken: no handshake
        visit("/metrics", who)
    (tmp_path / "web.yml").write_text(config + f"  bob: {password}\n")
    assert visit("/metrics", ("bob", password)) == 401
    place = Path("/proc") / str(running.process.pid)
    seen.append((place / "cmdline").read_text())
    seen.append("".join(path.read_text() for path in place.glob("task/*/comm")))
    seen.append(running.end())
    everything = "\n".join(seen)
    assert "Unable to use the web configuration" in everything
    secrets = [password, token, hashed(password), *(line for line in key.splitlines() if "-----" not in line)]
    assert [secret for secret in secrets if secret in everything] == []


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--web.listen-address=nowhere"], "'nowhere' is no address to listen on"),
        (["--web.config.file=/nowhere/web.yml"], "cannot read the web configuration /nowhere/web.yml"),
        (["--web.telemetry-path=metrics"], "'metrics' cannot be the path of a page"),
        (["--web.listen-adress=:1"], "did you mean --web.listen-address?"),
        (["--web.systemd-socket"], "systemd passed no sockets"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_to_do(flags: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, str(EXPORTER), *flags], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
