"""Programs that the example needs: from the path, or from their Debian package, unpacked without root."""

from __future__ import annotations

import shutil
from pathlib import Path

from exporterhub.errors import ExporterHubError
from exporterhub.programs import debian_root, tool_command


def command(program: str, package: str, folder: Path | None = None) -> list[str]:
    """How ``program`` is started here. It may write into ``folder``.

    Raises:
        ExporterHubError: it is not on the path, and the Debian package cannot be had or run.
    """
    found = shutil.which(program)
    if found:
        return [found]
    try:
        return tool_command(debian_root([package], "trixie"), [program], folder=folder)
    except ExporterHubError as error:
        error.remedy = f"{error.remedy} Or install {program}: apt install {package}.".strip()
        raise
