"""One program inside the lab's sandbox: written, prepared, started, watched until it is ready."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from exporterhub.errors import ExporterHubError, LabFailure
from exporterhub.exposition import Sample, parse
from exporterhub.lab._job import JobProgram
from exporterhub.programs import Inner, inner_command

POLL_SECONDS = 0.1
ACCEPT = "text/plain;version=0.0.4;q=1,*/*;q=0.1"
"""The text format where the exporter has it: the one format that all tools of the field read."""


class Running:
    """A program of the lab. ``scratch`` is the lab's folder on the host side of the inner sandbox."""

    def __init__(self, job: JobProgram, scratch: Path) -> None:
        self.job = job
        self.log = scratch / "logs" / f"{job.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._inner = self._write(scratch)

    def _write(self, scratch: Path) -> Inner:
        root = Path(self.job.root)
        own = scratch / "roots" / self.job.name
        shared = scratch / "lab"
        folder = shared / self.job.name
        for path in (folder, self.log.parent, own):
            path.mkdir(parents=True, exist_ok=True)
        for name in ("etc", "var"):
            shutil.copytree(root / name, own / name, symlinks=True, ignore_dangling_symlinks=True)
        for name in ("var/log", "var/tmp", "var/lib", "var/cache"):
            (own / name).mkdir(parents=True, exist_ok=True)
        run = own / "var" / "run"
        if run.is_dir() and not run.is_symlink():
            shutil.rmtree(run)
        run.unlink(missing_ok=True)
        run.symlink_to("/run")
        for name, text in self.job.files.items():
            place = own / name.lstrip("/") if name.startswith(("/etc/", "/var/")) else folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            if text.startswith("#!"):
                place.chmod(0o755)
        return Inner(
            root,
            writable={"/etc": own / "etc", "/var": own / "var", "/lab": shared},
            readable={place: Path(path) for place, path in self._readable()},
            environment=self.job.env,
            directory=f"/lab/{self.job.name}",
        )

    def _readable(self) -> Iterator[tuple[str, str]]:
        if self.job.sysfs:
            yield "/sys", "/sys"
        yield from self.job.readable.items()

    def command(self, line: str) -> list[str]:
        """The command that runs a shell line in this program's sandbox."""
        return inner_command(self._inner, ["/bin/sh", "-ec", line])

    def start(self) -> None:
        """Prepare and start. Raises LabFailure with the log when preparing fails."""
        with self.log.open("ab") as log:
            if self.job.prepare:
                done = subprocess.run(
                    self.command(self.job.prepare),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    timeout=120,
                    check=False,
                )
                if done.returncode:
                    raise self.failure(f"preparing {self.job.name} ended with exit code {done.returncode}")
        self.start_again()

    def start_again(self) -> None:
        """Start on what an earlier start left, without preparing."""
        if self.job.run:
            with self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self.command(self.job.run), stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )

    def kill(self) -> None:
        """End the program at once, with all that it started: its namespace ends with its first process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program and all that it started, from the first process on."""
        for pid in self._descendants():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def usage(self) -> tuple[float, int]:
        """Processor seconds used so far, and bytes resident now, of the program and all that it started (proc(5))."""
        ticks = pages = 0
        for pid in self._descendants():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
                pages += int(fields[21])
        return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE")

    def _descendants(self) -> list[int]:
        if self._process is None:
            return []
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # the name may hold spaces and brackets; what follows the last bracket is state and parent (proc(5))
                parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(stat.parent.name))
        found = [self._process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found[1:]

    def failure(self, message: str) -> LabFailure:
        """An error that carries the last lines of this program's log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return LabFailure(message, log="\n".join(lines[-20:]))

    def wait(self) -> None:
        """Wait until all that ``ready`` names holds. Raises LabFailure when it never does, or the program ends."""
        deadline = time.monotonic() + self.job.ready.seconds
        while True:
            open_point = self._open_point()
            if not open_point:
                return
            if self._process is not None and self._process.poll() is not None:
                raise self.failure(
                    f"{self.job.name} ended with exit code {self._process.returncode} before it was ready"
                )
            if time.monotonic() > deadline:
                raise self.failure(f"{self.job.name} was not ready after {self.job.ready.seconds:g} s: {open_point}")
            time.sleep(POLL_SECONDS)

    def _open_point(self) -> str:
        """What does not hold yet, in words; empty when the program is ready."""
        ready = self.job.ready
        if ready.tcp is not None and not _accepts(ready.tcp):
            return f"nothing accepts connections on port {ready.tcp}"
        if ready.log and not re.search(ready.log, self.log.read_text(encoding="utf-8", errors="replace"), re.MULTILINE):
            return f"its output does not match {ready.log!r}"
        if ready.http:
            problem = self._page_problem()
            if problem:
                return problem
        if ready.command:
            done = subprocess.run(
                self.command(ready.command),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,
                check=False,
            )
            if done.returncode:
                tail = done.stderr.decode(errors="replace")[-200:]
                return f"`{ready.command}` ended with exit code {done.returncode}: {tail}"
        return ""

    def _page_problem(self) -> str:
        ready = self.job.ready
        try:
            page, content_type = fetch(ready.http, "")
        except OSError as error:
            return f"{ready.http}: {error}"
        if not ready.sample and not ready.families:
            return ""
        try:
            families = list(parse(page, content_type, strict=False))
        except ExporterHubError as error:
            return f"{ready.http} is no metrics page: {error.message}"
        if len(families) < ready.families:
            return f"{ready.http} has {len(families)} families, not {ready.families}"
        samples = [sample for family in families for sample in family.samples]
        for line in ready.sample:
            if not _has(samples, line):
                return f"{ready.http} has no sample `{line}`"
        return ""


def _accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _has(samples: list[Sample], line: str) -> bool:
    """Whether a sample of that name and value, with at least those labels, is there."""
    wanted = next(iter(next(iter(parse(line + "\n"))).samples))
    return any(
        sample.name == wanted.name
        and sample.value == wanted.value
        and all(sample.labels.get(key) == value for key, value in wanted.labels.items())
        for sample in samples
    )


def fetch(url: str, accept: str, seconds: float = 30.0) -> tuple[bytes, str]:
    """GET ``url``: body and content type. Raises OSError (urllib's errors are ones) for anything but 200."""
    request = urllib.request.Request(url, headers={"Accept": accept or ACCEPT})  # noqa: S310 - an address of lab.yaml
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:  # noqa: S310
            return response.read(), response.headers.get("Content-Type", "")
    except urllib.error.HTTPError as error:
        error.close()
        raise OSError(f"HTTP status {error.code}") from error
    except (ValueError, EOFError) as error:
        raise OSError(str(error)) from error
