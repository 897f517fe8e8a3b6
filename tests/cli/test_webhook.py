"""``webhook test`` against a real receiver, and databases that cannot be used."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

DATABASE = ("--database", "state.sqlite")


class Receiver(BaseHTTPRequestHandler):
    """Takes what is sent to any path but ``/bad``, and repeats the path."""

    received: list[bytes]

    def do_POST(self) -> None:
        self.received.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(404 if self.path.startswith("/bad") else 200)
        self.end_headers()
        self.wfile.write(f"\x1b[31mgot {self.path}".encode())

    def log_message(self, *args: object) -> None:
        """Silence."""


@pytest.fixture
def receiver() -> Iterator[str]:
    """A receiver; gives ``http://127.0.0.1:port``."""
    Receiver.received = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_address[1]}"
        finally:
            http.shutdown()
            thread.join()


def test_a_sample_is_sent(cli: Callable[..., Any], receiver: str) -> None:
    cli("webhook", "add", "a", f"{receiver}/T0KENT0KEN", "--allow-http", *DATABASE)
    done = cli("webhook", "test", "a", "--event", "tier", *DATABASE)
    assert done.code == 0
    assert f"a at {receiver.removeprefix('http://')}: sent, status 200" in done.out
    assert "it answered: \ufffd[31mgot ..." in done.out
    sent = json.loads(Receiver.received[0])
    assert (sent["event"], sent["test"]) == ("tier", True)
    answered = json.loads(
        cli("webhook", "test", "a", "--json", "--public-url", "https://hub.example.org", *DATABASE).out
    )
    assert (answered["result"], answered["status"], answered["event"]) == ("sent", 200, "release")
    assert json.loads(Receiver.received[1])["link"] == "https://hub.example.org/exporters/redis"
    shown = json.loads(cli("webhook", "show", "a", "--json", *DATABASE).out)
    assert shown["standing"] == "fine"
    assert [one["event"] for one in shown["deliveries"]] == ["release", "tier"]
    assert "T0KEN" not in str(shown)


@pytest.mark.parametrize("path", ["/bad/T0KENT0KEN", None])
def test_a_receiver_that_does_not_take_it_ends_with_3(cli: Callable[..., Any], receiver: str, path: str | None) -> None:
    url = f"{receiver}{path}" if path else "http://127.0.0.1:1/T0KENT0KEN"
    cli("webhook", "add", "a", url, "--allow-http", *DATABASE)
    done = cli("webhook", "test", "a", *DATABASE)
    assert done.code == 3
    assert ": failed, " in done.out
    assert "T0KEN" not in done.both
    assert "failing since" in cli("webhook", "list", *DATABASE).out
    assert json.loads(cli("webhook", "list", "--json", *DATABASE).out)[0]["standing"] == "failing"


@pytest.mark.parametrize("verb", [["list"], ["show", "a"], ["test", "a"], ["remove", "a"], ["add", "a", "https://a/x"]])
def test_a_server_that_is_away_ends_with_3(cli: Callable[..., Any], verb: list[str]) -> None:
    done = cli("webhook", *verb, "--database", "postgresql://hub@127.0.0.1:1/hub")
    assert done.code == 3
    assert done.err.startswith("error: ")
    assert "cannot be reached" in done.err


def test_what_is_wrong_makes_no_database(cli: Callable[..., Any], work: Path) -> None:
    assert cli("webhook", "add", "a", "http://a.example/x", *DATABASE).code == 2
    assert not (work / "state.sqlite").exists()
