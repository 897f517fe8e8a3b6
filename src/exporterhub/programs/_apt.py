"""apt-get with lists, cache and status of its own: which archives a set of packages needs, and getting them.

The system's apt configuration (proxies, certificates) stays in force; the system's own lists and packages are neither
read nor touched. apt verifies the archive's signature on the lists and the lists' checksums on each archive.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exporterhub.errors import BadInput, Missing
from exporterhub.programs._cache import locked
from exporterhub.programs._mirror import mirror

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MAX_AGE_SECONDS = 12 * 3600.0
"""Lists older than this are fetched anew; sid moves several times a day, the stable suites a few times a year."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Archive:
    """One ``.deb`` of a resolution: package, version as Debian writes it, and its file name in the pool."""

    package: str
    version: str
    file: str


class Apt:
    """One suite of the Debian archive, with state below ``folder``."""

    def __init__(self, suite: str, folder: Path) -> None:
        self.suite = suite
        self.folder = folder / suite
        self.archives = self.folder / "cache" / "archives"

    def resolve(self, packages: Sequence[str], progress: Progress) -> list[Archive]:
        """The archives that ``packages`` and all they depend on come from, in apt's order.

        Raises:
            BadInput: the suite has no such package, or its dependencies cannot be met.
            Missing: the archive cannot be reached and no earlier lists are here.
        """
        with locked(self.folder / "lock"):
            self._update(progress)
            memory = self.folder / "resolved.json"
            stamp = str((self.folder / "updated").stat().st_mtime_ns)
            known_stamp, known = _remembered(memory)
            if known_stamp != stamp:
                known = {}
            key = " ".join(packages)
            if key not in known:
                known[key] = self._simulate(packages)
                _remember(memory, stamp, known)
            return [Archive(*row) for row in known[key]]

    def download(self, archives: Sequence[Archive]) -> None:
        """Get ``archives`` into :attr:`archives`; apt verifies the checksum of each."""
        with locked(self.folder / "lock"):
            self._apt(
                "download",
                *(f"{archive.package}={archive.version}" for archive in archives),
                folder=self.archives,
            )

    def _simulate(self, packages: Sequence[str]) -> list[list[str]]:
        nothing = self.folder / "empty"
        (nothing / "partial").mkdir(parents=True, exist_ok=True)
        # apt leaves out of the list what it finds downloaded already
        output = self._apt("install", "--yes", "--print-uris", "-o", f"Dir::Cache::archives={nothing}", *packages)
        rows = []
        for line in output.splitlines():
            if line.startswith("'"):
                file = line.split()[1]
                name, version, _ = file.removesuffix(".deb").split("_")
                rows.append([name, version.replace("%3a", ":"), file])
        return rows

    def _update(self, progress: Progress) -> None:
        stamp = self.folder / "updated"
        if stamp.exists() and time.time() - stamp.stat().st_mtime < MAX_AGE_SECONDS:
            return
        self._write_configuration()
        progress(f"reading the package lists of {self.suite}")
        try:
            self._apt("update", "-o", "APT::Update::Error-Mode=any")
        except Missing:
            if not stamp.exists():
                raise
            progress(f"the Debian archive cannot be reached; going on with the lists of {self.suite} from before")
            return
        stamp.touch()

    def _write_configuration(self) -> None:
        if not shutil.which("apt-get"):
            raise Missing(
                "apt-get is not here",
                remedy="real programs are unpacked from Debian packages; run this on Debian or Ubuntu",
            )
        if not KEYRING.exists():
            raise Missing(
                f"{KEYRING} is not here",
                remedy="install the package debian-archive-keyring; it verifies the archive's signature",
            )
        for part in ("lists/partial", "cache/archives/partial", "log"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        (self.folder / "sources.list").write_text(
            f"deb [signed-by={KEYRING}] {mirror()} {self.suite} main\n", encoding="utf-8"
        )
        settings = {
            "Dir::State": self.folder,
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::status": self.folder / "status",
            "Dir::State::extended_states": self.folder / "extended_states",
            "Dir::Cache": self.folder / "cache",
            "Dir::Cache::archives": self.archives,
            "Dir::Cache::pkgcache": "pkgcache.bin",
            "Dir::Log": self.folder / "log",
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "APT::Install-Recommends": "false",
            "APT::Sandbox::User": "root",
            "Acquire::GzipIndexes": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        (self.folder / "apt.conf").write_text(
            "".join(f'{key} "{value}";\n' for key, value in settings.items()), encoding="utf-8"
        )

    def _apt(self, *arguments: str, folder: Path | None = None) -> str:
        command = ["apt-get", "-c", str(self.folder / "apt.conf"), *arguments]
        environment = {**os.environ, "LC_ALL": "C"}
        result = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return result.stdout
        problems = [line for line in result.stderr.splitlines() if line.startswith(("E:", "Err:"))] or [
            result.stderr.strip()
        ]
        text = "; ".join(problems)[:600]
        if (
            "Unable to locate package" in text
            or "unmet dependencies" in text
            or "has no installation candidate" in text
        ):
            raise BadInput(
                f"{self.suite}: {text}",
                remedy="name a package that this suite has; apt-cache search finds it",
            )
        raise Missing(
            f"the Debian archive ({self.suite}) cannot be used: {text}",
            remedy="check the network and the apt sources",
        )


def _remembered(path: Path) -> tuple[str, dict[str, list[list[str]]]]:
    """The stamp of the lists that earlier resolutions were made from, and the resolutions."""
    try:
        stamp, known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "", {}
    return stamp, known


def _remember(path: Path, stamp: str, known: dict[str, list[list[str]]]) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps([stamp, known]), encoding="utf-8")
    temporary.replace(path)
