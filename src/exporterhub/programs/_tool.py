"""One program, run once on the host's network: promtool on a file, a Prometheus for a test, a browser."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from exporterhub.errors import Missing
from exporterhub.programs._root import Root
from exporterhub.programs._sandbox import Inner, inner_command, sandbox_unavailable


def tool_command(
    root: Root,
    argv: Sequence[str],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    network: bool = True,
) -> list[str]:
    """The command that runs ``argv`` on ``root``. ``folder`` is writable, at its own path, and where it runs.

    Raises:
        Missing: this kernel does not allow a sandbox; the message says what to enable.
    """
    reason = sandbox_unavailable()
    if reason:
        raise Missing(reason)
    place = str(folder.absolute()) if folder else "/"
    writable = {place: folder.absolute()} if folder else {}
    return inner_command(
        Inner(root.path, writable=writable, environment=environment or {}, directory=place),
        argv,
        network=network,
    )


def run_tool(
    root: Root, argv: Sequence[str], *, stdin: bytes = b"", folder: Path | None = None, seconds: float = 60.0
) -> subprocess.CompletedProcess[bytes]:
    """Run ``argv`` on ``root`` to its end without a network; the result's ``stdout`` and ``stderr`` are bytes.

    Raises:
        Missing: no sandbox can be made here.
        subprocess.TimeoutExpired: it took longer than ``seconds`` (it was ended).
    """
    command = tool_command(root, argv, folder=folder, network=False)
    return subprocess.run(command, input=stdin, capture_output=True, timeout=seconds, check=False)
