"""Folders of sysfs: what is in one, and the attributes of a device, whose files stay open between scrapes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from exporterhub.node.files import File, listing
from exporterhub.node.numbers import int_text

__all__ = ["Device", "Devices", "files", "number", "numbered", "texts", "value"]


def files(folder: str) -> list[str]:
    """The plain files of a folder: no folders and no links, which lead to other devices. Raises OSError."""
    with os.scandir(folder) as found:
        return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))


def numbered(folder: str, prefix: str) -> list[str]:
    """The entries that are ``prefix`` and a number (``hwmon0``), in the order of names; none without the folder."""
    try:
        return [name for name in listing(folder) if name.startswith(prefix) and name[len(prefix) :].isdecimal()]
    except OSError:
        return []


def number(text: bytes | None) -> int | None:
    """A whole number in C's notation (``0x1f``, ``-1``, ``010``); None for anything else."""
    if text is None:
        return None
    try:
        return int(text, 0)
    except ValueError:
        pass
    try:
        return int(text, 8) if text.lstrip(b"+-").startswith(b"0") else None
    except ValueError:
        return None


def value(text: bytes | None) -> bytes | None:
    """The same, as the page says it."""
    found = number(text)
    return None if found is None else int_text(found)


class Device:
    """A folder with attributes."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._files: dict[str, File] = {}

    def line(self, name: str) -> bytes | None:
        """An attribute as it is but for the line feed; None where there is none, or the driver gives no answer."""
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = File(f"{self.folder}/{name}", whole=True)
        try:
            return file.read().strip(b"\n")
        except OSError:
            return None

    def read(self, name: str) -> bytes | None:
        """The same without white space around it."""
        line = self.line(name)
        return None if line is None else line.strip()

    def text(self, name: str) -> bytes:
        """The same, empty where there is none."""
        return self.read(name) or b""

    def number(self, name: str) -> int | None:
        """An attribute that is a number."""
        return number(self.read(name))

    def value(self, name: str) -> bytes | None:
        """A number as the page says it."""
        return value(self.read(name))


class Devices:
    """The devices of a class: one object for each, for as long as it is there."""

    def __init__(self, folder: str, wanted: Callable[[str], bool] = lambda _: True) -> None:
        self.folder = folder
        self._wanted = wanted
        self._known: dict[str, Device] = {}

    def now(self) -> dict[str, Device]:
        """The devices by their names. Raises OSError, FileNotFoundError where the kernel has no such class."""
        names = [name for name in listing(self.folder) if self._wanted(name)]
        if list(self._known) != names:
            self._known = {name: self._known.get(name) or self.make(name) for name in names}
        return self._known

    def make(self, name: str) -> Device:
        """The device called ``name``."""
        return Device(f"{self.folder}/{name}")


def texts(device: Device, names: Iterable[str]) -> dict[str, bytes]:
    """Attributes by name, without those that are not there or empty."""
    found = {name: device.read(name) for name in names}
    return {name: text for name, text in found.items() if text}
