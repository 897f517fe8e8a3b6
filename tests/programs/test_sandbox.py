"""What a sandbox keeps in, and that it ends with whoever started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exporterhub.programs import Inner, inner_command, outer_command

pytestmark = pytest.mark.sandbox
HOST = Inner(Path("/"))
"""The host's own /usr as a root: no archive is needed to test what the sandbox itself does."""


def run(argv: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_only_loopback_is_there_and_it_is_up() -> None:
    done = run(outer_command(["cat", "/proc/net/dev"]))
    interfaces = [line.split(":")[0].strip() for line in done.stdout.splitlines()[2:]]
    assert interfaces == ["lo"]
    script = "from socket import *; s = create_server(('', 80)); create_connection(('127.0.0.1', 80)); print('ok')"
    assert run(outer_command([sys.executable, "-c", script])).stdout == "ok\n"


def test_an_inner_sandbox_has_its_own_user_names_and_processes() -> None:
    done = run(
        outer_command(inner_command(HOST, ["sh", "-c", "id -u; hostname; ls -d /proc/[0-9]* | wc -l; ls /home /root"]))
    )
    user, host, processes, *rest = done.stdout.split()
    assert (user, host, rest) == ("1000", "lab", [])
    assert int(processes) <= 4


def test_scratch_is_in_memory_and_gone_afterwards(tmp_path: Path) -> None:
    done = run(outer_command(["sh", "-c", f"touch {tmp_path}/x && ls {tmp_path}"], scratch=tmp_path))
    assert done.stdout == "x\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_an_ordinary_user_can_do_the_same() -> None:
    command = outer_command(inner_command(HOST, ["id", "-u"]))
    assert run(command, user=65534, group=65534, extra_groups=[], cwd="/").stdout == "1000\n"


def _alive(marker: str) -> list[str]:
    """Processes whose command line holds ``marker``, as the host sees them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker in (folder / "cmdline").read_bytes().decode(errors="replace").split("\0"):
                found.append(folder.name)
        except OSError:
            continue
    return found


def test_kill_9_of_the_starter_ends_daemons_too(tmp_path: Path) -> None:
    """A daemon in a session of its own, two sandboxes deep, ends when the process that made the sandbox is killed."""
    marker = str(80_000 + os.getpid() % 10_000)
    daemon = inner_command(HOST, ["sh", "-c", f"setsid sleep {marker} & wait"])
    script = f"import subprocess; subprocess.run({outer_command(daemon)!r})"
    starter = subprocess.Popen([sys.executable, "-c", script])
    wait_for(lambda: _alive(marker))
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    wait_for(lambda: not _alive(marker))


def wait_for(condition: object, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "the condition did not come to hold in time"
        time.sleep(0.05)
