"""What the tests of the toolkit share: certificates, collectors, a server, and clients on real sockets."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from exporterhub.exposition import Family, Sample
from exporterhub.toolkit import CollectorSource, Limits, Page, Runner, ScrapeRequest, WebOptions
from exporterhub.toolkit.testing import Served, serving

DEADLINE = 20.0


class Answer(NamedTuple):
    """An answer on the wire; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Fixed:
    """A source that always answers the same, and remembers what it was asked."""

    def __init__(self, body: bytes = b"up 1\n", *, inline: bool = True) -> None:
        self.body = body
        self.inline = inline
        self.asked: list[ScrapeRequest] = []

    def page(self, request: ScrapeRequest) -> Page:
        self.asked.append(request)
        return Page(self.body)


class Simple:
    """A collector that yields one gauge, or does what it is told."""

    def __init__(self, name: str, do: Callable[[Any], Any] | None = None, *, may_block: bool = False) -> None:
        self.name = name
        self.may_block = may_block
        self.calls = 0
        self._do = do

    def collect(self, scrape: Any) -> Any:
        self.calls += 1
        return self._do(scrape) if self._do else [gauge(f"{self.name}_value", 1.0)]


def gauge(name: str, value: float, **labels: str) -> Family:
    """A family of one sample."""
    return Family(name, "gauge", f"The {name}", "", (Sample(name, labels, value),))


class Certificate(NamedTuple):
    """A certificate and its key, as files."""

    cert: Path
    key: Path


class Certificates:
    """A CA, and what it signed: made by the openssl command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ca = self.make("ca", "/CN=Test CA", "basicConstraints=critical,CA:TRUE", ca=None)
        self.other_ca = self.make("other-ca", "/CN=Other CA", "basicConstraints=critical,CA:TRUE", ca=None)
        self.server = self.make("server", "/CN=one", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1")
        self.server2 = self.make("server2", "/CN=two", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1")
        names = "subjectAltName=DNS:scraper.test,email:ops@scraper.test,URI:spiffe://test/scraper,IP:192.0.2.7"
        self.client = self.make("client", "/CN=client", names)
        self.stranger = self.make("stranger", "/CN=stranger", "subjectAltName=DNS:stranger.test", ca=self.other_ca)

    def make(self, name: str, subject: str, extension: str, *, ca: Certificate | str | None = "own") -> Certificate:
        cert, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        signer = self.ca if isinstance(ca, str) else ca
        by = ["-CA", str(signer.cert), "-CAkey", str(signer.key)] if signer else []
        subprocess.run(
            ["openssl", "req", "-x509", *by, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", subject, "-addext", extension, "-keyout", str(key), "-out", str(cert)],
            check=True, capture_output=True, timeout=DEADLINE,
        )  # fmt: skip
        return Certificate(cert, key)

    def trusting(self, client: Certificate | None = None) -> ssl.SSLContext:
        """A client's context that trusts the CA."""
        context = ssl.create_default_context(cafile=str(self.ca.cert))
        if client:
            context.load_cert_chain(client.cert, client.key)
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def web_folder(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the cases name, and another current folder than that."""
    folder = tmp_path_factory.mktemp("web") / "certs"
    folder.mkdir()
    for name in ("ca.pem", "server.pem", "server.key", "client.pem", "client.key"):
        (folder / name).write_bytes((certificates.folder / name).read_bytes())
    (folder.parent / "web.yml").write_text("no certificate\n")
    subprocess.run(
        [
            "openssl",
            "ec",
            "-aes256",
            "-passout",
            "pass:x",
            "-in",
            folder / "server.key",
            "-out",
            folder / "encrypted.key",
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def fixed() -> type[Fixed]:
    return Fixed


@pytest.fixture
def simple() -> type[Simple]:
    return Simple


@pytest.fixture
def runner_source() -> Callable[..., CollectorSource]:
    """A source of collectors; the threads end with the test."""

    def make(*collectors: Any, **options: Any) -> CollectorSource:
        return CollectorSource(Runner(collectors, namespace="test", **options))

    return make


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Starts servers that end with the test: ``serve(source, config="...", name=...)``."""
    with ExitStack() as stack:

        def start(source: Any, *, limits: Mapping[str, float] | None = None, **options: Any) -> Served:
            chosen = WebOptions(**options, limits=Limits(**dict(limits or {})))  # type: ignore[arg-type]
            return stack.enter_context(serving(source, chosen))

        yield start


def fetch(
    address: str,
    path: str = "/metrics",
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    context: ssl.SSLContext | None = None,
    auth: tuple[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own."""
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    connection: http.client.HTTPConnection
    if context is None:
        connection = http.client.HTTPConnection(host, int(port), timeout=DEADLINE)
    else:
        connection = http.client.HTTPSConnection(host, int(port), timeout=DEADLINE, context=context)
    sent = dict(headers or {})
    if auth:
        import base64

        sent["Authorization"] = "Basic " + base64.b64encode(f"{auth[0]}:{auth[1]}".encode()).decode()
    try:
        connection.request(method, path, headers=sent)
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())
    finally:
        connection.close()


def dial(address: str) -> socket.socket:
    """A bare connection."""
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=DEADLINE)


def until(condition: Callable[[], Any], what: str = "the condition", seconds: float = DEADLINE) -> Any:
    """Wait for a condition; fails when it does not come."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := condition()):
        if time.monotonic() > end:
            pytest.fail(f"{what} did not come within {seconds:g} s")
        pause.wait(0.01)
    return found


def read_all(sock: socket.socket) -> bytes:
    """What comes until the peer closes, or resets."""
    pieces = []
    try:
        while piece := sock.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


@contextmanager
def listening() -> Iterator[tuple[socket.socket, int]]:
    """A socket that others can connect to, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        sock.settimeout(DEADLINE)
        yield sock, sock.getsockname()[1]


class Tools(NamedTuple):
    """The functions above, for test modules (which cannot import this one)."""

    fetch: Callable[..., Answer]
    dial: Callable[[str], socket.socket]
    until: Callable[..., Any]
    read_all: Callable[[socket.socket], bytes]
    listening: Callable[[], Any]
    gauge: Callable[..., Family]


@pytest.fixture(scope="session")
def tools() -> Tools:
    return Tools(fetch, dial, until, read_all, listening, gauge)


@pytest.fixture(scope="session")
def hashed() -> Callable[[str], str]:
    """A bcrypt hash of the lowest cost, remembered."""
    import bcrypt

    @functools.cache
    def make(password: str) -> str:
        return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()

    return make
