"""Which distribution this is (os-release(5))."""

from __future__ import annotations

import calendar
import re
import shlex
import time
from collections.abc import Mapping

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import read
from exporterhub.node.numbers import float_text, int_text
from exporterhub.node.text import Info, Metric, head, label_set, sample, words
from exporterhub.toolkit import NoData

FILES = ("/etc/os-release", "/usr/lib/os-release")
LABELS = words(
    "build_id id id_like image_id image_version name pretty_name variant variant_id version version_codename version_id"
)
INFO = f"A metric with a constant '1' value labeled by {', '.join(LABELS)}."
VERSION = Metric("node_os_version", "gauge", "Metric containing the major.minor part of the OS version.")
SUPPORT = Metric(
    "node_os_support_end_timestamp_seconds",
    "gauge",
    "Metric containing the end-of-life date timestamp of the OS.",
)


class Collector(Base):
    """Reads ``os-release`` below the root."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._paths = [self.paths.root(file) for file in FILES]
        self._data = b""
        self._page = b""

    def page(self) -> bytes:
        """What distribution, its version as a number, and until when it is supported, as far as it says."""
        data = self._read()
        if data != self._data:
            self._page = emit(parse(data))
            self._data = data
        return self._page

    def _read(self) -> bytes:
        for path in self._paths:
            try:
                return read(path)
            except FileNotFoundError:
                continue
        raise NoData(f"none of {', '.join(self._paths)} is there")


def parse(data: bytes) -> dict[str, str]:
    """The assignments, their shell quoting taken off; a line that is none is left out."""
    found: dict[str, str] = {}
    for line in data.decode(errors="replace").split("\n"):
        name, equals, value = line.strip().partition("=")
        if not equals or name.startswith("#"):
            continue
        try:
            found[name] = "".join(shlex.split(value))
        except ValueError:
            continue
    return found


def emit(release: Mapping[str, str]) -> bytes:
    """The families."""
    key = label_set({name: release.get(name.upper(), "") for name in LABELS})
    page = Info("node_os_info", INFO).render([key])
    end = release.get("SUPPORT_END", "")
    if end:
        page += head(SUPPORT) + sample(
            SUPPORT.name.encode(), b"", int_text(calendar.timegm(time.strptime(end, "%Y-%m-%d")))
        )
    number = re.match(r"[0-9]+\.?[0-9]*", release.get("VERSION_ID", ""))
    if number and float(number[0]) > 0:
        key = label_set({name: release.get(name.upper(), "") for name in ("id", "id_like", "name")})
        page += head(VERSION) + sample(VERSION.name.encode(), key, float_text(float(number[0])))
    return page
