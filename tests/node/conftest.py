"""The made-up host, the exporter on it, and the real node_exporter beside it."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from exporterhub.node import exporter
from exporterhub.programs import debian_root, tool_command
from exporterhub.toolkit import ScrapeRequest

HERE = Path(__file__).parent


def _module(name: str) -> ModuleType:
    """A module or package that stands beside the tests, imported as ``node_tests_NAME``."""
    full = f"node_tests_{name}"
    if full not in sys.modules:
        folder = HERE / name
        path = folder / "__init__.py" if folder.is_dir() else HERE / f"{name}.py"
        spec = importlib.util.spec_from_file_location(
            full, path, submodule_search_locations=[str(folder)] if folder.is_dir() else None
        )
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


tree_module = _module("tree")
pages_module = _module("pages")
accepted_module = _module("accepted")
doubles_module = _module("doubles")


@pytest.fixture(scope="session")
def pages() -> ModuleType:
    """Pages as values, and their differences."""
    return pages_module


@pytest.fixture(scope="session")
def accepted() -> ModuleType:
    """The differences that are meant."""
    return accepted_module


@pytest.fixture(scope="session")
def doubles() -> ModuleType:
    """Doubles of psutil on macOS and on Windows."""
    return doubles_module


@pytest.fixture(scope="session")
def ask() -> Callable[..., object]:
    """``ask("darwin", reader, "cpu", flag=value)``: what collectors of another system say, as families."""

    def page(platform: str, reader: object, *names: str, given: Mapping[str, object] | None = None) -> object:
        source = exporter(names, given, platform=platform, reader=reader)  # type: ignore[arg-type]
        return pages_module.families(source.page(ScrapeRequest()).body.decode())

    return page


@pytest.fixture(scope="session")
def empty_host(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A host whose ``/proc`` and ``/sys`` hold nothing."""
    return tree_module.Tree(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def tree(tmp_path: Path) -> object:
    """A made-up host of one's own, to be changed at will."""
    return tree_module.make(tmp_path / "host")


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A made-up host that no test changes."""
    return tree_module.make(tmp_path_factory.mktemp("host"))


Read = Callable[..., str]


@pytest.fixture
def read() -> Read:
    """``read(tree, "cpu", flag=value)``: what one collector says of a tree, without the families about the exporter."""

    def page(where: object, *names: str, given: Mapping[str, str | bool | Sequence[str]] | None = None) -> str:
        source = exporter(names, {**where.flags(), **(given or {})})
        text = source.page(ScrapeRequest()).body.decode()
        return text.partition("# HELP node_scrape_collector_duration_seconds")[0]

    return page


@pytest.fixture
def parsed(read: Read) -> Callable[..., object]:
    """As ``read``, as families."""
    return lambda *args, **options: pages_module.families(read(*args, **options))


class Peer:
    """The real node_exporter; ``page(flags)`` runs it once."""

    def __init__(self) -> None:
        self.root = debian_root(["prometheus-node-exporter"], "sid")
        self.version = self.root.version("prometheus-node-exporter")

    def page(self, flags: Sequence[str], *, folder: Path | None = None) -> str:
        """Its page, in a sandbox that sees ``folder``; without one on this very machine."""
        with self.running(flags, folder=folder) as port:
            return fetch(port)

    @contextlib.contextmanager
    def running(self, flags: Sequence[str], *, folder: Path | None = None) -> Iterator[int]:
        """Its port, while it runs."""
        port = free_port()
        command = ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}", *flags]
        if folder is None:
            command[0] = str(self.root.path / "usr/bin" / command[0])
        else:
            command = tool_command(self.root, command, folder=folder)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=10)


@pytest.fixture(scope="session")
def peer() -> Peer:
    """The real node_exporter."""
    return Peer()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def fetch(port: int, path: str = "/metrics") -> str:
    """One page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, body
        return body
    finally:
        connection.close()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens there."""
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                _, said = process.communicate()
                pytest.fail(f"{process.args!r} does not listen:\n{said.decode(errors='replace')[-2000:]}")
            time.sleep(0.02)
