"""A release binary: downloaded, compared with the project's checksums, run by a hardened unit."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Literal

from exporterhub.catalog.models import Binary
from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.configuration import configuration_blocks, remarks
from exporterhub.hub.install.credentials import credential_blocks
from exporterhub.hub.install.host import needs
from exporterhub.hub.install.invocation import ConfigFile, invocation
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.systemd import unit
from exporterhub.messages import english, say

__all__ = ["ORDER", "method"]

ORDER = 40
_ARCHIVE = re.compile(r"\.(tar\.gz|tgz|tar\.xz|tar\.bz2|tar\.zst|tar)\Z")
_OTHERWISE: Literal["amd64"] = "amd64"
_NO_SUMS = say("The project publishes no checksums for its releases, so the download cannot be compared with any.")
_UNKNOWN_SUMS = say("Whether the project publishes checksums is not known here: look for them beside the release.")


def method(subject: Subject) -> Method | None:
    """Download and verify, install, configure, store the credentials, write the unit, start."""
    binary = subject.exporter.install.binary
    if binary is None:
        return None
    started = invocation(subject, "binary")
    executable = f"/usr/local/bin/{binary.executable}"
    start = f"sudo systemctl daemon-reload\nsudo systemctl enable --now {subject.name}\n"
    title = say("Download and verify") if _sums(binary) else say("Download")
    blocks = (
        Block(title, "sh", _download(subject, binary, started.configs)),
        *configuration_blocks(started),
        *credential_blocks(subject, started),
        unit(subject, executable, started),
        Block(say("Start"), "sh", start),
    )
    return Method("binary", say("Binary"), blocks, (*_notes(subject, binary), *remarks(subject, started)))


def _notes(subject: Subject, binary: Binary) -> list[str]:
    notes: list[str] = []
    if _arch(subject, binary) == "none":
        notes.append(
            say(
                "The project publishes no release for %(chosen)s; the commands are for %(other)s.",
                chosen=subject.choices.arch,
                other=_OTHERWISE,
            )
        )
    if binary.checksums in ("", "none"):
        notes.append(_NO_SUMS if binary.checksums else _UNKNOWN_SUMS)
    what = needs(subject).what
    return [*notes, english(what)] if what else notes


def _arch(subject: Subject, binary: Binary) -> str:
    """What the project calls the processor; ``none`` where it publishes nothing for it."""
    names: Mapping[str, str] = binary.arch  # type: ignore[assignment]
    return names.get(subject.choices.arch, subject.choices.arch)


def _sums(binary: Binary) -> str:
    return "" if binary.checksums == "none" else binary.checksums


def _download(subject: Subject, binary: Binary, configs: tuple[ConfigFile, ...]) -> str:
    arch = _arch(subject, binary)
    names = {
        "version": subject.choices.version,
        "os": binary.os.get("linux", "linux"),
        "arch": binary.arch.get(_OTHERWISE, _OTHERWISE) if arch == "none" else arch,
    }
    asset = fill(binary.asset, **names)
    base = f"{subject.exporter.repository.rstrip('/')}/releases/download/{fill(binary.tag, **names)}"
    lines = [f"curl -fLO {shlex.quote(f'{base}/{asset}')}"]
    if _sums(binary):
        sums = fill(binary.checksums, **names, asset=asset)
        lines.append(f"curl -fLO {shlex.quote(f'{base}/{sums}')}")
        lines.append(_compare(asset, sums, one_each="{asset}" in binary.checksums))
    lines += _install(asset, binary.executable)
    lines += [_from_archive(config) for config in configs if config.member]
    return "\n".join(lines) + "\n"


def _compare(asset: str, sums: str, *, one_each: bool) -> str:
    if one_each:
        # Such a file may hold the sum alone, or beside it the path that the asset had where it was built.
        return f"echo \"$(cut -d ' ' -f 1 {shlex.quote(sums)})  {asset}\" | sha256sum --check"
    return f"sha256sum --check --ignore-missing {shlex.quote(sums)}"


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


def _from_archive(config: ConfigFile) -> str:
    found = f'"$(find unpacked -name {shlex.quote(config.member)})"'
    return f"sudo install -D -m 0644 -o root -g root {found} {shlex.quote(config.path)}"
