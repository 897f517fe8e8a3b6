"""A real Prometheus with two weeks of made-up data in blocks that promtool wrote."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from exporterhub.programs import debian_root, run_tool, tool_command

DAY = 86_400
DAYS = 14
STEP = 300
START = 1_760_000_000 // DAY * DAY  # a midnight (UTC)
END = START + DAYS * DAY
SIZE = 1e11


def rotated(second: int) -> float:
    """Logs grow by three tenths of the disk in a day, and are rotated away at midnight: hours before it, the disk seems
    to be full soon."""
    return SIZE * (0.38 - 0.30 * (second % DAY) / DAY)


def backed_up(second: int) -> float:
    """A dump lies there from two to four every night, and leaves a twentieth."""
    return SIZE * (0.05 if 2 <= second % DAY / 3600 < 4 else 0.39)


def used_once(second: int) -> float:
    """On the seventh day something large lies there for eight hours."""
    return SIZE * (0.05 if 0 <= (second - 6.1 * DAY) / 3600 < 8 else 0.39)


def filling(second: int) -> float:
    """Half full for nine days; then something writes without end, two hundredths an hour, until it is full."""
    hours = max(0.0, (second - 9 * DAY) / 3600)
    return SIZE * max(0.0, 0.50 - 0.02 * hours)


class History(NamedTuple):
    """Where the server is, and when its data begin and end (seconds since the epoch)."""

    url: str
    start: float
    end: float


HOSTS: dict[str, Callable[[int], float]] = {
    "rotated": rotated,
    "backup": backed_up,
    "once": used_once,
    "filling": filling,
}


def page() -> str:
    """The series as OpenMetrics, in order of time within each family."""
    lines = []
    values: dict[str, Callable[[str, int], float]] = {
        "node_filesystem_avail_bytes": lambda host, second: HOSTS[host](second),
        "node_filesystem_size_bytes": lambda _host, _second: SIZE,
        "node_filesystem_readonly": lambda _host, _second: 0,
    }
    for family, value in values.items():
        lines.append(f"# TYPE {family} gauge")
        for host in HOSTS:
            labels = f'job="node",instance="{host}:9100",device="/dev/sda1",fstype="ext4",mountpoint="/"'
            lines += [
                f"{family}{{{labels}}} {value(host, second):g} {START + second}"
                for second in range(0, DAYS * DAY, STEP)
            ]
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """It runs for all tests of a session."""
    folder = tmp_path_factory.mktemp("history")
    root = debian_root(["prometheus"], "sid")
    (folder / "data").mkdir()
    (folder / "page").write_text(page())
    (folder / "prometheus.yml").write_text("{}\n")
    made = run_tool(root, ["promtool", "tsdb", "create-blocks-from", "openmetrics", "page", "data"], folder=folder)
    assert made.returncode == 0, made.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    flags = [
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        "--storage.tsdb.retention.time=100y",
        f"--web.listen-address={address}",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            tool_command(root, ["prometheus", *flags], folder=folder), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(f"http://{address}/-/ready", process)
        yield History(f"http://{address}", START, END)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            pause.wait(0.1)
    raise AssertionError("Prometheus did not start")
