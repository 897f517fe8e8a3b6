"""This host: the page and the API over a real host exporter, and over programs that are none."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from fastapi import FastAPI

from exporterhub.errors import BadInput
from exporterhub.exposition import Family, Sample
from exporterhub.hub.app import make_app
from exporterhub.hub.host import parse_node
from exporterhub.hub.host.families import Families
from exporterhub.hub.host.summary import summarise
from exporterhub.hub.languages import ENGLISH
from exporterhub.hub.languages.amounts import bytesize, duration, reading

if TYPE_CHECKING:
    from conftest import Client

API = "/api/v1/host"
Over = Callable[[str], "Client"]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.replace("<wbr>", "")))


@pytest.fixture
def over(app: FastAPI, client: Client) -> Over:
    """A client of a hub whose host exporter is at an address."""
    return lambda address: type(client)(make_app(app.state.library, address))


def test_the_api_tells_of_this_host(over: Over, node: str) -> None:
    answer = over(node).get(API)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    host = answer.json()
    summary = host["summary"]
    uname = os.uname()
    assert (summary["hostname"], summary["kernel"]) == (uname.nodename, f"Linux {uname.release}")
    assert len(summary["load"]) == 3
    assert summary["cpus"] >= 1
    assert summary["uptime_seconds"] > 0
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert summary["memory"]["total_bytes"] == pytest.approx(pages, rel=0.05)
    assert 0 < summary["memory"]["used_bytes"] < summary["memory"]["total_bytes"]
    assert host["served_by"].startswith("exporterhub ")
    assert host["findings"] == []
    assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(host["read_at"]) < timedelta(minutes=1)
    families = {family["name"]: family for family in host["families"]}
    assert families["node_memory_MemTotal_bytes"]["unit"] == "bytes"
    assert float(families["node_memory_MemTotal_bytes"]["value"]) == summary["memory"]["total_bytes"]
    assert families["node_cpu_seconds_total"]["value"] is None
    assert families["node_cpu_seconds_total"]["series"] > 1


def test_the_page_shows_the_same(over: Over, node: str) -> None:
    client = over(node)
    answer = client.get("/host")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "style=" not in answer.text
    assert answer.text.count("<section") == answer.text.count("</section>")
    ids = re.findall(r'\bid="(.*?)"', answer.text)
    assert len(ids) == len(set(ids))
    text = text_of(answer.text)
    for said in ("Uptime", "Memory used", "Load over 1, 5, 15 min", os.uname().nodename, node, "UTC", "Read again"):
        assert said in text
    names = {family["name"] for family in client.get(API).json()["families"]}
    shown = set(re.findall(r'<th scope="row"><div class="pair"><code>(.*?)</code>', answer.text.replace("<wbr>", "")))
    assert shown == names


def test_each_read_is_a_new_one(over: Over, node: str) -> None:
    client = over(node)
    first, second = (client.get(API).json() for _ in range(2))
    assert first["read_at"] < second["read_at"]
    assert first["summary"]["uptime_seconds"] < second["summary"]["uptime_seconds"]


def test_the_families_are_filtered_without_javascript(over: Over, node: str) -> None:
    page = over(node).get("/host?metric=LOAD+Average+gauge").text.replace("<wbr>", "")
    shown = re.findall(r'<tr><th scope="row"><div class="pair"><code>(.*?)</code>', page)
    hidden = re.findall(r'<tr hidden><th scope="row"><div class="pair"><code>(.*?)</code>', page)
    assert shown == ["node_load1", "node_load15", "node_load5"]
    assert "node_memory_MemTotal_bytes" in hidden
    none = over(node).get("/host", params={"metric": '"><script>alert(1)</script>'})
    assert none.status_code == 200
    assert "<script>alert" not in none.text


def test_the_navigation_has_it_only_with_an_exporter(over: Over, client: Client, node: str) -> None:
    for path in ("/", "/tiers", "/host", "/nope"):
        assert 'href="/host"' in over(node).get(path).text
        assert 'href="/host"' not in client.get(path).text


def test_without_an_exporter_it_says_how_to_start_one(client: Client) -> None:
    page = client.get("/host")
    assert page.status_code == 200
    assert "exporterhub serve --node 127.0.0.1:9100" in page.text
    answer = client.get(API)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "--node" in answer.json()["detail"]


def test_a_visitor_cannot_choose_the_address(over: Over, node: str) -> None:
    for query in ("?node=127.0.0.1:1", "?address=127.0.0.1:1", "?url=http://127.0.0.1:1"):
        assert over(node).get(API + query).json()["address"] == node


class Stub(BaseHTTPRequestHandler):
    """Programs that are no exporter; the server's ``mode`` says which."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {
        "html": (200, {"Content-Type": "text/html"}, b"<h1>Another program</h1>\n"),
        "html-like-a-page": (200, {"Content-Type": "text/html"}, b"a 1\n"),
        "empty": (200, {"Content-Type": "text/plain"}, b""),
        "gzip": (200, {"Content-Type": "text/plain", "Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00\x00"),
        "moved": (302, {"Location": "/other"}, b""),
        "broken": (500, {"Content-Type": "text/plain"}, b"a 1\n"),
        "large": (200, {"Content-Type": "text/plain"}, b"# " + b"x" * (6 << 20) + b"\n"),
        "odd": (200, {"Content-Type": "text/plain"}, b"node_load1 NaN\nnode_memory_MemTotal_bytes +Inf\n"),
        "half": (200, {"Content-Type": "text/plain"}, b"node_load1 1\nnode_load5 }\n"),
    }

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        if server.mode == "hangs":
            server.over.wait(30)
            return
        status, headers, body = self.answers.get(server.mode, (200, {}, b"node_load1 "))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:  # the reader has gone, as it should
            return
        if server.mode == "trickles":
            server.over.wait(30)

    def log_message(self, *args: object) -> None:
        """Silence."""


