"""What Windows says of itself that psutil does not have: its version, the host's names, the time zone."""

from __future__ import annotations

import sys
from typing import NamedTuple

__all__ = ["Names", "Version", "names", "time_zone", "version"]


class Version(NamedTuple):
    """The system's version; ``revision`` is 0 where the registry has none."""

    product: str
    major: int
    minor: int
    build: int
    revision: int


class Names(NamedTuple):
    """The host's names, as DNS has them."""

    host: str
    domain: str
    fqdn: str


_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_ZONE = r"SYSTEM\CurrentControlSet\Control\TimeZoneInformation"
_NAMES = (1, 2, 3)  # COMPUTER_NAME_FORMAT: ComputerNameDnsHostname, ...DnsDomain, ...DnsFullyQualified


if sys.platform == "win32":
    import ctypes
    import winreg

    class _VersionInfo(ctypes.Structure):
        """OSVERSIONINFOW."""

        _fields_ = (
            ("size", ctypes.c_ulong),
            ("major", ctypes.c_ulong),
            ("minor", ctypes.c_ulong),
            ("build", ctypes.c_ulong),
            ("platform", ctypes.c_ulong),
            ("service_pack", ctypes.c_wchar * 128),
        )

    def version() -> Version:
        """Of the running system. Raises OSError where the registry cannot be read."""
        # sys.getwindowsversion() gives the version that the process was made for, or that of a library's file
        info = _VersionInfo(size=ctypes.sizeof(_VersionInfo))
        ctypes.windll.ntdll.RtlGetVersion(ctypes.byref(info))
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _VERSION) as key:
            product = str(winreg.QueryValueEx(key, "ProductName")[0])
            try:
                revision = int(winreg.QueryValueEx(key, "UBR")[0])
            except FileNotFoundError:
                revision = 0
        return Version(product, info.major, info.minor, info.build, revision)

    def names() -> Names:
        """Of this host. Raises OSError."""
        return Names(*map(_computer_name, _NAMES))

    def time_zone() -> str:
        """Its English name, which the registry has in every language of the system. Raises OSError."""
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _ZONE) as key:
            return str(winreg.QueryValueEx(key, "TimeZoneKeyName")[0]).partition("\0")[0]

    def _computer_name(kind: int) -> str:
        size = ctypes.c_ulong(1024)
        buffer = ctypes.create_unicode_buffer(size.value)
        if not ctypes.windll.kernel32.GetComputerNameExW(kind, buffer, ctypes.byref(size)):
            raise ctypes.WinError()
        return buffer.value

else:

    def version() -> Version:
        """There is no Windows to ask."""
        raise OSError("this is not Windows")

    def names() -> Names:
        """There is no Windows to ask."""
        raise OSError("this is not Windows")

    def time_zone() -> str:
        """There is no Windows to ask."""
        raise OSError("this is not Windows")
