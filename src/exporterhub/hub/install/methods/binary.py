"""A release binary: downloaded, compared with the project's checksums, run by a hardened unit."""

from __future__ import annotations

import re
import shlex

from exporterhub.catalog.models import Binary
from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.credentials import credential_blocks
from exporterhub.hub.install.invocation import invocation
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.systemd import unit

__all__ = ["ORDER", "method"]

ORDER = 40
_ARCHIVE = re.compile(r"\.(tar\.gz|tgz|tar\.xz|tar\.bz2|tar\.zst|tar)\Z")


def method(subject: Subject) -> Method | None:
    """Download and verify, install, store the credentials, write the unit, start."""
    binary = subject.exporter.install.binary
    if binary is None:
        return None
    started = invocation(subject)
    executable = f"/usr/local/bin/{binary.executable}"
    start = f"sudo systemctl daemon-reload\nsudo systemctl enable --now {subject.name}\n"
    notes = []
    if not binary.checksums:
        notes.append(
            "The project publishes no checksums for its releases, so the download cannot be compared with any."
        )
    blocks = (
        Block("Download and verify" if binary.checksums else "Download", "sh", _download(subject, binary)),
        *credential_blocks(subject, started),
        unit(subject, executable, started),
        Block("Start", "sh", start),
    )
    return Method("binary", "Binary", blocks, tuple(notes))


def _download(subject: Subject, binary: Binary) -> str:
    names = {"version": subject.choices.version, "os": "linux", "arch": subject.choices.arch}
    tag = fill(binary.tag, **names)
    asset = fill(binary.asset, **names)
    base = f"{subject.exporter.repository.rstrip('/')}/releases/download/{tag}"
    lines = [f"curl -fLO {shlex.quote(f'{base}/{asset}')}"]
    if binary.checksums:
        checksums = fill(binary.checksums, **names, asset=asset)
        lines.append(f"curl -fLO {shlex.quote(f'{base}/{checksums}')}")
        lines.append(f"sha256sum --check --ignore-missing {shlex.quote(checksums)}")
    lines += _install(asset, binary.executable)
    return "\n".join(lines) + "\n"


def _install(asset: str, executable: str) -> list[str]:
    quoted, place = shlex.quote(asset), shlex.quote(executable)
    into = f"sudo install -m 0755 -o root -g root {{}} /usr/local/bin/{place}"
    found = f'"$(find unpacked -type f -name {place})"'
    if _ARCHIVE.search(asset):
        return ["mkdir unpacked", f"tar -xf {quoted} -C unpacked", into.format(found)]
    if asset.endswith(".zip"):
        return [f"unzip -d unpacked {quoted}", into.format(found)]
    if asset.endswith(".gz"):
        return [f"gunzip --keep {quoted}", into.format(shlex.quote(asset.removesuffix(".gz")))]
    return [into.format(quoted)]