@pytest.fixture
def stub() -> Iterator[Any]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Stub) as server:
        other: Any = server
        other.mode, other.asked, other.over = "html", [], threading.Event()
        other.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield other
        finally:
            other.over.set()
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("html", "is no metrics page"),
        ("html-like-a-page", "is no metrics page"),
        ("empty", "is no metrics page"),
        ("gzip", "is no metrics page"),
        ("moved", "answers 302"),
        ("broken", "answers 500"),
        ("large", "sends more than 5 MiB"),
        ("hangs", "did not answer within"),
        ("trickles", "did not answer within"),
    ],
)
def test_what_is_no_page_is_said(over: Over, stub: Any, monkeypatch: pytest.MonkeyPatch, mode: str, said: str) -> None:
    if "did not" in said:
        monkeypatch.setattr("exporterhub.hub.host.read.SECONDS", 0.2)
    stub.mode = mode
    client = over(stub.address)
    page, answer = client.get("/host"), client.get(API)
    assert (page.status_code, answer.status_code) == (502, 502)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert said in text_of(page.text)
    assert "Try again" in page.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert stub.asked == ["/metrics", "/metrics"]


def test_nobody_there_is_said(over: Over) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    page = over(address).get("/host")
    assert page.status_code == 502
    assert f"Nothing answers at {address}" in text_of(page.text)


def test_a_page_with_odd_values_is_shown(over: Over, stub: Any) -> None:
    stub.mode = "odd"
    client = over(stub.address)
    host = client.get(API).json()
    assert [family["value"] for family in host["families"]] == ["NaN", "+Inf"]
    assert (host["summary"]["memory"], host["summary"]["load"], host["exporter"]) == (None, [], None)
    text = text_of(client.get("/host").text)
    assert "+Inf" in text
    assert "No exporter of the catalog fits well" in text
    assert "Uptime" not in text


def test_a_page_that_is_partly_wrong_is_shown_with_a_count(over: Over, stub: Any) -> None:
    stub.mode = "half"
    client = over(stub.address)
    assert client.get(API).json()["summary"]["load"] == [1]
    assert "1 problem was found while reading" in text_of(client.get("/host").text)


