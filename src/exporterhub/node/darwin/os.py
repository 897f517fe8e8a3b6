"""Which version of macOS this is (``SystemVersion.plist``)."""

from __future__ import annotations

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.collectors.os import emit
from exporterhub.node.files import read
from exporterhub.toolkit import NoData

FILE = "/System/Library/CoreServices/SystemVersion.plist"
# The variables of os-release(5) that node_exporter fills from the property list.
KEYS = {
    "BUILD_ID": "ProductBuildVersion",
    "NAME": "ProductName",
    "VERSION": "ProductVersion",
    "VERSION_ID": "ProductVersion",
}


class Collector(Base):
    """Reads the property list."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._path = self.paths.root(FILE)

    def page(self) -> bytes:
        """What system, and its version as a number."""
        try:
            return emit(parse(read(self._path)))
        except FileNotFoundError:
            raise NoData(f"{self._path} is not there") from None


def parse(data: bytes) -> dict[str, str]:
    """The variables of os-release(5). Raises ValueError for what is no property list."""
    import plistlib
    from xml.parsers.expat import ExpatError

    try:
        found = plistlib.loads(data)
    except (ExpatError, plistlib.InvalidFileException) as error:
        raise ValueError(f"SystemVersion.plist is no property list: {error}") from None
    return {variable: str(found[key]) for variable, key in KEYS.items() if key in found}
