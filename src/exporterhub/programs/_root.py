"""Roots: the files of a closure of packages, each package unpacked once and linked into every root that has it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from exporterhub.errors import ExporterHubError, Missing
from exporterhub.programs._apt import Apt, Archive, Progress
from exporterhub.programs._cache import cache_folder, locked

BASE = ("base-files", "bash", "coreutils", "dash", "findutils", "gawk", "grep", "hostname", "libc-bin", "sed")
"""What a shell line in a sandbox may count on, whatever the program is."""

_MERGED = ("bin", "sbin", "lib", "lib64")
_UNREAD = (
    "./usr/share/doc/*",
    "./usr/share/man/*",
    "./usr/share/locale/*",
    "./usr/share/info/*",
    "./usr/share/lintian/*",
)


@dataclass(frozen=True)
class Root:
    """A folder with the files of a program and all it needs.

    ``versions`` maps each package to its version as Debian writes it.
    """

    path: Path
    suite: str
    versions: dict[str, str]

    def version(self, package: str) -> str:
        """The upstream version of ``package``: what the project itself calls it."""
        return upstream_version(self.versions[package])


def upstream_version(version: str) -> str:
    """``2:1.69.0+ds-1+b2`` is ``1.69.0`` to the project itself (Debian Policy 5.6.12: epoch, upstream, revision)."""
    without_epoch = version.split(":", 1)[-1]
    upstream = without_epoch.rsplit("-", 1)[0] if "-" in without_epoch else without_epoch
    return re.split(r"[+~.](?:ds|dfsg|repack|really|git)", upstream)[0]


def debian_root(
    packages: Sequence[str], suite: str, *, cache: Path | None = None, progress: Progress = lambda _: None
) -> Root:
    """Make (or find in the cache) the root of ``packages`` in ``suite``.

    Args:
        packages: Debian package names; all they depend on comes with them.
        suite: ``bookworm``, ``trixie`` or ``sid``.
        cache: where archives and roots are kept; the user's cache folder unless said.
        progress: called with a line of text when something takes long.

    Raises:
        BadInput: a package does not exist in the suite.
        Missing: no archive can be reached, or a tool to unpack it is not here.
    """
    folder = (cache or cache_folder()) / "debian"
    apt = Apt(suite, folder)
    wanted = sorted({*BASE, *packages})
    archives = apt.resolve(wanted, progress)
    key = hashlib.sha256("\n".join(sorted(archive.file for archive in archives)).encode()).hexdigest()[:20]
    path = folder / "roots" / f"{suite}-{packages[0]}-{key}"
    if not path.exists():
        with locked(folder / f"{key}.lock"):
            if not path.exists():
                progress(f"unpacking {packages[0]} of {suite} and {len(archives) - 1} packages it needs")
                _make(apt, archives, path)
        (folder / f"{key}.lock").unlink(missing_ok=True)
    return Root(path, suite, {archive.package: archive.version for archive in archives})


def debian_unavailable(suite: str = "bookworm") -> str:
    """Why no root can be made here, in words; empty where one can. May read the suite's lists first."""
    try:
        debian_root(["hostname"], suite)
    except ExporterHubError as error:
        return error.message
    return ""


def _make(apt: Apt, archives: Sequence[Archive], path: Path) -> None:
    store = apt.folder / "unpacked"
    missing = [archive for archive in archives if not (store / archive.file).exists()]
    if missing:
        if not shutil.which("dpkg-deb") or not shutil.which("tar"):
            raise Missing(
                "dpkg-deb and tar are needed to unpack Debian packages",
                remedy="install the packages dpkg and tar",
            )
        apt.download(missing)
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            list(pool.map(lambda archive: _unpack(apt.archives / archive.file, store / archive.file), missing))
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    for name in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "var/tmp", "opt"):
        (temporary / name).mkdir(parents=True, exist_ok=True)
    for archive in archives:
        _link_tree(store / archive.file, temporary)
    _finish(temporary)
    temporary.rename(path)
    for archive in missing:
        (apt.archives / archive.file).unlink(missing_ok=True)


def _unpack(archive: Path, target: Path) -> None:
    """Unpack one archive as a usr-merged tree, owned by the user who runs this."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.new")
    for name in _MERGED:
        (temporary / "usr" / name).mkdir(parents=True)
        (temporary / name).symlink_to(f"usr/{name}")
    excluded = [f"--exclude={pattern}" for pattern in _UNREAD]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE) as packed:
        command = ["tar", "-x", "--keep-directory-symlink", "--no-same-owner", "-C", str(temporary), *excluded]
        subprocess.run(command, stdin=packed.stdout, check=True, stderr=subprocess.DEVNULL)
    for name in _MERGED:
        (temporary / name).unlink()
    if target.exists():
        shutil.rmtree(temporary)
    else:
        temporary.rename(target)


def _link_tree(source: Path, target: Path) -> None:
    """Make ``target`` hold what ``source`` holds, files as hard links: a root costs no second copy."""
    with os.scandir(source) as entries:
        for entry in entries:
            place = target / entry.name
            if entry.is_dir(follow_symlinks=False):
                if not place.is_symlink():
                    place.mkdir(exist_ok=True)
                _link_tree(Path(entry.path), place)
            elif not os.path.lexists(place):
                os.link(entry.path, place, follow_symlinks=False)


def _finish(root: Path) -> None:
    """What maintainer scripts would have done and a program needs: links, names of users and hosts."""
    for name in _MERGED:
        if not os.path.lexists(root / name):
            (root / name).symlink_to(f"usr/{name}")
    for name, target in (("usr/bin/sh", "dash"), ("usr/bin/awk", "gawk")):
        if not os.path.lexists(root / name):
            (root / name).symlink_to(target)
    files = {
        "etc/passwd": "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nlab:x:1000:1000::/lab:/bin/sh\n",
        "etc/group": "root:x:0:\nnogroup:x:65534:\nlab:x:1000:\n",
        "etc/hosts": "127.0.0.1 localhost lab\n::1 localhost\n",
        "etc/hostname": "lab\n",
        "etc/resolv.conf": "",
        "etc/machine-id": "0" * 32 + "\n",
    }
    for name, text in files.items():
        place = root / name
        place.unlink(missing_ok=True)
        place.write_text(text, encoding="utf-8")
