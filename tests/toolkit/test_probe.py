"""``/probe``: real targets on loopback, and listeners that must hear nothing."""

from __future__ import annotations

import ipaddress
import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from exporterhub.toolkit import Refusal, ScrapeRequest
from exporterhub.toolkit.probe import AllowList, Module, ProbeSource
from exporterhub.toolkit.testing import Served

LOOPBACK = AllowList.of(["127.0.0.1"])


class Origin(BaseHTTPRequestHandler):
    """A target that speaks HTTP."""

    def do_GET(self) -> None:
        if self.path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("=")[2])
            self.end_headers()
            return
        body = f"{self.path} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Origin) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(20)


@pytest.fixture
def listener(tools: Any) -> Iterator[tuple[socket.socket, int]]:
    """Somebody who must not be connected to."""
    with tools.listening() as found:
        yield found


def heard(sock: socket.socket) -> bool:
    """Whether anybody connected."""
    sock.setblocking(False)
    try:
        peer, _ = sock.accept()
    except BlockingIOError:
        return False
    peer.close()
    return True


@pytest.fixture
def web(tools: Any) -> Module:
    """A module that GETs the target's path."""

    def collect(target: Any, _scrape: Any) -> Iterator[Any]:
        answer = target.get()
        yield tools.gauge("answer_status", answer.status, body=answer.body.decode())

    return Module(collect)


@pytest.fixture
def probe(serve: Callable[..., Served], tools: Any) -> Callable[..., Any]:
    """Sends ``/probe`` requests to a server of these modules."""

    def make(modules: dict[str, Module], allow: AllowList = LOOPBACK, **options: Any) -> Callable[..., Any]:
        source = ProbeSource(modules, allow, **options)
        address = serve({"/probe": source}).addresses[0]

        def ask(query: str, timeout: float = 10.0) -> Any:
            return tools.fetch(address, f"/probe?{query}", {"X-Prometheus-Scrape-Timeout-Seconds": str(timeout)})

        ask.source = source  # type: ignore[attr-defined]
        return ask

    return make


def test_a_target_is_probed(probe: Any, web: Module, origin: int) -> None:
    answer = probe({"web": web})(f"target=http://127.0.0.1:{origin}/a%3Fb=c&module=web")
    assert answer.status == 200
    assert f'answer_status{{body="/a?b=c 127.0.0.1:{origin}"}} 200\n' in answer.text
    assert "probe_success 1\n" in answer.text
    assert "# TYPE probe_duration_seconds gauge\n" in answer.text


def test_the_only_module_needs_no_name(probe: Any, web: Module, origin: int) -> None:
    assert "probe_success 1\n" in probe({"web": web})(f"target=127.0.0.1:{origin}").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("module=web", 400),
        ("target=&module=web", 400),
        ("target=127.0.0.1", 400),
        ("target=127.0.0.1&module=none", 400),
        ("target=127.0.0.1&target=127.0.0.2&module=web", 400),
        ("target=127.0.0.1&module=web&module=other", 400),
        ("target=a:b@127.0.0.1&module=web", 400),
        ("target=ftp://127.0.0.1&module=web", 403),
    ],
)
def test_requests_that_are_no_probes(probe: Any, web: Module, query: str, status: int) -> None:
    assert probe({"web": web, "other": web})(query).status == status


@pytest.mark.parametrize("entries", [[], ["10.0.0.0/8"], ["db1.example.org"], ["localhost"], ["127.0.0.2"]])
def test_an_unlisted_target_gets_403_and_not_one_byte(
    probe: Any, web: Module, listener: tuple[socket.socket, int], entries: list[str]
) -> None:
    sock, port = listener
    answer = probe({"web": web}, AllowList.of(entries))(f"target=127.0.0.1:{port}")
    assert (answer.status, answer.text) == (403, "the target is not allowed\n")
    assert not heard(sock)


def test_an_unlisted_port_gets_403_and_not_one_byte(
    probe: Any, web: Module, listener: tuple[socket.socket, int]
) -> None:
    sock, port = listener
    assert probe({"web": web._replace(ports=frozenset({80}))})(f"target=127.0.0.1:{port}").status == 403
    assert not heard(sock)


