"""The real exporter-toolkit, in Debian's node_exporter, as the oracle of what a web configuration may say."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.programs import debian_root, tool_command
from exporterhub.toolkit.web.secure import Secure

CASES = Path(__file__).parent / "cases" / "web"
NAMES = sorted(path.stem for path in CASES.glob("*.yml"))

# Refused here, and only at the first login there.
STRICTER = {"bad-user-hash-charset"}

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]


@pytest.fixture(scope="module")
def root() -> Any:
    return debian_root(["prometheus-node-exporter"], "sid")


@pytest.fixture
def accepted(root: Any, tools: Any) -> Callable[[Path], bool]:
    """Whether the real one serves with a configuration, or ends."""

    def judge(path: Path) -> bool:
        flags = ["--web.listen-address=127.0.0.1:0", f"--web.config.file={path}", "--collector.disable-defaults"]
        command = tool_command(root, ["/usr/bin/prometheus-node-exporter", *flags], folder=path.parent)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            for line in process.stderr:
                found = re.search(r'msg="TLS is .*address=(\S+)', line)
                if found:
                    return _answers(tools, found[1])
            return False
        finally:
            process.kill()
            process.wait()
            if process.stderr:
                process.stderr.close()

    return judge


def _answers(tools: Any, address: str) -> bool:
    try:
        with tools.dial(address) as sock:
            sock.sendall(b"GET / HTTP/1.0\r\n\r\n")  # answered in plain text by a TLS server too
            return bool(tools.read_all(sock))
    except OSError:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_both_say_the_same(name: str, web_folder: Path, accepted: Callable[[Path], bool]) -> None:
    path = web_folder / f"{name}.yml"
    path.write_bytes((CASES / f"{name}.yml").read_bytes())
    try:
        Secure(str(path))
        here = True
    except BadInput:
        here = False
    assert here is name.startswith("good-")
    there = accepted(path)
    assert here is there or (name in STRICTER and there)