def test_only_a_few_read_at_once(over: Over, node: str) -> None:
    client = over(node)
    with ExitStack() as inside:
        for _ in range(8):
            inside.enter_context(client.app.state.host_gate)
        assert [client.get(path).status_code for path in ("/host", API)] == [503, 503]
    assert client.get("/host").status_code == 200


@pytest.mark.parametrize("text", ["127.0.0.1:9100", "localhost:9100", "127.8.8.8:1", "[::1]:9100", " 127.0.0.1:9100 "])
def test_loopback_addresses_are_taken(text: str) -> None:
    assert parse_node(text)[1] in (9100, 1)


@pytest.mark.parametrize(
    "text",
    ["", ":9100", "9100", "0.0.0.0:9100", "192.0.2.1:9100", "[::]:9100", "example.org:9100", "127.0.0.1", "127.0.0.1:0",
     "localhost.example.org:9100", "http://127.0.0.1:9100", "127.0.0.1:9100/x", "127.0.0.1@192.0.2.1:9100"],
)  # fmt: skip
def test_other_addresses_are_not(text: str, app: FastAPI) -> None:
    with pytest.raises(BadInput, match=r"host exporter|loopback") as caught:
        make_app(app.state.library, text)
    assert "127.0.0.1:9100" in caught.value.remedy


def filesystem(mountpoint: str, device: str, kind: str = "ext4") -> dict[str, str]:
    return {"mountpoint": mountpoint, "device": device, "fstype": kind}


def test_filesystems_and_devices_are_chosen() -> None:
    mounts = [
        filesystem("/", "/dev/sda1"),
        filesystem("/srv/bind", "/dev/sda1"),
        filesystem("/run", "tmpfs", "tmpfs"),
        filesystem("/a", "overlay", "overlay"),
        filesystem("/b", "overlay", "overlay"),
    ]
    names = {"size": 100.0, "free": 40.0, "avail": 30.0}
    families = [
        Family(f"node_filesystem_{name}_bytes", samples=[Sample("", labels, value) for labels in mounts])
        for name, value in names.items()
    ]
    families += [
        Family(f"node_network_{way}_bytes_total", samples=[Sample("", {"device": d}, v) for d, v in traffic.items()])
        for way, traffic in (
            ("receive", {"lo": 9.0, "eth0": 1.0, "eth1": 5.0, "eth2": 0.0}),
            ("transmit", {"lo": 9.0, "eth0": 2.0, "eth1": 0.0, "eth2": 0.0}),
        )
    ]
    summary = summarise(Families(families))
    assert [found.mountpoint for found in summary.filesystems] == ["/", "/a", "/b"]
    assert (summary.filesystems[0].used_bytes, summary.filesystems[0].available_bytes) == (60, 30)
    assert [(found.device, found.received_bytes) for found in summary.network] == [("eth1", 5), ("eth0", 1)]
    assert (summary.memory, summary.cpus, summary.uptime_seconds) == (None, None, None)


def test_figures_are_written_for_people() -> None:
    assert [bytesize(ENGLISH, n) for n in (0, 1023, 1024, 1.5 * 2**30, 252 * 2**30, 1023.9 * 2**20, 2.0**70)] == [
        "0 B", "1023 B", "1.0 KiB", "1.5 GiB", "252 GiB", "1.0 GiB", "1048576 PiB",
    ]  # fmt: skip
    assert [duration(ENGLISH, s) for s in (0, 59.9, 61, 7380, 90_000, 864_000_0)] == [
        "0 s", "59 s", "1 min 1 s", "2 h 3 min", "1 d 1 h", "100 d 0 h",
    ]  # fmt: skip
    shown = [
        reading(ENGLISH, *pair)
        for pair in (("1536", "bytes"), ("262144", ""), ("0.123456789", "seconds"), ("NaN", "bytes"))
    ]
    assert shown == ["1.5 KiB", "262,144", "0.123457", "NaN"]