def test_a_modules_own_list_holds_too(probe: Any, web: Module, listener: tuple[socket.socket, int]) -> None:
    sock, port = listener
    answer = probe({"web": web._replace(allow=AllowList.of(["127.0.0.9"]))})(f"target=127.0.0.1:{port}")
    assert answer.status == 403
    assert not heard(sock)


def test_a_name_that_is_pointed_elsewhere_meanwhile(
    probe: Any, web: Module, origin: int, listener: tuple[socket.socket, int]
) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    answers = iter(["127.0.0.1", "127.0.0.2", "127.0.0.2"])
    asked: list[str] = []

    def lookup(host: str, _port: int) -> list[Any]:
        asked.append(host)
        return [ipaddress.ip_address(next(answers))]

    ask = probe({"web": web}, lookup=lookup)
    answer = ask(f"target=rebind.test:{origin}")
    assert f'body="/ rebind.test:{origin}"' in answer.text
    assert asked == ["rebind.test"]
    assert ask(f"target=rebind.test:{origin}").status == 403
    assert not heard(listener[0])


def test_redirects_are_not_followed(probe: Any, web: Module, origin: int, listener: tuple[socket.socket, int]) -> None:
    sock, port = listener
    answer = probe({"web": web})(f"target=127.0.0.1:{origin}/redirect%3Fto=http://127.0.0.1:{port}/")
    assert 'answer_status{body=""} 302\n' in answer.text
    assert not heard(sock)


def test_a_target_that_is_not_there(probe: Any, web: Module, tools: Any) -> None:
    with tools.listening() as (sock, port):
        sock.close()
        answer = probe({"web": web})(f"target=127.0.0.1:{port}")
    assert (answer.status, "probe_success 0\n" in answer.text) == (200, True)


def test_a_name_that_does_not_resolve(probe: Any, web: Module) -> None:
    def lookup(_host: str, _port: int) -> list[Any]:
        raise socket.gaierror("unknown")

    assert "probe_success 0\n" in probe({"web": web}, lookup=lookup)("target=unknown.test").text


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"])
def test_a_target_that_hangs_is_answered_in_time_and_let_go(probe: Any, web: Module, tools: Any, sent: bytes) -> None:
    ask = probe({"web": web})
    with tools.listening() as (sock, port):
        answer = ask(f"target=127.0.0.1:{port}", timeout=0.4)
        peer, _ = sock.accept()
        peer.sendall(sent)
        assert "probe_success 0\n" in answer.text
        with peer:
            tools.read_all(peer)  # until the exporter closes its side
    tools.until(lambda: ask.source._workers._lost == 0, "the thread")


def test_a_target_that_drips_is_answered_in_time(probe: Any, web: Module, tools: Any) -> None:
    ask = probe({"web": web})
    stop = threading.Event()

    def drip(sock: socket.socket) -> None:
        peer, _ = sock.accept()
        with peer:
            try:
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                while not stop.wait(0.02):
                    peer.sendall(b"x")
            except OSError:
                return

    with tools.listening() as (sock, port):
        thread = threading.Thread(target=drip, args=(sock,))
        thread.start()
        answer = ask(f"target=127.0.0.1:{port}", timeout=0.4)
        stop.set()
        thread.join(20)
    assert "probe_success 0\n" in answer.text


def test_answers_of_any_bytes_do_not_crash_it(probe: Any, web: Module, tools: Any) -> None:
    ask = probe({"web": web})
    noise = random.Random(7)
    beginnings = [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/9 x\r\n\r\n",
    ]

    def serve(sock: socket.socket) -> None:
        for number in range(40):
            peer, _ = sock.accept()
            with peer:
                peer.sendall(beginnings[number % 4] + noise.randbytes(noise.randrange(2000)))

    with tools.listening() as (sock, port):
        thread = threading.Thread(target=serve, args=(sock,))
        thread.start()
        answers = [ask(f"target=127.0.0.1:{port}") for _ in range(40)]
        thread.join(20)
    assert {answer.status for answer in answers} == {200}
    assert "probe_success" in ask("target=127.0.0.1:1").text


def test_a_long_answer_is_cut(probe: Any, tools: Any, origin: int) -> None:
    module = Module(lambda target, _scrape: [tools.gauge("size", len(target.get(limit=5).body))])
    assert "probe_success 0\n" in probe({"web": module})(f"target=127.0.0.1:{origin}").text


