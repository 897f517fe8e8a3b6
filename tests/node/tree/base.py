"""Four roots below one folder, written file by file."""

from __future__ import annotations

from pathlib import Path


def words(names: str) -> list[str]:
    """Names, written one after another."""
    return names.split()


class Tree:
    """The four roots below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.proc, self.sys, self.root, self.udev = (folder / name for name in ("proc", "sys", "root", "udev"))
        for path in (self.proc, self.sys, self.root, self.udev):
            path.mkdir(parents=True, exist_ok=True)

    def flags(self) -> dict[str, str]:
        """The flags that point at it."""
        return {
            "path.procfs": str(self.proc),
            "path.sysfs": str(self.sys),
            "path.rootfs": str(self.root),
            "path.udev.data": str(self.udev),
        }

    def write(self, path: str, text: str | bytes | int) -> None:
        """A file, at ``proc/stat`` or ``sys/class/...``; a line feed is added to a text that has none."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            file.write_bytes(text)
        else:
            line = str(text)
            file.write_text(line if line.endswith("\n") or not line else f"{line}\n", encoding="utf-8")

    def files(self, folder: str, files: dict[str, str | int]) -> None:
        """Several files of one folder."""
        for name, text in files.items():
            self.write(f"{folder}/{name}", text)

    def link(self, path: str, target: str) -> None:
        """A symbolic link."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(target)
