"""An exporter as a program: what was wrong becomes a message and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable

from exporterhub.errors import ExporterHubError

__all__ = ["run"]


def run(main: Callable[[], int]) -> int:
    """What ``main`` returns, the exit code.

    Bad input (a flag, an address, the web configuration) is told on standard error with its remedy, and gives 2; what
    is missing gives 3; an interruption before the server runs 130.
    """
    try:
        return main()
    except ExporterHubError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return 130