def test_what_a_module_found_before_it_failed_is_kept(probe: Any, tools: Any) -> None:
    def collect(_target: Any, _scrape: Any) -> Iterator[Any]:
        yield tools.gauge("half", 1.0)
        raise ValueError("broken")

    answer = probe({"m": Module(collect)})("target=127.0.0.1")
    assert "half 1\n" in answer.text
    assert "probe_success 0\n" in answer.text


def test_a_module_over_tcp(probe: Any, tools: Any) -> None:
    def collect(target: Any, _scrape: Any) -> Iterator[Any]:
        with target.connect() as sock:
            sock.sendall(b"PING\r\n")
            yield tools.gauge("pong", float(sock.recv(100) == b"PONG\r\n"))

    with tools.listening() as (sock, port):

        def serve() -> None:
            peer, _ = sock.accept()
            with peer:
                peer.sendall(b"PONG\r\n" if peer.recv(100) == b"PING\r\n" else b"?")

        thread = threading.Thread(target=serve)
        thread.start()
        answer = probe({"ping": Module(collect, schemes=("tcp",), default_port=port)})("target=127.0.0.1")
        thread.join(20)
    assert "pong 1\n" in answer.text


def test_tls_checks_the_name_that_was_asked_for(probe: Any, tools: Any, certificates: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server.cert, certificates.server.key)
    trust = certificates.trusting()

    def collect(target: Any, _scrape: Any) -> Iterator[Any]:
        yield tools.gauge("status", target.get(context=trust).status)

    with ThreadingHTTPServer(("127.0.0.1", 0), Origin) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        lookup = lambda _host, _port: [ipaddress.ip_address("127.0.0.1")]  # noqa: E731
        ask = probe({"m": Module(collect)}, lookup=lookup)
        port = server.server_address[1]
        right = ask(f"target=https://localhost:{port}")
        wrong = ask(f"target=https://other.test:{port}")
        server.shutdown()
        thread.join(20)
    assert "status 200\n" in right.text
    assert "probe_success 0\n" in wrong.text


def test_many_probes_that_hang_do_not_use_up_the_threads(probe: Any, tools: Any) -> None:
    release = threading.Event()

    def collect(target: Any, _scrape: Any) -> Iterator[Any]:
        if target.port != 1:
            release.wait(60)
        yield tools.gauge("a", 1.0)

    ask = probe({"m": Module(collect)}, parallel=2)
    before = threading.active_count()
    try:
        for port in range(2, 4):
            assert "probe_success 0\n" in ask(f"target=127.0.0.1:{port}", timeout=0.1).text
        assert "probe_success 1\n" in ask("target=127.0.0.1:1").text
        for port in range(4, 6):
            assert "probe_success 0\n" in ask(f"target=127.0.0.1:{port}", timeout=0.1).text
        assert ask("target=127.0.0.1:6", timeout=0.1).status == 503
        assert "probe_success 0\n" in ask("target=127.0.0.1:2", timeout=5.0).text  # at once
        assert threading.active_count() <= before + 2 * 2 + 40
    finally:
        release.set()
    tools.until(lambda: "probe_success 1\n" in ask("target=127.0.0.1:6").text)


def test_two_scrapers_share_a_probe(tools: Any) -> None:
    release, calls = threading.Event(), 0

    def collect(_target: Any, _scrape: Any) -> list[Any]:
        nonlocal calls
        calls += 1
        release.wait(20)
        return [tools.gauge("a", 1.0)]

    source = ProbeSource({"m": Module(collect)}, LOOPBACK)
    request = ScrapeRequest({"target": ["127.0.0.1:1"]}, "", 20.0)
    pages: list[bytes] = []
    threads = [threading.Thread(target=lambda: pages.append(source.page(request).body)) for _ in range(2)]
    for thread in threads:
        thread.start()
    tools.until(lambda: calls == 1)
    release.set()
    for thread in threads:
        thread.join(20)
    assert len(pages) == 2
    assert calls <= 2
    source.close()


def test_openmetrics(tools: Any) -> None:
    source = ProbeSource({"m": Module(lambda *_: [])}, LOOPBACK)
    page = source.page(ScrapeRequest({"target": ["127.0.0.1:1"]}, "application/openmetrics-text"))
    assert page.body.endswith(b"# EOF\n")
    with pytest.raises(Refusal):
        source.page(ScrapeRequest({"target": ["127.0.0.2:1"]}))
    source.close()
